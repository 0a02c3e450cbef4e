"""Facts as people say them in Brazil."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Money, Text, Window

from .facts_said import HONOLULU, at, day, days, moment, offset, window

LISBON = ZoneInfo("Europe/Lisbon")

DAYS = [
    (day(11, 22), "hoje"),
    (day(11, 23), "amanhã"),
    (day(11, 21), "ontem"),
    (day(11, 24), "na terça-feira"),
    (day(11, 28), "no sábado"),
    (day(11, 20), "na sexta-feira"),
    (day(11, 16), "na segunda-feira"),
    (day(11, 29), "no domingo, dia 29 de novembro"),
    (day(11, 15), "no domingo, dia 15 de novembro"),
    (day(12, 1), "na terça-feira, dia primeiro de dezembro"),
    (day(8, 3), "na segunda-feira, dia 3 de agosto"),
    (day(1, 5, year=2027), "na terça-feira, dia 5 de janeiro"),
    (day(3, 9, year=2027), "na terça-feira, dia 9 de março de 2027"),
    (day(12, 30, year=2025), "na terça-feira, dia 30 de dezembro de 2025"),
]

WINDOWS = [
    (window("14:00", "18:00"), "hoje entre as duas e as seis da tarde"),
    (window("14:00", "18:00", 23), "amanhã entre as duas e as seis da tarde"),
    (window("14:00", "18:00", 24), "na terça-feira entre as duas e as seis da tarde"),
    (window("14:00", "18:00", 21), "ontem entre as duas e as seis da tarde"),
    (window("08:00", "11:00"), "hoje entre as oito e as onze da manhã"),
    (window("10:00", "12:00"), "hoje entre as dez da manhã e o meio-dia"),
    (window("12:00", "16:00"), "hoje entre o meio-dia e as quatro da tarde"),
    (window("12:30", "16:00"), "hoje entre o meio-dia e meia e as quatro da tarde"),
    (window("14:30", "16:45"), "hoje entre as duas e meia e as quatro e 45 da tarde"),
    (window("09:15", "09:50"), "hoje entre as nove e quinze e as nove e 50 da manhã"),
    (window("19:00", "21:00"), "hoje entre as sete e as nove da noite"),
    (window("20:00", "00:00", nights=1), "hoje entre as oito da noite e a meia-noite"),
    (window("20:00", "23:59"), "hoje entre as oito da noite e a meia-noite"),
    (window("22:00", "01:00", nights=1), "hoje entre as dez da noite e a uma da madrugada"),
    (window("00:00", "18:00"), "hoje até as seis da tarde"),
    (window("00:00", "12:00", 24), "na terça-feira até o meio-dia"),
    (window("15:00", "15:00"), "hoje por volta das três da tarde"),
    (window("12:00", "12:00"), "hoje por volta do meio-dia"),
    (window("00:00", "23:59"), "hoje"),
    (window("00:00", "00:00", 24, nights=1), "na terça-feira"),
    (window("08:00", "18:00", 24, nights=1), "na terça-feira ou na quarta-feira"),
    (offset("14:00", "18:00", 1), "hoje entre as duas e as seis da tarde"),
    (window("14:00", "18:00", zone=HONOLULU), "hoje entre as duas e as seis da tarde"),
]

RANGES = [
    (days((11, 24), (11, 24)), "na terça-feira"),
    (days((11, 24), (11, 25)), "na terça-feira ou na quarta-feira"),
    (days((11, 22), (11, 23)), "hoje ou amanhã"),
    (days((11, 23), (11, 24)), "amanhã ou na terça-feira"),
    (days((11, 24), (11, 27)), "entre terça-feira e sexta-feira"),
    (days((11, 22), (11, 25)), "entre hoje e quarta-feira"),
    (days((11, 27), (12, 1)), "entre sexta-feira, dia 27 de novembro e terça-feira, dia primeiro de dezembro"),
    (days((12, 1), (12, 2)), "na terça-feira, dia primeiro de dezembro ou na quarta-feira, dia 2 de dezembro"),
    (days((11, 20), (11, 25)), "até quarta-feira"),
    (days((11, 20), (11, 22)), "hoje"),
    (days((11, 9), (11, 13)), "até sexta-feira, dia 13 de novembro"),
    (
        Window(date(2026, 12, 31), date(2027, 1, 1)),
        "na quinta-feira, dia 31 de dezembro ou na sexta-feira, dia primeiro de janeiro",
    ),
]

MOMENTS = [
    (moment("14:15"), "hoje às duas e quinze da tarde"),
    (moment("13:00"), "hoje à uma da tarde"),
    (moment("01:00"), "hoje à uma da madrugada"),
    (moment("08:07", 21), "ontem às oito e 7 da manhã"),
    (moment("12:00", 20), "na sexta-feira ao meio-dia"),
    (moment("00:00", 23), "amanhã à meia-noite"),
    (moment("00:20"), "hoje à meia-noite e 20"),
    (moment("09:30", 1, month=12), "na terça-feira, dia primeiro de dezembro às nove e meia da manhã"),
]

OTHERS = [
    (Count(0), "0"),
    (Count(1250), "1250"),
    (Money(4990, "BRL"), "49 reais e 90 centavos"),
    (Money(4900, "BRL"), "49 reais"),
    (Money(100, "BRL"), "1 real"),
    (Money(101, "BRL"), "1 real e 1 centavo"),
    (Money(124990, "BRL"), "1249 reais e 90 centavos"),
    (Money(4990, "CAD"), "49 dólares canadenses e 90 centavos"),
    (Money(201, "GBP"), "2 libras e 1 pêni"),
    (Money(4990, "CHF"), "49,90 Francos suíços"),
    (Money(4990, "JPY"), "4990 Ienes japoneses"),
    (Code("wm-1001"), "W de Wilson, M de Maria, 1 0 0 1"),
    (Code("01310100"), "0 1 3 1, 0 1 0 0"),
    (Code("5511987654321"), "5 5 1, 1 9 8, 7 6 5, 4 3 2 1"),
    (Key("1"), "1"),
    (Key("*"), "asterisco"),
    (Key("#"), "jogo da velha"),
    (Text("Correios"), "Correios"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "pt-BR") == words


YEARS_END = at("12:00", 30, month=12)
SPRING = at("12:00", 28, month=3, zone=LISBON)
AUTUMN = at("23:30", 24, month=10, zone=LISBON)

AT_OTHER_TIMES = [
    # Brazil's clocks do not change. Lisbon's, on 29 March 2026, go from 1 to 2 a.m.; on 25 October from 2 back to 1.
    (
        Window(at("23:00", 28, month=3, zone=LISBON), at("04:00", 29, month=3, zone=LISBON)),
        SPRING,
        "hoje entre as onze da noite e as quatro da madrugada",
    ),
    (
        Window(at("01:00", 29, month=3, zone=LISBON), at("05:00", 29, month=3, zone=LISBON)),
        SPRING,
        "amanhã entre a uma e as cinco da madrugada",
    ),
    (moment("02:30", 25, month=10, zone=LISBON), AUTUMN, "amanhã às duas e meia da madrugada"),
    (Window(at("00:00", 25, month=10, zone=LISBON), at("00:00", 26, month=10, zone=LISBON)), AUTUMN, "amanhã"),
    (day(12, 31), YEARS_END, "amanhã"),
    (day(1, 1, year=2027), YEARS_END, "na sexta-feira"),
    (day(1, 6, year=2027), YEARS_END, "na quarta-feira, dia 6 de janeiro"),
    (day(4, 1, year=2027), YEARS_END, "na quinta-feira, dia primeiro de abril de 2027"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "entre amanhã e sábado"),
    (Day(date(2026, 11, 23), "Europe/Lisbon"), at("23:30"), "hoje"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_a_day_is_said_by_the_wall_clock_of_the_place(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "pt-BR", now) == words

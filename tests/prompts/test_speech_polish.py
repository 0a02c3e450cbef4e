"""Facts as people say them in Poland, where hours and days are inflected."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Moment, Money, Text, Window

from .facts_said import HONOLULU, WARSAW, at, day, days, moment, offset, window

DAYS = [
    (day(11, 22), "dziś"),
    (day(11, 23), "jutro"),
    (day(11, 21), "wczoraj"),
    (day(11, 24), "we wtorek"),
    (day(11, 25), "w środę"),
    (day(11, 28), "w sobotę"),
    (day(11, 20), "w piątek"),
    (day(11, 29), "w niedzielę dwudziestego dziewiątego listopada"),
    (day(12, 1), "we wtorek pierwszego grudnia"),
    (day(11, 1), "w niedzielę pierwszego listopada"),
    (day(3, 3), "we wtorek trzeciego marca"),
    (day(12, 31), "w czwartek trzydziestego pierwszego grudnia"),
    (day(1, 7, year=2027), "w czwartek siódmego stycznia"),
    (day(3, 9, year=2027), "we wtorek dziewiątego marca 2027 roku"),
    (day(12, 30, year=2025), "we wtorek trzydziestego grudnia 2025 roku"),
]

WINDOWS = [
    (window("14:00", "18:00"), "dziś między czternastą a osiemnastą"),
    (window("14:00", "18:00", 23), "jutro między czternastą a osiemnastą"),
    (window("14:00", "18:00", 24), "we wtorek między czternastą a osiemnastą"),
    (window("14:00", "18:00", 21), "wczoraj między czternastą a osiemnastą"),
    (window("13:00", "15:00"), "dziś między trzynastą a piętnastą"),
    (window("08:00", "11:00"), "dziś między ósmą a jedenastą"),
    (window("10:00", "12:00"), "dziś między dziesiątą a dwunastą"),
    (window("12:00", "16:00"), "dziś między dwunastą a szesnastą"),
    (window("12:30", "16:00"), "dziś między dwunastą 30 a szesnastą"),
    (window("14:00", "16:45"), "dziś między czternastą a szesnastą 45"),
    (window("14:15", "16:05"), "dziś między czternastą 15 a szesnastą 05"),
    (window("20:00", "22:00"), "dziś między dwudziestą a dwudziestą drugą"),
    (window("20:00", "00:00", nights=1), "dziś między dwudziestą a północą"),
    (window("22:00", "01:00", nights=1), "dziś między dwudziestą drugą a pierwszą"),
    (window("00:00", "18:00"), "dziś do osiemnastej"),
    (window("00:00", "12:00", 23), "jutro do dwunastej"),
    (window("15:00", "15:00"), "dziś około piętnastej"),
    (window("12:00", "12:00"), "dziś około dwunastej"),
    (window("00:00", "23:59"), "dziś"),
    (window("00:00", "00:00", 24, nights=1), "we wtorek"),
    (window("08:00", "18:00", 24, nights=1), "we wtorek lub w środę"),
    (offset("14:00", "18:00", 1), "dziś między czternastą a osiemnastą"),
    (window("14:00", "18:00", zone=HONOLULU), "dziś między czternastą a osiemnastą"),
]

RANGES = [
    (days((11, 24), (11, 24)), "we wtorek"),
    (days((11, 24), (11, 25)), "we wtorek lub w środę"),
    (days((11, 22), (11, 23)), "dziś lub jutro"),
    (days((11, 23), (11, 24)), "jutro lub we wtorek"),
    (days((11, 24), (11, 27)), "najwcześniej we wtorek, najpóźniej w piątek"),
    (days((11, 22), (11, 25)), "najwcześniej dziś, najpóźniej w środę"),
    (
        days((11, 27), (12, 1)),
        "najwcześniej w piątek dwudziestego siódmego listopada, najpóźniej we wtorek pierwszego grudnia",
    ),
    (days((11, 20), (11, 25)), "najpóźniej w środę"),
    (days((11, 20), (11, 22)), "dziś"),
    (days((11, 9), (11, 13)), "najpóźniej w piątek trzynastego listopada"),
    (
        Window(date(2026, 12, 31), date(2027, 1, 1)),
        "w czwartek trzydziestego pierwszego grudnia lub w piątek pierwszego stycznia",
    ),
]

MOMENTS = [
    (moment("14:15"), "dziś o czternastej 15"),
    (moment("14:05"), "dziś o czternastej 05"),
    (moment("13:00"), "dziś o trzynastej"),
    (moment("08:00", 21), "wczoraj o ósmej"),
    (moment("12:00", 20), "w piątek o dwunastej"),
    (moment("00:00", 23), "jutro o północy"),
    (moment("00:20"), "dziś o zerowej 20"),
    (moment("09:30", 1, month=12), "we wtorek pierwszego grudnia o dziewiątej 30"),
]

OTHERS = [
    (Count(3), "3"),
    (Count(1250), "1250"),
    (Money(4990, "PLN"), "49 złotych 90 groszy"),
    (Money(4900, "PLN"), "49 złotych"),
    (Money(100, "PLN"), "1 złoty"),
    (Money(201, "PLN"), "2 złote 1 grosz"),
    (Money(1202, "PLN"), "12 złotych 2 grosze"),
    (Money(2222, "PLN"), "22 złote 22 grosze"),
    (Money(124905, "PLN"), "1249 złotych 5 groszy"),
    (Money(4990, "EUR"), "49 euro 90 centów"),
    (Money(300, "USD"), "3 dolary"),
    (Money(500, "GBP"), "5 funtów"),
    (Money(4990, "JPY"), "4990 jenów"),
    (Money(4990, "CZK"), "49,90 korony czeskiej"),
    (Money(4900, "CZK"), "49,00 koron czeskich"),
    (Code("wm-1001"), "Wanda Maria, 1 0 0 1"),
    (Code("00-950"), "0 0, 9 5 0"),
    (Key("1"), "1"),
    (Key("*"), "gwiazdkę"),
    (Key("#"), "krzyżyk"),
    (Text("Poczta Polska"), "Poczta Polska"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "pl-PL") == words


NIGHTS = [
    (at("23:00", 28, month=3, zone=WARSAW), at("04:00", 29, month=3, zone=WARSAW), "dwudziestą trzecią a czwartą"),
    (at("22:00", 24, month=10, zone=WARSAW), at("03:00", 25, month=10, zone=WARSAW), "dwudziestą drugą a trzecią"),
]


@pytest.mark.parametrize(("start", "end", "heard"), NIGHTS)
def test_a_night_on_which_the_clocks_change_is_said_by_the_wall_clock(
    say: Callable[..., str], start: date, end: date, heard: str
) -> None:
    assert say(Window(start, end), "pl-PL", start) == f"dziś między {heard}"


YEARS_END = at("12:00", 30, month=12)
EVENING = at("23:30", 24, month=10, zone=WARSAW)
"""The clock goes back in the night that follows."""
AT_OTHER_TIMES = [
    (day(12, 31), YEARS_END, "jutro"),
    (day(1, 1, year=2027), YEARS_END, "w piątek"),
    (day(1, 6, year=2027), YEARS_END, "w środę szóstego stycznia"),
    (day(4, 1, year=2027), YEARS_END, "w czwartek pierwszego kwietnia 2027 roku"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "najwcześniej jutro, najpóźniej w sobotę"),
    (
        Window(at("22:00", 24, month=10, zone=WARSAW), at("03:00", 25, month=10, zone=WARSAW)),
        EVENING,
        "dziś między dwudziestą drugą a trzecią",
    ),
    (Moment(at("01:30", 25, month=10, zone=WARSAW)), EVENING, "jutro o pierwszej 30"),
    (
        Window(at("00:00", 25, month=10, zone=WARSAW), at("12:00", 25, month=10, zone=WARSAW)),
        EVENING,
        "jutro do dwunastej",
    ),
    (Day(date(2026, 11, 23), "Europe/Paris"), at("23:30"), "dziś"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_years_end_and_the_night_of_the_longer_hour_are_said_right(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "pl-PL", now) == words

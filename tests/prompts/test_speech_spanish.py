"""Facts as people say them in Mexico."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Moment, Money, Text, Window

from .facts_said import HONOLULU, at, day, days, moment, offset, window

DAYS = [
    (day(11, 22), "hoy"),
    (day(11, 23), "mañana"),
    (day(11, 21), "ayer"),
    (day(11, 24), "el martes 24"),
    (day(11, 28), "el sábado 28"),
    (day(11, 20), "el viernes 20"),
    (day(11, 29), "el domingo 29 de noviembre"),
    (day(12, 1), "el martes primero de diciembre"),
    (day(11, 1), "el domingo primero de noviembre"),
    (day(3, 3), "el martes 3 de marzo"),
    (day(1, 5, year=2027), "el martes 5 de enero"),
    (day(3, 9, year=2027), "el martes 9 de marzo de 2027"),
    (day(12, 30, year=2025), "el martes 30 de diciembre de 2025"),
]

WINDOWS = [
    (window("14:00", "18:00"), "hoy entre las dos y las seis de la tarde"),
    (window("14:00", "18:00", 23), "mañana entre las dos y las seis de la tarde"),
    (window("14:00", "18:00", 24), "el martes 24 entre las dos y las seis de la tarde"),
    (window("14:00", "18:00", 21), "ayer entre las dos y las seis de la tarde"),
    (window("13:00", "15:00"), "hoy entre la una y las tres de la tarde"),
    (window("08:00", "11:00"), "hoy entre las ocho y las once de la mañana"),
    (window("10:00", "14:00"), "hoy entre las diez de la mañana y las dos de la tarde"),
    (window("10:00", "12:00"), "hoy entre las diez de la mañana y las doce del día"),
    (window("12:00", "16:00"), "hoy entre las doce del día y las cuatro de la tarde"),
    (window("12:30", "16:00"), "hoy entre las doce y media y las cuatro de la tarde"),
    (window("14:30", "16:45"), "hoy entre las dos y media y las cuatro y 45 de la tarde"),
    (window("14:15", "16:05"), "hoy entre las dos y cuarto y las cuatro y 5 de la tarde"),
    (window("18:00", "20:00"), "hoy entre las seis de la tarde y las ocho de la noche"),
    (window("19:00", "21:00"), "hoy entre las siete y las nueve de la noche"),
    (window("20:00", "00:00", nights=1), "hoy entre las ocho de la noche y las doce de la noche"),
    (window("22:00", "01:00", nights=1), "hoy entre las diez de la noche y la una de la madrugada"),
    (window("00:00", "18:00"), "hoy antes de las seis de la tarde"),
    (window("15:00", "15:00"), "hoy alrededor de las tres de la tarde"),
    (window("13:00", "13:00"), "hoy alrededor de la una de la tarde"),
    (window("00:00", "23:59"), "hoy"),
    (window("00:00", "00:00", 24, nights=1), "el martes 24"),
    (window("08:00", "18:00", 24, nights=1), "el martes 24 o el miércoles 25"),
    (offset("14:00", "18:00", -6), "hoy entre las dos y las seis de la tarde"),
    (window("14:00", "18:00", zone=HONOLULU), "hoy entre las dos y las seis de la tarde"),
]

RANGES = [
    (days((11, 24), (11, 24)), "el martes 24"),
    (days((11, 24), (11, 25)), "el martes 24 o el miércoles 25"),
    (days((11, 22), (11, 23)), "hoy o mañana"),
    (days((11, 23), (11, 24)), "mañana o el martes 24"),
    (days((11, 24), (11, 27)), "entre el martes 24 y el viernes 27"),
    (days((11, 27), (12, 1)), "entre el viernes 27 de noviembre y el martes primero de diciembre"),
    (days((11, 20), (11, 25)), "a más tardar el miércoles 25"),
    (days((11, 20), (11, 22)), "hoy"),
    (days((11, 9), (11, 13)), "a más tardar el viernes 13 de noviembre"),
    (Window(date(2026, 12, 31), date(2027, 1, 1)), "el jueves 31 de diciembre o el viernes primero de enero"),
]

MOMENTS = [
    (moment("14:15"), "hoy a las dos y cuarto de la tarde"),
    (moment("13:00"), "hoy a la una de la tarde"),
    (moment("08:00", 21), "ayer a las ocho de la mañana"),
    (moment("12:00", 20), "el viernes 20 a las doce del día"),
    (moment("00:00", 23), "mañana a las doce de la noche"),
    (moment("00:20"), "hoy a las doce y 20 de la noche"),
    (moment("02:30"), "hoy a las dos y media de la madrugada"),
    (moment("09:30", 1, month=12), "el martes primero de diciembre a las nueve y media de la mañana"),
]

OTHERS = [
    (Count(3), "3"),
    (Count(1250), "1250"),
    (Money(4990, "USD"), "49 dólares con 90 centavos"),
    (Money(4900, "USD"), "49 dólares"),
    (Money(100, "USD"), "1 dólar"),
    (Money(101, "MXN"), "1 peso con 1 centavo"),
    (Money(124990, "MXN"), "1249 pesos con 90 centavos"),
    (Money(4990, "EUR"), "49 euros con 90 céntimos"),
    (Money(4990, "JPY"), "4990 yenes japoneses"),
    (Code("wm-1001"), "W, M de María, 1 0 0 1"),
    (Code("BV-20"), "B de burro, V de vaca, 2 0"),
    (Code("06600"), "0 6 6 0 0"),
    (Key("1"), "1"),
    (Key("*"), "asterisco"),
    (Key("#"), "gato"),
    (Text("Estafeta"), "Estafeta"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "es-MX") == words


def test_a_night_on_which_the_clocks_change_is_said_by_the_wall_clock(say: Callable[..., str]) -> None:
    night = Window(at("23:00", 7, month=3), at("04:00", 8, month=3))
    heard = "hoy entre las once de la noche y las cuatro de la madrugada"
    assert say(night, "es-MX", at("12:00", 7, month=3)) == heard


YEARS_END = at("12:00", 30, month=12)
EVENING = at("23:30", 31, month=10)
"""The clock goes back in the night that follows."""
AT_OTHER_TIMES = [
    (day(12, 31), YEARS_END, "mañana"),
    (day(1, 1, year=2027), YEARS_END, "el viernes primero"),
    (day(1, 6, year=2027), YEARS_END, "el miércoles 6 de enero"),
    (day(4, 1, year=2027), YEARS_END, "el jueves primero de abril de 2027"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "entre mañana y el sábado 2"),
    (
        Window(at("22:00", 31, month=10), at("03:00", 1, month=11)),
        EVENING,
        "hoy entre las diez de la noche y las tres de la madrugada",
    ),
    (Moment(at("01:30", 1, month=11)), EVENING, "mañana a la una y media de la madrugada"),
    (Window(at("00:00", 1, month=11), at("12:00", 1, month=11)), EVENING, "mañana antes de las doce del día"),
    (Day(date(2026, 11, 23), "Europe/Paris"), at("23:30"), "hoy"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_years_end_and_the_night_of_the_longer_hour_are_said_right(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "es-MX", now) == words

"""Facts as people say them in Italy."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Money, Text, Window

from .facts_said import HONOLULU, at, day, days, moment, offset, window

ROME = ZoneInfo("Europe/Rome")

DAYS = [
    (day(11, 22), "oggi"),
    (day(11, 23), "domani"),
    (day(11, 21), "ieri"),
    (day(11, 24), "martedì"),
    (day(11, 28), "sabato"),
    (day(11, 20), "venerdì"),
    (day(11, 16), "lunedì"),
    (day(11, 29), "domenica 29 novembre"),
    (day(11, 15), "domenica 15 novembre"),
    (day(12, 1), "martedì primo dicembre"),
    (day(8, 3), "lunedì 3 agosto"),
    (day(1, 5, year=2027), "martedì 5 gennaio"),
    (day(3, 9, year=2027), "martedì 9 marzo 2027"),
    (day(12, 30, year=2025), "martedì 30 dicembre 2025"),
]

WINDOWS = [
    (window("14:00", "18:00"), "oggi tra le quattordici e le diciotto"),
    (window("14:00", "18:00", 23), "domani tra le quattordici e le diciotto"),
    (window("14:00", "18:00", 24), "martedì tra le quattordici e le diciotto"),
    (window("14:00", "18:00", 21), "ieri tra le quattordici e le diciotto"),
    (window("08:00", "11:00"), "oggi tra le otto e le undici"),
    (window("10:00", "12:00"), "oggi tra le dieci e mezzogiorno"),
    (window("12:00", "16:00"), "oggi tra mezzogiorno e le sedici"),
    (window("12:30", "16:00"), "oggi tra le dodici e trenta e le sedici"),
    (window("14:30", "16:45"), "oggi tra le quattordici e trenta e le sedici e 45"),
    (window("09:15", "09:50"), "oggi tra le nove e quindici e le nove e 50"),
    (window("19:00", "21:00"), "oggi tra le diciannove e le ventuno"),
    (window("20:00", "00:00", nights=1), "oggi tra le venti e mezzanotte"),
    (window("20:00", "23:59"), "oggi tra le venti e mezzanotte"),
    (window("22:00", "01:00", nights=1), "oggi tra le ventidue e l'una"),
    (window("00:00", "18:00"), "oggi entro le diciotto"),
    (window("00:00", "12:00", 24), "martedì entro mezzogiorno"),
    (window("15:00", "15:00"), "oggi verso le quindici"),
    (window("12:00", "12:00"), "oggi verso mezzogiorno"),
    (window("00:00", "23:59"), "oggi"),
    (window("00:00", "00:00", 24, nights=1), "martedì"),
    (window("08:00", "18:00", 24, nights=1), "martedì o mercoledì"),
    (offset("14:00", "18:00", 1), "oggi tra le quattordici e le diciotto"),
    (window("14:00", "18:00", zone=HONOLULU), "oggi tra le quattordici e le diciotto"),
]

RANGES = [
    (days((11, 24), (11, 24)), "martedì"),
    (days((11, 24), (11, 25)), "martedì o mercoledì"),
    (days((11, 22), (11, 23)), "oggi o domani"),
    (days((11, 23), (11, 24)), "domani o martedì"),
    (days((11, 24), (11, 27)), "tra martedì e venerdì"),
    (days((11, 22), (11, 25)), "tra oggi e mercoledì"),
    (days((11, 27), (12, 1)), "tra venerdì 27 novembre e martedì primo dicembre"),
    (days((12, 1), (12, 2)), "martedì primo dicembre o mercoledì 2 dicembre"),
    (days((11, 20), (11, 25)), "entro mercoledì"),
    (days((11, 20), (11, 22)), "oggi"),
    (days((11, 9), (11, 13)), "entro venerdì 13 novembre"),
    (Window(date(2026, 12, 31), date(2027, 1, 1)), "giovedì 31 dicembre o venerdì primo gennaio"),
]

MOMENTS = [
    (moment("14:15"), "oggi alle quattordici e quindici"),
    (moment("13:00"), "oggi alle tredici"),
    (moment("01:00"), "oggi all'una"),
    (moment("08:07", 21), "ieri alle otto e 7"),
    (moment("12:00", 20), "venerdì a mezzogiorno"),
    (moment("00:00", 23), "domani a mezzanotte"),
    (moment("00:20"), "oggi a mezzanotte e 20"),
    (moment("09:30", 1, month=12), "martedì primo dicembre alle nove e trenta"),
]

OTHERS = [
    (Count(0), "0"),
    (Count(1250), "1250"),
    (Money(4990, "EUR"), "49 euro e 90 centesimi"),
    (Money(4900, "EUR"), "49 euro"),
    (Money(100, "EUR"), "un euro"),
    (Money(101, "EUR"), "un euro e un centesimo"),
    (Money(124990, "EUR"), "1249 euro e 90 centesimi"),
    (Money(4990, "CAD"), "49 dollari canadesi e 90 centesimi"),
    (Money(201, "GBP"), "2 sterline e un penny"),
    (Money(4990, "CHF"), "49,90 franchi svizzeri"),
    (Money(4990, "JPY"), "4990 yen giapponesi"),
    (Code("wm-1001"), "W come Washington, M come Milano, 1 0 0 1"),
    (Code("00184"), "0 0 1 8 4"),
    (Code("39061234567"), "3 9 0, 6 1 2 3, 4 5 6 7"),
    (Key("1"), "1"),
    (Key("*"), "asterisco"),
    (Key("#"), "cancelletto"),
    (Text("Poste Italiane"), "Poste Italiane"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "it-IT") == words


YEARS_END = at("12:00", 30, month=12)
SPRING = at("12:00", 28, month=3, zone=ROME)
AUTUMN = at("23:30", 24, month=10, zone=ROME)

AT_OTHER_TIMES = [
    # 29 March 2026: the clock goes from 2 to 3 a.m.; 25 October 2026: from 3 back to 2 a.m.
    (
        Window(at("23:00", 28, month=3, zone=ROME), at("04:00", 29, month=3, zone=ROME)),
        SPRING,
        "oggi tra le ventitré e le quattro",
    ),
    (
        Window(at("01:00", 29, month=3, zone=ROME), at("05:00", 29, month=3, zone=ROME)),
        SPRING,
        "domani tra l'una e le cinque",
    ),
    (moment("02:30", 25, month=10, zone=ROME), AUTUMN, "domani alle due e trenta"),
    (Window(at("00:00", 25, month=10, zone=ROME), at("00:00", 26, month=10, zone=ROME)), AUTUMN, "domani"),
    (day(12, 31), YEARS_END, "domani"),
    (day(1, 1, year=2027), YEARS_END, "venerdì"),
    (day(1, 6, year=2027), YEARS_END, "mercoledì 6 gennaio"),
    (day(4, 1, year=2027), YEARS_END, "giovedì primo aprile 2027"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "tra domani e sabato"),
    (Day(date(2026, 11, 23), "Europe/Rome"), at("23:30"), "oggi"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_a_day_is_said_by_the_wall_clock_of_the_place(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "it-IT", now) == words

"""Facts as people say them in Germany."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Moment, Money, Text, Window

from .facts_said import BERLIN, HONOLULU, at, day, days, moment, offset, window

DAYS = [
    (day(11, 22), "heute"),
    (day(11, 23), "morgen"),
    (day(11, 21), "gestern"),
    (day(11, 24), "am Dienstag"),
    (day(11, 28), "am Samstag"),
    (day(11, 20), "am Freitag"),
    (day(11, 29), "am Sonntag, dem neunundzwanzigsten November"),
    (day(12, 1), "am Dienstag, dem ersten Dezember"),
    (day(11, 1), "am Sonntag, dem ersten November"),
    (day(3, 3), "am Dienstag, dem dritten März"),
    (day(12, 31), "am Donnerstag, dem einunddreißigsten Dezember"),
    (day(1, 7, year=2027), "am Donnerstag, dem siebten Januar"),
    (day(3, 9, year=2027), "am Dienstag, dem neunten März 2027"),
    (day(12, 30, year=2025), "am Dienstag, dem dreißigsten Dezember 2025"),
]

WINDOWS = [
    (window("14:00", "18:00"), "heute zwischen vierzehn und achtzehn Uhr"),
    (window("14:00", "18:00", 23), "morgen zwischen vierzehn und achtzehn Uhr"),
    (window("14:00", "18:00", 24), "am Dienstag zwischen vierzehn und achtzehn Uhr"),
    (window("14:00", "18:00", 21), "gestern zwischen vierzehn und achtzehn Uhr"),
    (window("13:00", "15:00"), "heute zwischen dreizehn und fünfzehn Uhr"),
    (window("08:00", "11:00"), "heute zwischen acht und elf Uhr"),
    (window("10:00", "12:00"), "heute zwischen zehn und zwölf Uhr"),
    (window("12:00", "16:00"), "heute zwischen zwölf und sechzehn Uhr"),
    (window("12:30", "16:00"), "heute zwischen zwölf Uhr 30 und sechzehn Uhr"),
    (window("14:00", "16:30"), "heute zwischen vierzehn und sechzehn Uhr 30"),
    (window("14:15", "16:05"), "heute zwischen vierzehn Uhr 15 und sechzehn Uhr 5"),
    (window("20:00", "00:00", nights=1), "heute zwischen zwanzig und vierundzwanzig Uhr"),
    (window("22:00", "01:00", nights=1), "heute zwischen zweiundzwanzig und ein Uhr"),
    (window("00:00", "18:00"), "heute bis achtzehn Uhr"),
    (window("00:00", "12:00", 23), "morgen bis zwölf Uhr"),
    (window("15:00", "15:00"), "heute gegen fünfzehn Uhr"),
    (window("12:00", "12:00"), "heute gegen zwölf Uhr"),
    (window("00:00", "23:59"), "heute"),
    (window("00:00", "00:00", 24, nights=1), "am Dienstag"),
    (window("08:00", "18:00", 24, nights=1), "am Dienstag oder am Mittwoch"),
    (offset("14:00", "18:00", 1), "heute zwischen vierzehn und achtzehn Uhr"),
    (window("14:00", "18:00", zone=HONOLULU), "heute zwischen vierzehn und achtzehn Uhr"),
]

RANGES = [
    (days((11, 24), (11, 24)), "am Dienstag"),
    (days((11, 24), (11, 25)), "am Dienstag oder am Mittwoch"),
    (days((11, 22), (11, 23)), "heute oder morgen"),
    (days((11, 23), (11, 24)), "morgen oder am Dienstag"),
    (days((11, 24), (11, 27)), "zwischen Dienstag und Freitag"),
    (days((11, 22), (11, 25)), "zwischen heute und Mittwoch"),
    (
        days((11, 27), (12, 1)),
        "zwischen Freitag, dem siebenundzwanzigsten November und Dienstag, dem ersten Dezember",
    ),
    (days((11, 20), (11, 25)), "spätestens am Mittwoch"),
    (days((11, 20), (11, 22)), "heute"),
    (days((11, 9), (11, 13)), "spätestens am Freitag, dem dreizehnten November"),
    (
        Window(date(2026, 12, 31), date(2027, 1, 1)),
        "am Donnerstag, dem einunddreißigsten Dezember oder am Freitag, dem ersten Januar",
    ),
]

MOMENTS = [
    (moment("14:15"), "heute um vierzehn Uhr 15"),
    (moment("13:00"), "heute um dreizehn Uhr"),
    (moment("01:00"), "heute um ein Uhr"),
    (moment("08:00", 21), "gestern um acht Uhr"),
    (moment("12:00", 20), "am Freitag um zwölf Uhr"),
    (moment("00:00", 23), "morgen um Mitternacht"),
    (moment("00:20"), "heute um null Uhr 20"),
    (moment("09:30", 1, month=12), "am Dienstag, dem ersten Dezember um neun Uhr 30"),
]

OTHERS = [
    (Count(3), "3"),
    (Count(1250), "1250"),
    (Money(4990, "EUR"), "49 Euro und 90 Cent"),
    (Money(4900, "EUR"), "49 Euro"),
    (Money(101, "EUR"), "1 Euro und 1 Cent"),
    (Money(124990, "EUR"), "1249 Euro und 90 Cent"),
    (Money(4990, "USD"), "49 Dollar und 90 Cent"),
    (Money(201, "GBP"), "2 Pfund und 1 Penny"),
    (Money(4990, "CHF"), "49,90 Schweizer Franken"),
    (Money(4990, "JPY"), "4990 Yen"),
    (Code("wm-1001"), "Wilhelm Martha, 1 0 0 1"),
    (Code("10115"), "1 0 1 1 5"),
    (Code("DE 20457"), "Dora Emil, 2 0 4 5 7"),
    (Key("1"), "1"),
    (Key("*"), "Sterntaste"),
    (Key("#"), "Rautetaste"),
    (Text("Deutsche Post"), "Deutsche Post"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "de-DE") == words


NIGHTS = [
    (at("23:00", 28, month=3, zone=BERLIN), at("04:00", 29, month=3, zone=BERLIN), "dreiundzwanzig und vier Uhr"),
    (at("22:00", 24, month=10, zone=BERLIN), at("03:00", 25, month=10, zone=BERLIN), "zweiundzwanzig und drei Uhr"),
]


@pytest.mark.parametrize(("start", "end", "heard"), NIGHTS)
def test_a_night_on_which_the_clocks_change_is_said_by_the_wall_clock(
    say: Callable[..., str], start: date, end: date, heard: str
) -> None:
    assert say(Window(start, end), "de-DE", start) == f"heute zwischen {heard}"


YEARS_END = at("12:00", 30, month=12)
EVENING = at("23:30", 24, month=10, zone=BERLIN)
"""The clock goes back in the night that follows."""
AT_OTHER_TIMES = [
    (day(12, 31), YEARS_END, "morgen"),
    (day(1, 1, year=2027), YEARS_END, "am Freitag"),
    (day(1, 6, year=2027), YEARS_END, "am Mittwoch, dem sechsten Januar"),
    (day(4, 1, year=2027), YEARS_END, "am Donnerstag, dem ersten April 2027"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "zwischen morgen und Samstag"),
    (
        Window(at("22:00", 24, month=10, zone=BERLIN), at("03:00", 25, month=10, zone=BERLIN)),
        EVENING,
        "heute zwischen zweiundzwanzig und drei Uhr",
    ),
    (Moment(at("01:30", 25, month=10, zone=BERLIN)), EVENING, "morgen um ein Uhr 30"),
    (
        Window(at("00:00", 25, month=10, zone=BERLIN), at("12:00", 25, month=10, zone=BERLIN)),
        EVENING,
        "morgen bis zwölf Uhr",
    ),
    (Day(date(2026, 11, 23), "Europe/Paris"), at("23:30"), "heute"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_years_end_and_the_night_of_the_longer_hour_are_said_right(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "de-DE", now) == words

"""Facts as people say them in the United States."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Money, Text, Window

from .facts_said import HONOLULU, MADRID, at, day, days, moment, offset, window

DAYS = [
    (day(11, 22), "today"),
    (day(11, 23), "tomorrow"),
    (day(11, 21), "yesterday"),
    (day(11, 24), "on Tuesday"),
    (day(11, 28), "on Saturday"),
    (day(11, 20), "on Friday"),
    (day(11, 16), "on Monday"),
    (day(11, 29), "on Sunday, November 29"),
    (day(11, 15), "on Sunday, November 15"),
    (day(12, 1), "on Tuesday, December 1"),
    (day(3, 3), "on Tuesday, March 3"),
    (day(1, 5, year=2027), "on Tuesday, January 5"),
    (day(3, 9, year=2027), "on Tuesday, March 9, 2027"),
    (day(12, 30, year=2025), "on Tuesday, December 30, 2025"),
]

WINDOWS = [
    (window("14:00", "18:00"), "today between 2 and 6 p.m."),
    (window("14:00", "18:00", 23), "tomorrow between 2 and 6 p.m."),
    (window("14:00", "18:00", 24), "on Tuesday between 2 and 6 p.m."),
    (window("14:00", "18:00", 21), "yesterday between 2 and 6 p.m."),
    (window("08:00", "11:00"), "today between 8 and 11 a.m."),
    (window("10:00", "14:00"), "today between 10 a.m. and 2 p.m."),
    (window("10:00", "12:00"), "today between 10 a.m. and noon"),
    (window("12:00", "16:00"), "today between noon and 4 p.m."),
    (window("12:30", "16:00"), "today between 12:30 and 4 p.m."),
    (window("14:30", "16:45"), "today between 2:30 and 4:45 p.m."),
    (window("09:05", "09:50"), "today between 9:05 and 9:50 a.m."),
    (window("20:00", "00:00", nights=1), "today between 8 p.m. and midnight"),
    (window("20:00", "23:59"), "today between 8 p.m. and midnight"),
    (window("22:00", "01:00", nights=1), "today between 10 p.m. and 1 a.m."),
    (window("00:00", "18:00"), "today by 6 p.m."),
    (window("00:00", "12:00", 24), "on Tuesday by noon"),
    (window("15:00", "15:00"), "today at about 3 p.m."),
    (window("00:00", "23:59"), "today"),
    (window("00:00", "00:00", 24, nights=1), "on Tuesday"),
    (window("00:00", "00:00", 24), "on Tuesday"),
    (window("08:00", "18:00", 24, nights=1), "on Tuesday or Wednesday"),
    (window("08:00", "18:00", 24, nights=3), "between Tuesday and Friday"),
    (offset("14:00", "18:00", -8), "today between 2 and 6 p.m."),
    (window("14:00", "18:00", zone=HONOLULU), "today between 2 and 6 p.m."),
]

RANGES = [
    (days((11, 24), (11, 24)), "on Tuesday"),
    (days((11, 24), (11, 25)), "on Tuesday or Wednesday"),
    (days((11, 22), (11, 23)), "today or tomorrow"),
    (days((11, 23), (11, 24)), "tomorrow or Tuesday"),
    (days((11, 24), (11, 27)), "between Tuesday and Friday"),
    (days((11, 22), (11, 25)), "between today and Wednesday"),
    (days((11, 27), (12, 1)), "between Friday, November 27 and Tuesday, December 1"),
    (days((12, 1), (12, 2)), "on Tuesday, December 1 or Wednesday, December 2"),
    (days((11, 20), (11, 25)), "by Wednesday"),
    (days((11, 20), (11, 23)), "today or tomorrow"),
    (days((11, 20), (11, 22)), "today"),
    (days((11, 17), (11, 20)), "by Friday"),
    (days((11, 19), (11, 20)), "on Thursday or Friday"),
    (days((11, 9), (11, 13)), "by Friday, November 13"),
    (days((11, 25), (11, 24)), "on Tuesday"),
]

MOMENTS = [
    (moment("14:15"), "today at 2:15 p.m."),
    (moment("08:00", 21), "yesterday at 8 a.m."),
    (moment("12:00", 20), "on Friday at noon"),
    (moment("00:00", 23), "tomorrow at midnight"),
    (moment("00:20", 22), "today at 12:20 a.m."),
    (moment("09:30", 1, month=12), "on Tuesday, December 1 at 9:30 a.m."),
]

OTHERS = [
    (Count(0), "0"),
    (Count(3), "3"),
    (Count(1250), "1,250"),
    (Money(4990, "USD"), "$49.90"),
    (Money(4900, "USD"), "$49"),
    (Money(124990, "USD"), "$1,249.90"),
    (Money(5, "USD"), "$0.05"),
    (Money(4990, "MXN"), "49 pesos and 90 centavos"),
    (Money(100, "CAD"), "1 Canadian dollar"),
    (Money(101, "CAD"), "1 Canadian dollar and 1 cent"),
    (Money(4990, "EUR"), "€49.90"),
    (Money(4990, "JPY"), "4,990 Japanese yen"),
    (Money(4990, "CHF"), "49.90 Swiss francs"),
    (Code("1001"), "1 0 0 1"),
    (Code("94103"), "9 4 1 0 3"),
    (Code("#1001"), "1 0 0 1"),
    (Code("wm-1001"), "W, M as in Mary, 1 0 0 1"),
    (Code("HQ-77"), "H Q, 7 7"),
    (Code("123456"), "1 2 3, 4 5 6"),
    (Code("4155550123"), "4 1 5, 5 5 5, 0 1 2 3"),
    (Code("1Z999AA1"), "1, Z as in zebra, 9 9 9, A A, 1"),
    (Key("1"), "1"),
    (Key("0"), "0"),
    (Key("*"), "star"),
    (Key("#"), "pound"),
    (Text("UPS"), "UPS"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "en-US") == words


NEARLY_MIDNIGHT = at("23:30")

ELSEWHERE = [
    (Day(date(2026, 11, 22)), NEARLY_MIDNIGHT, "today"),
    (Day(date(2026, 11, 22), "Pacific/Honolulu"), NEARLY_MIDNIGHT, "today"),
    (Day(date(2026, 11, 23), "Europe/Madrid"), NEARLY_MIDNIGHT, "today"),
    (Day(date(2026, 11, 23), "Pacific/Honolulu"), NEARLY_MIDNIGHT, "tomorrow"),
    (Window(date(2026, 11, 23), date(2026, 11, 24), "Europe/Madrid"), NEARLY_MIDNIGHT, "today or tomorrow"),
    (window("09:00", "11:00", 23, zone=MADRID), NEARLY_MIDNIGHT, "today between 9 and 11 a.m."),
    (window("20:00", "22:00", zone=HONOLULU), NEARLY_MIDNIGHT, "today between 8 and 10 p.m."),
    (moment("20:00", zone=HONOLULU), at("03:00", 23), "today at 8 p.m."),
]


@pytest.mark.parametrize(("fact", "now", "words"), ELSEWHERE)
def test_today_is_the_day_where_the_parcel_goes(say: Callable[..., str], fact: Fact, now: datetime, words: str) -> None:
    assert say(fact, "en-US", now) == words


YEARS_END = at("12:00", 30, month=12)

OVER_NEW_YEAR = [
    (day(12, 31), "tomorrow"),
    (day(1, 1, year=2027), "on Friday"),
    (day(1, 6, year=2027), "on Wednesday, January 6"),
    (day(4, 1, year=2027), "on Thursday, April 1, 2027"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), "between tomorrow and Saturday"),
    (Window(date(2027, 1, 1), date(2027, 1, 2)), "on Friday or Saturday"),
]


@pytest.mark.parametrize(("fact", "words"), OVER_NEW_YEAR)
def test_the_year_is_named_only_where_it_could_be_mistaken(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "en-US", YEARS_END) == words


CLOCKS_CHANGE = [
    # 8 March 2026: the clock goes from 2 to 3 a.m.; 1 November 2026: from 2 back to 1 a.m.
    (
        Window(at("23:00", 7, month=3), at("04:00", 8, month=3)),
        at("12:00", 7, month=3),
        "today between 11 p.m. and 4 a.m.",
    ),
    (
        Window(at("01:00", 8, month=3), at("05:00", 8, month=3)),
        at("12:00", 7, month=3),
        "tomorrow between 1 and 5 a.m.",
    ),
    (
        Window(at("14:00", 8, month=3), at("18:00", 8, month=3)),
        at("23:30", 7, month=3),
        "tomorrow between 2 and 6 p.m.",
    ),
    (Window(at("14:00", 1), at("18:00", 1)), at("23:30", 31, month=10), "tomorrow between 2 and 6 p.m."),
    (Window(at("00:00", 1), at("00:00", 2)), at("12:00", 1), "today"),
    (moment("01:30", 1), at("23:00", 1), "today at 1:30 a.m."),
]


@pytest.mark.parametrize(("fact", "now", "words"), CLOCKS_CHANGE)
def test_a_night_on_which_the_clocks_change_is_said_by_the_wall_clock(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "en-US", now) == words

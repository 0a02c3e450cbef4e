"""Facts as people say them in Japan: without blanks, with a counter after each number."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Moment, Money, Text, Window

from .facts_said import HONOLULU, TOKYO, at, day, days, moment, offset, window

DAYS = [
    (day(11, 22), "本日"),
    (day(11, 23), "明日"),
    (day(11, 21), "昨日"),
    (day(11, 24), "24日の火曜日"),
    (day(11, 28), "28日の土曜日"),
    (day(11, 20), "20日の金曜日"),
    (day(11, 29), "11月29日の日曜日"),
    (day(12, 1), "12月1日の火曜日"),
    (day(11, 1), "11月1日の日曜日"),
    (day(3, 3), "3月3日の火曜日"),
    (day(12, 31), "12月31日の木曜日"),
    (day(1, 7, year=2027), "1月7日の木曜日"),
    (day(3, 9, year=2027), "2027年3月9日の火曜日"),
    (day(12, 30, year=2025), "2025年12月30日の火曜日"),
]

WINDOWS = [
    (window("14:00", "18:00"), "本日の14時から18時の間"),
    (window("14:00", "18:00", 23), "明日の14時から18時の間"),
    (window("14:00", "18:00", 24), "24日の火曜日の14時から18時の間"),
    (window("14:00", "18:00", 21), "昨日の14時から18時の間"),
    (window("13:00", "15:00"), "本日の13時から15時の間"),
    (window("08:00", "11:00"), "本日の8時から11時の間"),
    (window("10:00", "12:00"), "本日の10時から12時の間"),
    (window("12:00", "16:00"), "本日の12時から16時の間"),
    (window("12:30", "16:00"), "本日の12時30分から16時の間"),
    (window("14:15", "16:05"), "本日の14時15分から16時5分の間"),
    (window("20:00", "00:00", nights=1), "本日の20時から24時の間"),
    (window("22:00", "01:00", nights=1), "本日の22時から1時の間"),
    (window("00:00", "18:00"), "本日の18時まで"),
    (window("00:00", "12:00", 23), "明日の12時まで"),
    (window("15:00", "15:00"), "本日の15時ごろ"),
    (window("12:00", "12:00"), "本日の12時ごろ"),
    (window("00:00", "23:59"), "本日"),
    (window("00:00", "00:00", 24, nights=1), "24日の火曜日"),
    (window("08:00", "18:00", 24, nights=1), "24日の火曜日か25日の水曜日"),
    (offset("14:00", "18:00", 9), "本日の14時から18時の間"),
    (window("14:00", "18:00", zone=HONOLULU), "本日の14時から18時の間"),
]

RANGES = [
    (days((11, 24), (11, 24)), "24日の火曜日"),
    (days((11, 24), (11, 25)), "24日の火曜日か25日の水曜日"),
    (days((11, 22), (11, 23)), "本日か明日"),
    (days((11, 23), (11, 24)), "明日か24日の火曜日"),
    (days((11, 24), (11, 27)), "24日の火曜日から27日の金曜日の間"),
    (days((11, 27), (12, 1)), "11月27日の金曜日から12月1日の火曜日の間"),
    (days((11, 20), (11, 25)), "25日の水曜日まで"),
    (days((11, 20), (11, 22)), "本日"),
    (days((11, 9), (11, 13)), "11月13日の金曜日まで"),
    (Window(date(2026, 12, 31), date(2027, 1, 1)), "12月31日の木曜日か1月1日の金曜日"),
]

MOMENTS = [
    (moment("14:15"), "本日の14時15分"),
    (moment("13:00"), "本日の13時"),
    (moment("08:00", 21), "昨日の8時"),
    (moment("12:00", 20), "20日の金曜日の12時"),
    (moment("00:00", 23), "明日の0時"),
    (moment("00:20"), "本日の0時20分"),
    (moment("09:30", 1, month=12), "12月1日の火曜日の9時30分"),
]

OTHERS = [
    (Count(3), "3"),
    (Count(1250), "1,250"),
    (Count(3, "parcel"), "3個"),
    (Money(4990, "JPY"), "4990円"),
    (Money(1, "JPY"), "1円"),
    (Money(124990, "JPY"), "124990円"),
    (Money(4990, "USD"), "49ドル90セント"),
    (Money(4900, "EUR"), "49ユーロ"),
    (Money(4990, "CHF"), "49.90スイス フラン"),
    (Code("wm-1001"), "ワシントンのW メキシコのM, いち ゼロ ゼロ いち"),
    (Code("100-0001"), "いち ゼロ ゼロ, ゼロ ゼロ ゼロ いち"),
    (Code("47"), "よん なな"),
    (Key("1"), "1"),
    (Key("*"), "こめじるし"),
    (Key("#"), "シャープ"),
    (Text("ヤマト運輸"), "ヤマト運輸"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "ja-JP") == words


def test_today_is_the_day_where_the_parcel_goes(say: Callable[..., str]) -> None:
    evening = Window(at("18:00", 23, zone=TOKYO), at("20:00", 23, zone=TOKYO))
    assert say(evening, "ja-JP", at("00:30", 23, zone=TOKYO)) == "本日の18時から20時の間"
    assert say(evening, "ja-JP", at("10:30", 22)) == "本日の18時から20時の間"


def test_a_night_on_which_the_clocks_change_is_said_by_the_wall_clock(say: Callable[..., str]) -> None:
    night = Window(at("23:00", 7, month=3), at("04:00", 8, month=3))
    assert say(night, "ja-JP", at("12:00", 7, month=3)) == "本日の23時から4時の間"


YEARS_END = at("12:00", 30, month=12)
EVENING = at("23:30", 31, month=10)
"""The clock goes back in the night that follows."""
AT_OTHER_TIMES = [
    (day(12, 31), YEARS_END, "明日"),
    (day(1, 1, year=2027), YEARS_END, "1日の金曜日"),
    (day(1, 6, year=2027), YEARS_END, "1月6日の水曜日"),
    (day(4, 1, year=2027), YEARS_END, "2027年4月1日の木曜日"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "明日から2日の土曜日の間"),
    (Window(at("22:00", 31, month=10), at("03:00", 1, month=11)), EVENING, "本日の22時から3時の間"),
    (Moment(at("01:30", 1, month=11)), EVENING, "明日の1時30分"),
    (Window(at("00:00", 1, month=11), at("12:00", 1, month=11)), EVENING, "明日の12時まで"),
    (Day(date(2026, 11, 23), "Europe/Paris"), at("23:30"), "本日"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_years_end_and_the_night_of_the_longer_hour_are_said_right(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "ja-JP", now) == words

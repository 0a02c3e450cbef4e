"""Facts as people say them in France."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.facts import Code, Count, Day, Fact, Key, Money, Text, Window

from .facts_said import HONOLULU, at, day, days, moment, offset, window

PARIS = ZoneInfo("Europe/Paris")

DAYS = [
    (day(11, 22), "aujourd'hui"),
    (day(11, 23), "demain"),
    (day(11, 21), "hier"),
    (day(11, 24), "mardi"),
    (day(11, 28), "samedi"),
    (day(11, 20), "vendredi"),
    (day(11, 16), "lundi"),
    (day(11, 29), "le dimanche 29 novembre"),
    (day(11, 15), "le dimanche 15 novembre"),
    (day(12, 1), "le mardi premier décembre"),
    (day(8, 3), "le lundi 3 août"),
    (day(1, 5, year=2027), "le mardi 5 janvier"),
    (day(3, 9, year=2027), "le mardi 9 mars 2027"),
    (day(12, 30, year=2025), "le mardi 30 décembre 2025"),
]

WINDOWS = [
    (window("14:00", "18:00"), "aujourd'hui entre quatorze heures et dix-huit heures"),
    (window("14:00", "18:00", 23), "demain entre quatorze heures et dix-huit heures"),
    (window("14:00", "18:00", 24), "mardi entre quatorze heures et dix-huit heures"),
    (window("14:00", "18:00", 21), "hier entre quatorze heures et dix-huit heures"),
    (window("08:00", "11:00"), "aujourd'hui entre huit heures et onze heures"),
    (window("10:00", "12:00"), "aujourd'hui entre dix heures et midi"),
    (window("12:00", "16:00"), "aujourd'hui entre midi et seize heures"),
    (window("12:30", "16:00"), "aujourd'hui entre midi trente et seize heures"),
    (window("14:30", "16:45"), "aujourd'hui entre quatorze heures trente et seize heures 45"),
    (window("09:15", "09:50"), "aujourd'hui entre neuf heures quinze et neuf heures 50"),
    (window("19:00", "21:00"), "aujourd'hui entre dix-neuf heures et vingt et une heures"),
    (window("20:00", "00:00", nights=1), "aujourd'hui entre vingt heures et minuit"),
    (window("20:00", "23:59"), "aujourd'hui entre vingt heures et minuit"),
    (window("22:00", "01:00", nights=1), "aujourd'hui entre vingt-deux heures et une heure"),
    (window("00:00", "18:00"), "aujourd'hui avant dix-huit heures"),
    (window("00:00", "12:00", 24), "mardi avant midi"),
    (window("15:00", "15:00"), "aujourd'hui vers quinze heures"),
    (window("12:00", "12:00"), "aujourd'hui vers midi"),
    (window("00:00", "23:59"), "aujourd'hui"),
    (window("00:00", "00:00", 24, nights=1), "mardi"),
    (window("08:00", "18:00", 24, nights=1), "mardi ou mercredi"),
    (offset("14:00", "18:00", 1), "aujourd'hui entre quatorze heures et dix-huit heures"),
    (window("14:00", "18:00", zone=HONOLULU), "aujourd'hui entre quatorze heures et dix-huit heures"),
]

RANGES = [
    (days((11, 24), (11, 24)), "mardi"),
    (days((11, 24), (11, 25)), "mardi ou mercredi"),
    (days((11, 22), (11, 23)), "aujourd'hui ou demain"),
    (days((11, 23), (11, 24)), "demain ou mardi"),
    (days((11, 24), (11, 27)), "entre mardi et vendredi"),
    (days((11, 22), (11, 25)), "entre aujourd'hui et mercredi"),
    (days((11, 27), (12, 1)), "entre le vendredi 27 novembre et le mardi premier décembre"),
    (days((12, 1), (12, 2)), "le mardi premier décembre ou le mercredi 2 décembre"),
    (days((11, 20), (11, 25)), "au plus tard mercredi"),
    (days((11, 20), (11, 22)), "aujourd'hui"),
    (days((11, 9), (11, 13)), "au plus tard le vendredi 13 novembre"),
    (Window(date(2026, 12, 31), date(2027, 1, 1)), "le jeudi 31 décembre ou le vendredi premier janvier"),
]

MOMENTS = [
    (moment("14:15"), "aujourd'hui à quatorze heures quinze"),
    (moment("13:00"), "aujourd'hui à treize heures"),
    (moment("01:00"), "aujourd'hui à une heure"),
    (moment("08:07", 21), "hier à huit heures 7"),
    (moment("12:00", 20), "vendredi à midi"),
    (moment("00:00", 23), "demain à minuit"),
    (moment("00:20"), "aujourd'hui à minuit 20"),
    (moment("09:30", 1, month=12), "le mardi premier décembre à neuf heures trente"),
]

OTHERS = [
    (Count(0), "0"),
    (Count(1250), "1250"),
    (Money(4990, "EUR"), "49 euros et 90 centimes"),
    (Money(4900, "EUR"), "49 euros"),
    (Money(100, "EUR"), "1 euro"),
    (Money(101, "EUR"), "1 euro et 1 centime"),
    (Money(124990, "EUR"), "1249 euros et 90 centimes"),
    (Money(4990, "CAD"), "49 dollars canadiens et 90 cents"),
    (Money(201, "GBP"), "2 livres et 1 penny"),
    (Money(4990, "CHF"), "49,90 francs suisses"),
    (Money(4990, "JPY"), "4990 yens japonais"),
    (Code("wm-1001"), "W comme William, M comme Marcel, 1 0 0 1"),
    (Code("75011"), "7 5 0 1 1"),
    (Code("33123456789"), "3 3 1, 2 3 4 5, 6 7 8 9"),
    (Key("1"), "1"),
    (Key("*"), "étoile"),
    (Key("#"), "dièse"),
    (Text("La Poste"), "La Poste"),
]


@pytest.mark.parametrize(("fact", "words"), [*DAYS, *WINDOWS, *RANGES, *MOMENTS, *OTHERS])
def test_a_fact_is_said_as_people_say_it(say: Callable[..., str], fact: Fact, words: str) -> None:
    assert say(fact, "fr-FR") == words


YEARS_END = at("12:00", 30, month=12)
SPRING = at("12:00", 28, month=3, zone=PARIS)
AUTUMN = at("23:30", 24, month=10, zone=PARIS)

AT_OTHER_TIMES = [
    # 29 March 2026: the clock goes from 2 to 3 a.m.; 25 October 2026: from 3 back to 2 a.m.
    (
        Window(at("23:00", 28, month=3, zone=PARIS), at("04:00", 29, month=3, zone=PARIS)),
        SPRING,
        "aujourd'hui entre vingt-trois heures et quatre heures",
    ),
    (
        Window(at("01:00", 29, month=3, zone=PARIS), at("05:00", 29, month=3, zone=PARIS)),
        SPRING,
        "demain entre une heure et cinq heures",
    ),
    (moment("02:30", 25, month=10, zone=PARIS), AUTUMN, "demain à deux heures trente"),
    (Window(at("00:00", 25, month=10, zone=PARIS), at("00:00", 26, month=10, zone=PARIS)), AUTUMN, "demain"),
    (day(12, 31), YEARS_END, "demain"),
    (day(1, 1, year=2027), YEARS_END, "vendredi"),
    (day(1, 6, year=2027), YEARS_END, "le mercredi 6 janvier"),
    (day(4, 1, year=2027), YEARS_END, "le jeudi premier avril 2027"),
    (Window(date(2026, 12, 31), date(2027, 1, 2)), YEARS_END, "entre demain et samedi"),
    (Day(date(2026, 11, 23), "Europe/Paris"), at("23:30"), "aujourd'hui"),
]


@pytest.mark.parametrize(("fact", "now", "words"), AT_OTHER_TIMES)
def test_a_day_is_said_by_the_wall_clock_of_the_place(
    say: Callable[..., str], fact: Fact, now: datetime, words: str
) -> None:
    assert say(fact, "fr-FR", now) == words

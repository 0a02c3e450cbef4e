"""The board's figures are those of the record: recomputed here in plain SQL over a thousand calls.

The queue gone-en is no longer in the routing document: what it was given today counts nevertheless.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text

from ivr.adapters.sql.records.event_writer import write_events
from ivr.app.parts import Stores
from ivr.calls.events import Answered, Caller, Event, StatusChanged, TurnTaken
from ivr.settings import Settings
from tests.console.conftest import Browser
from tests.shop import Shop

CALLS = 1000
QUEUES = {"care-en": "en-US", "gone-en": "en-US", "acme-es": "es-MX"}
CONNECT = ("hand_off.connecting", "then", "hand_off.connect")
SHARES = {"answered": 0.55, "abandoned": 0.15, "flowed": 0.1, "waiting": 0.05, "contained": 0.1, "gave_up": 0.05}


def one_call(sid: str, began: datetime, lot: Random) -> Iterator[Event]:
    """Events of a call whose fate is drawn by lot."""
    fate = lot.choices(list(SHARES), list(SHARES.values()))[0]
    queue = lot.choice(list(QUEUES))
    language, wait = QUEUES[queue], timedelta(seconds=lot.choice([2, 4, 5, 19, 20, 21, 45, 200]) + lot.random() / 2)
    told = ("main_line.read_order", "then", "main_line.after_order") if fate == "contained" else CONNECT
    hops = (("main_line.main_menu", "0", "hand_off.route"),) if fate == "gave_up" else (told,)
    caller = Caller(f"k{lot.randrange(600)}", "07")
    decision = {
        "queue": queue,
        "rule": "English",
        "caller": {"language": language, "issue": lot.choice(["refund", "other"])},
    }
    yield TurnTaken(
        sid,
        0,
        began,
        language,
        hops=hops,
        caller=caller,
        decision=decision if told is CONNECT and fate != "gave_up" else None,
    )
    if fate == "waiting":
        return
    if fate == "answered":
        yield Answered(sid, began + wait)
    if fate == "flowed":
        yield TurnTaken(sid, 1, began + wait, language, hops=(("hand_off.connect", "unanswered", "hand_off.nobody"),))
    yield StatusChanged(sid, "completed", 1, began + wait + timedelta(seconds=60 if fate == "answered" else 0), 60)


@pytest.fixture
def a_day(stores: Stores, shop: Shop) -> Stores:
    lot, now = Random(11), shop.now()
    midnight = now.replace(hour=0, minute=0, second=0)
    events = [
        told
        for number in range(CALLS)
        for told in one_call(f"CA{number}", midnight + timedelta(seconds=lot.randrange(30_000)), lot)
    ]
    lot.shuffle(events)
    write_events(stores.engine, events)
    return stores


def figures(sue: Browser) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["of"], row["name"]): row for row in csv.DictReader(io.StringIO(sue.opens("/board.csv").page))}


def plain(stores: Stores, sql: str) -> dict[str, tuple[float, ...]]:
    with stores.engine.connect() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.execute(text(sql))}


BY = """
SELECT {name}, count(*), sum(became = 'answered'), sum(became = 'abandoned'), sum(became = 'flowed'),
       sum(became = 'waiting'),
       1.0 * sum(became = 'answered' AND waited <= 20)
           / (sum(became = 'answered') + sum(became = 'abandoned') - sum(became = 'abandoned' AND waited < 5)),
       sum(CASE WHEN became = 'answered' THEN waited END) / sum(became = 'answered'),
       1.0 * sum(became = 'abandoned') / count(*)
FROM legs GROUP BY 1
"""  # fmt: skip
CONTAINED = """
SELECT language, 1.0 * sum(disposition = 'contained') / count(*) FROM calls WHERE ended_at IS NOT NULL GROUP BY 1
"""
FOLLOWED = """
WITH told AS (
    SELECT c.*, EXISTS (SELECT 1 FROM calls l WHERE l.caller_key = c.caller_key AND l.began_at > c.began_at) AS again
    FROM calls c
)
SELECT 'all', 1.0 * sum(again) / count(*), 1.0 * sum(disposition = 'contained' AND NOT again) / count(ended_at)
FROM told
"""
GROUPS = {
    "queue": "queue",
    "vendor": "CASE WHEN queue = 'acme-es' THEN 'acme' ELSE 'in house' END",
    "language": "language",
    "all": "'all'",
}
SHOWN = ("offered", "answered", "abandoned", "flowed_out", "waiting", "service_level", "asa", "abandonment")


def test_the_boards_figures_are_those_of_plain_sql(a_day: Stores, signed_in: Callable[..., Browser]):
    shown = figures(signed_in("supervisor"))
    for of, name in GROUPS.items():
        for its, wanted in plain(a_day, BY.format(name=name)).items():
            found = [float(shown[of, its][each]) for each in SHOWN]
            assert found == pytest.approx(wanted), its
            offered, answered, abandoned, flowed, waiting = found[:5]
            assert offered == answered + abandoned + flowed + waiting
    assert shown["all", "all"]["offered"] == str(plain(a_day, "SELECT 'all', count(*) FROM decisions")["all"][0])


def test_containment_and_repeats_are_those_of_plain_sql(a_day: Stores, signed_in: Callable[..., Browser]):
    shown = figures(sue := signed_in("supervisor"))
    for language, (share,) in plain(a_day, CONTAINED).items():
        assert float(shown["language", language]["containment"]) == pytest.approx(share)
    again, verified = plain(a_day, FOLLOWED)["all"]
    assert float(shown["figure", "Repeat callers, 7 days"]["value"]) == pytest.approx(again)
    assert float(shown["figure", "Verified containment"]["value"]) == pytest.approx(verified)
    level = float(shown["queue", "care-en"]["service_level"])
    sue.opens("/board").shows(f"{100 * level:.0f} %", "answered in time / (answered + abandoned - abandoned at once)")
    sue.shows("provisional", "answered in time", "at once 5 s")


def test_what_is_not_known_is_not_nought(signed_in: Callable[..., Browser]):
    shown = figures(signed_in("supervisor"))
    assert {shown["queue", "care-en"][each] for each in SHOWN[5:]} == {"n/a"}
    assert shown["queue", "acme-es"]["agents"] == "n/a"


class TestAnotherFormula:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"service_level_formula": 2})

    def test_a_shop_may_count_service_levels_in_another_way(self, a_day: Stores, signed_in: Callable[..., Browser]):
        wanted = plain(a_day, "SELECT 'x', 1.0 * sum(waited <= 20) / count(*) FROM legs WHERE became = 'answered'")
        assert float(figures(signed_in("supervisor"))["all", "all"]["service_level"]) == pytest.approx(wanted["x"][0])

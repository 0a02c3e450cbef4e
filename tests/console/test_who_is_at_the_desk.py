"""The board counts only agents who called the desk line and take callers."""

import csv
import io
from collections.abc import Callable

import pytest

from ivr.emulator import Phone, Switchboard, VirtualClock
from tests.calls.test_the_desk_line import ANNA, BEN, Ring, agents, at_desk, ring
from tests.console.conftest import Browser
from tests.shop import Shop

__all__ = ["agents", "ring"]

Count = Callable[[], str]


@pytest.fixture
def count(signed_in: Callable[..., Browser]) -> Count:
    """How many the board says are at the desk of care-en."""
    sue = signed_in("supervisor", name="sue")

    def read() -> str:
        rows = csv.DictReader(io.StringIO(sue.opens("/board.csv").page))
        return next(row["agents"] for row in rows if (row["of"], row["name"]) == ("queue", "care-en"))

    return read


def test_agents_who_did_not_ring_in_are_not_at_the_desk(count: Count, ring: Ring, shop: Shop):
    assert count() == "0"
    anna = ring(ANNA).hears("enter your PIN")
    assert count() == "0"
    anna.presses("24680#").hears("Nobody is waiting")
    assert count() == "1"
    at_desk(ring, BEN)
    assert count() == "2"


def test_an_agent_is_there_as_long_as_the_music_plays_and_the_talk_lasts(
    count: Count, ring: Ring, switchboard: Switchboard, phone: Phone, shop: Shop, clock: VirtualClock
):
    anna = at_desk(ring, ANNA).waits(300)
    assert count() == "1"
    phone.dials().presses("0")
    anna.waits(60)
    phone.is_connected_to(ANNA)
    clock.advance(seconds=1200)
    assert count() == "1"


def test_an_agent_who_is_away_is_not_there_until_back(count: Count, ring: Ring, shop: Shop):
    anna = at_desk(ring, ANNA).presses("*").hears("away")
    assert count() == "0"
    anna.waits(60)
    assert count() == "0"
    anna.presses("*").waits(60)
    assert count() == "1"


def test_an_agent_who_hung_up_is_gone_within_two_minutes(count: Count, ring: Ring, shop: Shop, clock: VirtualClock):
    at_desk(ring, ANNA).hangs_up()
    clock.advance(seconds=120)
    assert count() == "0"


def test_an_agent_whose_end_is_told_is_gone_at_once(count: Count, ring: Ring, switchboard: Switchboard, shop: Shop):
    at_desk(ring, ANNA)
    switchboard.add_number("+18005550124", "https://line.example/voice/agent",
                        status_callback="https://line.example/voice/status")  # fmt: skip
    ben = Phone(switchboard, number=BEN, to="+18005550124").dials().presses("24680#")
    assert count() == "2"
    ben.hangs_up()
    assert count() == "1"

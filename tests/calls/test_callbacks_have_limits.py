"""Callbacks: one open for a number, a few a day, never to ourselves, and never a dead end."""

import pytest
from sqlalchemy import select

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Party, Phone, Switchboard, VirtualClock
from ivr.emulator.leg_events import Keys
from tests.calls.conftest import ALICE, LINE
from tests.calls.test_callbacks import books, states, tend
from tests.calls.test_the_desk_line import ANNA, agents, at_desk, ring
from tests.shop import Shop

__all__ = ["agents", "ring"]
VICTIM = "4155550188"


def asks(switchboard: Switchboard, caller: str, number: str = "") -> Phone:
    """A caller in the queue asks to be called back, at another number where one is given."""
    phone = Phone(switchboard, number=caller, to=LINE).dials().presses("0").presses("1")
    if "ending in" not in phone.heard:
        return phone.presses(f"{number}#").presses("1")
    return phone.presses("2").presses(f"{number}#").presses("1") if number else phone.presses("1")


def recorded(stores: Stores) -> list[tuple[str, str]]:
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        rows = connection.execute(select(callbacks.c.number, callbacks.c.state).order_by(callbacks.c.created_at))
        return [tuple(row) for row in rows]


def test_sixty_callbacks_for_one_number_from_forty_one_callers_are_one(
    switchboard: Switchboard, shop: Shop, stores: Stores
):
    for place in range(60):
        caller = f"+1415555{1000 + place % 41}"
        phone = asks(switchboard, caller, VICTIM)
        phone.hears("already booked" if place else "you keep your place")
    assert recorded(stores) == [(f"+1{VICTIM}", "due")]


@pytest.mark.parametrize("spelled", ["4155550188", "14155550188", "01114155550188"])
def test_the_same_telephone_is_known_however_it_is_spelled(switchboard: Switchboard, shop: Shop, stores, spelled: str):
    asks(switchboard, "+14155551001", VICTIM).hears("you keep your place")
    asks(switchboard, "+14155551002", spelled).hears("already booked")
    assert len(recorded(stores)) == 1


def test_who_asks_again_for_the_number_they_ring_from_is_told_that_it_is_booked(phone: Phone, switchboard, shop: Shop):
    books(phone.dials().presses("0"))
    asks(switchboard, ALICE).hears("already booked, and it keeps its place").offers("1").offers("2")


def test_a_caller_books_three_a_day_and_is_then_offered_to_wait_or_to_leave_a_message(switchboard, shop: Shop, stores):
    for place in range(3):
        asks(switchboard, ALICE, f"415555010{place + 1}").hears("you keep your place")
    asks(switchboard, ALICE, "4155550109").hears("can't book another", "1 to wait in line", "2 to leave a message")
    assert len(recorded(stores)) == 3


def test_whoever_waits_on_stands_behind_those_who_never_left(
    switchboard: Switchboard, ring, shop: Shop, clock: VirtualClock
):
    """Twilio's queue knows no other order, and the story must be of the caller who is put through."""
    asks(switchboard, "+14155551001", VICTIM)
    left = Phone(switchboard, number="+14155551002", to=LINE).dials().presses("0")
    clock.advance(seconds=5)
    stayed = Phone(switchboard, number="+14155551003", to=LINE).dials().presses("0")
    clock.advance(seconds=5)
    left.presses("1").presses("2").presses(f"{VICTIM}#").presses("1").presses("1").is_in_queue("care-en")
    at_desk(ring, ANNA)
    stayed.is_connected_to(ANNA)
    stayed.hangs_up()
    left.is_connected_to(ANNA)


def test_whoever_prefers_it_leaves_a_message(switchboard: Switchboard, shop: Shop):
    asks(switchboard, "+14155551001", VICTIM)
    asks(switchboard, "+14155551002", VICTIM).presses("2").hears("after the tone")


def test_silence_at_that_choice_is_no_dead_end(switchboard: Switchboard, shop: Shop):
    asks(switchboard, "+14155551001", VICTIM)
    asks(switchboard, "+14155551002", VICTIM).waits(60).hears("after the tone")


@pytest.mark.parametrize("number", ["2129761234", "3105551212", "5551212", "5005550100", "7005550100", "8005550199"])
def test_a_number_that_is_nobodys_telephone_is_refused_at_once(switchboard: Switchboard, shop: Shop, number: str):
    phone = Phone(switchboard, number=ALICE, to=LINE).dials().presses("0").presses("1").presses("2")
    phone.presses(f"{number}#").hears("can't call that number", "phone number with the area code")


def test_the_line_does_not_call_itself(switchboard: Switchboard, ring, shop: Shop, stores: Stores):
    other = "+14155550142"
    switchboard.add_number(other, switchboard.numbers[LINE].voice_url)
    phone = Phone(switchboard, number=ALICE, to=other).dials().presses("0").presses("1").presses("2")
    phone.presses("4155550142#").hears("can't call that number")
    assert recorded(stores) == []


def test_nobody_is_called_back_at_the_desk_line(switchboard: Switchboard, agents, shop: Shop, stores: Stores):
    desk = "+14155550143"
    switchboard.add_number(desk, switchboard.numbers[LINE].voice_url.replace("/voice", "/voice/agent"))
    Phone(switchboard, number=ANNA, to=desk).dials().hangs_up()
    asks(switchboard, ALICE, "4155550143").hears("can't call that number")
    assert recorded(stores) == []


def test_a_settled_callback_makes_room_for_another(phone: Phone, switchboard, ring, shop: Shop, stores: Stores, clock):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    switchboard.parties[ALICE] = Party("answers", talks=5, inputs=(Keys("1"),))
    at_desk(ring, ANNA).waits(60).hangs_up()
    assert states(stores) == {ALICE: "done"}
    asks(switchboard, ALICE).hears("you keep your place")
    assert [state for _, state in recorded(stores)] == ["done", "due"]


def test_what_redis_forgot_is_held_against_the_limits_on_record(
    switchboard: Switchboard, shop: Shop, stores: Stores, clock
):
    for _ in range(5):
        asks(switchboard, ALICE).hears("you keep your place")
        recorded(stores)
        with stores.engine.begin() as connection:
            connection.execute(callbacks.update().where(callbacks.c.state == "due").values(state="done"))
        stores.redis.delete(*stores.redis.keys("wismo:callback*"))
        clock.advance(seconds=60)
    assert [state for _, state in recorded(stores)] == ["done"] * 3 + ["refused"] * 2


def test_two_open_callbacks_for_a_number_cannot_be_recorded(
    switchboard: Switchboard, shop: Shop, stores: Stores, clock
):
    """The store forgot the first before it was on record."""
    for caller in ("+14155551001", "+14155551002"):
        asks(switchboard, caller, VICTIM).hears("you keep your place")
        stores.redis.delete(*stores.redis.keys("wismo:callback:*"))
    assert recorded(stores) == [(f"+1{VICTIM}", "due")]


def test_a_number_that_may_not_be_called_any_more_is_not_dialled(
    phone: Phone, switchboard: Switchboard, ring, shop: Shop, stores: Stores, clock: VirtualClock
):
    books(phone.dials().presses("0"))
    tend(stores, clock)
    with stores.engine.begin() as connection:
        connection.execute(callbacks.update().values(number="+12129761234"))
    at_desk(ring, ANNA).hears("Nobody is waiting")
    assert states(stores) == {"+12129761234": "gave_up"}


def test_withheld_callers_share_thirty_an_hour(switchboard: Switchboard, shop: Shop, stores: Stores):
    heard = [asks(switchboard, "anonymous", f"415555{1000 + place}").heard for place in range(31)]
    assert ["you keep your place" in each for each in heard] == [True] * 30 + [False]

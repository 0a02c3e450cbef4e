"""Answers that Twilio could not get: the fallback address goes on where the call stood."""

import pytest

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard
from tests.shop import Shop

from .lossy import Lossy

pytestmark = pytest.mark.promise


def turns(stores: Stores) -> list[int]:
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        return [turn for (turn,) in connection.exec_driver_sql("SELECT turn FROM turns ORDER BY turn")]


@pytest.mark.parametrize("arrives", [True, False])
def test_a_call_whose_first_webhook_is_lost_is_answered_all_the_same(phone: Phone, shop: Shop, lossy: Lossy, arrives):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    lossy.lost, lossy.arrives = "/voice$", arrives
    phone.dials().hears("out for delivery")


@pytest.mark.parametrize("redis", ["up", "down"])
def test_a_lost_turn_is_asked_again_and_the_call_goes_on(phone: Phone, shop: Shop, lossy: Lossy, kill_redis, redis):
    phone.dials().hears("how can I help you")
    if redis == "down":
        kill_redis()
    lossy.lost = r"/1\?"
    phone.presses("1").hears("something went wrong", "how can I help you")
    phone.presses("1").hears("order number")


def test_a_turn_that_was_taken_is_not_taken_again(phone: Phone, shop: Shop, lossy: Lossy, stores: Stores):
    phone.dials()
    lossy.lost, lossy.arrives = r"/1\?", True
    phone.presses("1").hears("order number").does_not_hear("something went wrong")
    assert turns(stores) == [0, 1]


def test_lost_turns_one_after_the_other_end_with_a_person(
    phone: Phone, switchboard: Switchboard, shop: Shop, lossy: Lossy
):
    phone.dials()
    lossy.lost = r"/\d+\?"
    phone.presses("1").presses("1").waits()
    assert switchboard.queue("care-en").members

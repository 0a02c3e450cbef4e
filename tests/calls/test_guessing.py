"""Guesses are counted by their subject in any spelling, and never by a string with two meanings."""

import orjson
import pytest
from flask import Flask

from ivr.adapters.redis.rate_limits.guesses import RedisGuesses
from ivr.adapters.sql.records.alert_queries import alert_inputs
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.calls.signed_state import seal
from ivr.emulator import Phone
from ivr.flows.context import CODEC
from ivr.orders.identity.claims import Allowance, Limit, Try
from ivr.reporting.alerts import AlertLimits, measurements
from routing.document import DEFAULT, read_file
from tests.calls.conftest import ACCOUNT, LINE
from tests.calls.hostile import signed
from tests.shop import Shop

OWNER, STRANGER = "+14155550177", "+14155550188"
KEY = b"a-secret-for-tests"


def tries(phone: Phone, number: str, *, times: int = 5, postcode: str = "10001", area: str = "415") -> None:
    """Wrong claims, each from a different number."""
    for place in range(times):
        phone.dials(from_=f"+1{area}55501{place:02}").presses("1").presses(f"{number}#").presses(f"{postcode}#")
        phone.hears("could not find").hangs_up()


def asks(phone: Phone, number: str, postcode: str = "94110", *, ringing: str = STRANGER) -> Phone:
    return phone.dials(from_=ringing).presses("1").presses(f"{number}#").presses(f"{postcode}#")


def test_what_is_locked_by_one_spelling_is_locked_by_the_other(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="NW-48213", status="out_for_delivery")
    tries(phone, "48213")
    asks(phone, "6948213").does_not_hear("out for delivery").hangs_up()
    asks(phone, "48213").does_not_hear("out for delivery")


def test_whatever_is_wrong_with_a_claim_redis_is_asked_as_often(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(phone=OWNER, number="NW-48213", status="out_for_delivery")
    tries(phone, "48213")
    asked = [
        _asked(phone, stores, number, postcode)
        for number, postcode in (("6948213", "94110"), ("6948213", "10001"), ("59999", "94110"))
    ]
    assert asked[0] == asked[1] == asked[2]


def test_tries_that_others_use_up_during_a_turn_are_not_had_twice(
    phone: Phone, shop: Shop, stores: Stores, monkeypatch: pytest.MonkeyPatch
):
    shop.has_order(phone=OWNER, number="5123", status="out_for_delivery")
    looks: list[Allowance] = []
    alert_inputs = RedisGuesses.allowance

    def others_are_as_fast(guesses: RedisGuesses, tried: Try) -> Allowance:
        looks.append(alert_inputs(guesses, tried))
        for name in looks[0].hidden:
            stores.redis.set(name, 5, ex=60)
        return looks[-1]

    monkeypatch.setattr(RedisGuesses, "allowance", others_are_as_fast)
    asks(phone, "5123").hears("could not find an order").does_not_hear("out for delivery")
    assert [each.limit for each in looks] == [Limit.NOT_REACHED, Limit.FOUND]


def test_a_repeated_webhook_counts_once(app: Flask, phone: Phone, shop: Shop, stores: Stores):
    phone.dials(from_=STRANGER).presses("1").presses("5123#").hears("ZIP code")
    state = seal(CODEC.load(orjson.loads(stores.redis.hget(f"wismo:call:{phone.call_sid}", "doc"))), KEY)
    form = {"CallSid": phone.call_sid, "From": STRANGER, "To": LINE, "AccountSid": ACCOUNT, "Digits": "10001"}
    first, second = (signed(app, f"/voice/{phone.call_sid}/3?s={state}", form).text for _ in range(2))
    assert first == second
    assert stores.redis.get(f"wismo:guess:call:{phone.call_sid}") == "1"


def test_what_can_be_no_code_of_its_kind_is_no_guess(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(phone=OWNER, number="5123", status="out_for_delivery")
    phone.dials(from_=STRANGER).presses("1").says("u n b").hears("say it again").says(
        "five one two three, no sorry, 5 1 2 3"
    )
    phone.hears("ZIP code").says("nine four").says("nine four one, uh, nine four one one oh").hears("out for delivery")
    assert not stores.redis.exists(f"wismo:guess:call:{phone.call_sid}")


def _asked(phone: Phone, stores: Stores, number: str, postcode: str) -> dict[str, int]:
    """How often each command ran, within scripts and without, while a wrong postcode was answered.

    But for EXPIRE, which a counter costs when it is new.
    """
    phone.dials(from_=STRANGER).presses("1").presses(f"{number}#")
    before = stores.redis.info("commandstats")
    phone.presses(f"{postcode}#").hears("could not find an order")
    after = stores.redis.info("commandstats")
    phone.hangs_up()
    return {
        name: stats["calls"] - before.get(name, {"calls": 0})["calls"]
        for name, stats in after.items()
        if name != "cmdstat_expire"
    }


def test_both_spellings_are_counted_together(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="NW-48213", status="out_for_delivery")
    tries(phone, "48213", times=3)
    tries(phone, "6948213", times=2, area="212")
    asks(phone, "6948213").does_not_hear("out for delivery")


def test_an_order_that_is_locked_sounds_like_none_by_its_other_spelling(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="NW-48213", status="out_for_delivery")
    heard = []
    for number, spelled in (("48213", "6948213"), ("59999", "6959999")):
        tries(phone, number, area="212" if heard else "415")
        heard.append((asks(phone, spelled).heard, phone.hangs_up() and asks(phone, number).heard))
        phone.hangs_up()
    assert heard[0] == heard[1]


def test_an_order_number_that_is_a_postcode_does_not_lock_the_postcode(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="5123", postcode="10027", loyalty_points=70, status="out_for_delivery")
    tries(phone, "10027", postcode="99999")
    phone.dials(from_=OWNER).presses("4").presses("4").hears("ZIP code").presses("10027#").hears("70 points")


def test_a_postcode_that_is_somebodys_order_number_opens_no_strangers_order(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="5123", postcode="10027", loyalty_points=70)
    shop.has_order(phone=STRANGER, number="10027", postcode="10027", loyalty_points=90)
    phone.dials(from_=OWNER).presses("4").presses("4").presses("10027#").hears("70 points").does_not_hear("90 points")


def test_a_right_answer_is_no_guess_however_often_it_is_given(phone: Phone, shop: Shop):
    shop.has_order(number="5123", status="out_for_delivery")
    phone.dials()
    for _ in range(9):
        phone.presses("2").presses("5123#").hears("out for delivery").does_not_hear("ZIP code")


def test_a_known_caller_has_as_many_tries_at_others_orders_as_anybody(phone: Phone, shop: Shop):
    shop.has_order(number="5123", status="out_for_delivery")
    phone.dials().presses("2")
    for wrong in ("7001", "7002", "7003"):
        phone.presses(f"{wrong}#").hears("ZIP code").presses("10001#").hears("could not find an order")
    phone.presses("7004#").hears("A person will help you")


def test_a_script_does_not_take_the_look_up_from_others(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="5123", status="out_for_delivery")
    guess(phone, calls=170)
    asks(phone, "5123").hears("out for delivery")


def test_a_script_is_told_to_those_who_watch(phone: Phone, shop: Shop, stores: Stores):
    guess(phone, calls=10)
    drain(stores.redis, stores.engine)
    routing = read_file(DEFAULT)
    found = measurements(alert_inputs(stores.engine, routing, {}, shop.now()), routing, AlertLimits(guesses=10))
    assert "guessing" in {each.name for each in found if each.value >= each.bad}


def test_whoever_shares_a_scripts_prefix_shows_that_a_person_is_there(phone: Phone, shop: Shop):
    shop.has_order(phone=OWNER, number="5123", status="out_for_delivery")
    guess(phone, calls=34)
    asks(phone, "5123", ringing="anonymous").hears("please press").does_not_hear("out for delivery")
    phone.presses(phone.heard.rpartition("press")[2].replace(" ", "").strip("."))
    phone.hears("ZIP code").presses("94110#").hears("out for delivery")


def test_whoever_cannot_show_it_speaks_with_a_person(phone: Phone, shop: Shop):
    guess(phone, calls=34)
    asks(phone, "5123", ringing="anonymous").presses("00").hears("A person will help you").is_in_queue("care-en")


def guess(phone: Phone, *, calls: int) -> None:
    """A script without a number tries what it can, a call after the other, and hears nothing of what it is asked."""
    number = iter(range(60_000, 90_000))
    for _ in range(calls):
        phone.dials(from_="anonymous").presses("1")
        for _ in range(3):
            phone.presses(f"{next(number)}#").presses("10001#")
            if "could not find an order" not in phone.heard:
                break
        phone.hangs_up()

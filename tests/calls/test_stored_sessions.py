"""Calls that an earlier version stored go on after a deploy, and that version can read what this one stores.

`sessions/` holds real calls as the version of 30 November 2026 stored them, one or more at each kind of step: the
document of the session, and the turn that comes next with the signed state in its address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask

from ivr.app.parts import Stores
from ivr.emulator.transcript import holds
from ivr.flows.context import CODEC
from tests.calls.hostile import signed
from tests.shop import Shop

HERE = Path(__file__).parent / "sessions"


def nothing(_shop: Shop) -> None:
    """No orders."""


def one(shop: Shop) -> None:
    shop.has_order(number="1001", status="out_for_delivery", window="14:00-18:00", loyalty_points=70)


def late(shop: Shop) -> None:
    shop.has_order(number="1001", status="in_transit", day=-2)


def two(shop: Shop) -> None:
    shop.has_order(number="1001", status="out_for_delivery")
    shop.has_order(number="1002", status="in_transit", day=2)


def strangers(shop: Shop) -> None:
    shop.has_order(number="5123", phone="+14155550177", status="out_for_delivery")


def keys(digits: str) -> Mapping[str, str]:
    return {"Digits": digits}


LEFT = {"QueueResult": "leave"}


@dataclass(frozen=True)
class GoesOn:
    """The caller's next action, and the words heard then. `chose` is the meaning of a key pressed while waiting."""

    orders: Callable[[Shop], object]
    form: Mapping[str, str]
    hears: str
    chose: str = ""


GO_ON: Mapping[str, GoesOn] = {
    "menu_after_order": GoesOn(one, keys("1"), "The tracking link is on its way"),
    "menu_after_order_in_spanish": GoesOn(one, keys("*"), "pedido"),
    "menu_after_order_link_sent": GoesOn(one, keys("1"), "already"),
    "menu_second_try": GoesOn(one, keys("7"), "I still didn't understand"),
    "main_menu": GoesOn(nothing, keys("9"), "pedido"),
    "choices": GoesOn(two, keys("1"), "expected on Thursday"),
    "order_number": GoesOn(strangers, keys("5123"), "ZIP code"),
    "order_number_for_another": GoesOn(late, keys("1001"), "late"),
    "postcode": GoesOn(strangers, keys("94110"), "out for delivery"),
    "postcode_for_refund": GoesOn(one, keys("94110"), "70 points"),
    "after_proof": GoesOn(one, {"SpeechResult": "loyalty points"}, "70 points"),
    "factor": GoesOn(one, keys("94110"), "out for delivery"),
    "prove_person": GoesOn(one, keys("PROOF"), "connecting you with a person"),
    "listening": GoesOn(nothing, {"SpeechResult": "a promotion or a payment"}, "Is it about a payment"),
    "doubtful_issue": GoesOn(nothing, keys("1"), "connecting you with a person"),
    "problem_by_keys": GoesOn(nothing, keys("2"), "connecting you with a person"),
    "waiting": GoesOn(one, LEFT, "ending in 0 0", chose="callback"),
    "handed_to_partner": GoesOn(one, {"DialCallStatus": "busy"}, "persona"),
    "repeated_caller": GoesOn(late, LEFT, "after the tone", chose="voicemail"),
    "voicemail": GoesOn(one, {"RecordingUrl": "https://api.example/RE1"}, "your message"),
    "callback_number": GoesOn(one, keys("1"), "you keep your place"),
    "callback_other_number": GoesOn(one, keys("4155550188"), "Is that right"),
    "callback_read_back": GoesOn(one, keys("1"), "you keep your place"),
    "callback_not_booked": GoesOn(nothing, keys("1"), "care-en"),
    "called_back": GoesOn(one, keys("1"), "connecting you with a person"),
    "closed": GoesOn(one, keys("1"), "ending in 0 0"),
}


MISSING: Mapping[str, object] = {
    **dict.fromkeys(("began", "rang_about", "last_queue", "chosen_language", "promised", "callback", "number"), ""),
    **dict.fromkeys(("tier", "country", "last_known", "order", "order_key", "late_order", "days_late", "text_to"), ""),
    **dict.fromkeys(("problem", "order_problem", "heard_problem", "claimed", "waits_for"), ""),
    **dict.fromkeys(("repeat", "is_delivered", "has_refund", "can_text", "is_sure", "is_charged", "is_person"), False),
    **dict.fromkeys(("can_wait", "can_call_back", "takes_messages"), False),
    "order_states": [],
    "proofs": [],
    **dict.fromkeys(("level", "priority"), 0),
    "order_value": None,
    "needs": "both",
    "wants": "order",
    "asked": "order_number",
    "issue": "other",
    "order_issue": "order_status",
}
"""What the version before took a fact for that was not stored."""


def recorded(name: str) -> dict[str, Any]:
    return orjson.loads((HERE / f"{name}.json").read_bytes())


def goes_on(app: Flask, name: str, form: Mapping[str, str]) -> str:
    """The words that the caller of a recorded session hears after an action."""
    was = recorded(name)
    who = {
        "CallSid": was["doc"]["sid"],
        "From": was["doc"]["ani"],
        "To": was["doc"]["dnis"],
        "AccountSid": "AC" + "0" * 32,
    }
    proof = was["doc"]["facts"].get("proof", "")
    asked = {key: value.replace("PROOF", proof) for key, value in form.items()}
    return signed(app, f"/voice/{was['doc']['sid']}/{was['turn']}?s={was['state']}", {**who, **asked}).text


def test_every_recorded_session_goes_on_here():
    assert set(GO_ON) == {path.stem for path in HERE.glob("*.json")}


@pytest.mark.parametrize("name", GO_ON)
def test_a_call_that_the_version_before_stored_goes_on(app: Flask, shop: Shop, stores: Stores, name: str):
    was, then = recorded(name), GO_ON[name]
    then.orders(shop)
    key = f"wismo:call:{was['doc']['sid']}"
    stores.redis.hset(key, mapping={"turn": was["turn"], "doc": orjson.dumps(was["doc"])})
    if then.chose:
        stores.redis.hset(key, f"w{was['turn']}", then.chose)
    heard = goes_on(app, name, then.form)
    assert holds(heard, then.hears), heard


@pytest.mark.parametrize("name", GO_ON)
def test_the_version_before_reads_the_same_of_a_call_that_this_one_stores(name: str):
    was = recorded(name)["doc"]
    stored = orjson.loads(orjson.dumps(CODEC.dump(CODEC.load(was))))
    assert {**stored, "facts": {**MISSING, **stored["facts"]}} == {**was, "facts": {**MISSING, **was["facts"]}}


def test_what_a_newer_version_stored_is_handed_on():
    was = recorded("waiting")["doc"]
    was["facts"]["of_tomorrow"] = [1, {"a": "b"}]
    assert CODEC.dump(CODEC.load(was))["facts"]["of_tomorrow"] == [1, {"a": "b"}]


@pytest.mark.parametrize("fact", [{"tried": "care-en"}, {"order": 7}, {"priority": "5"}, {"story": []}])
def test_a_session_that_makes_no_sense_is_not_read(fact: dict[str, Any]):
    was = recorded("waiting")["doc"]
    with pytest.raises(TypeError):
        CODEC.load({**was, "facts": fact})


@pytest.mark.parametrize("name", ["main_menu", "menu_after_order", "order_number_for_another", "doubtful_issue"])
def test_a_call_whose_session_is_gone_goes_on_by_an_address_of_the_version_before(app: Flask, shop, name: str):
    assert holds(goes_on(app, name, keys("0")), "connecting you with a person")

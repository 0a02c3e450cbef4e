"""A trial of a caller gives the same queue, rule and reasons as a call of that caller."""

import re
from random import Random
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import decisions
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.calls.routing_trial import ATTESTED
from ivr.emulator import Phone, Switchboard, VirtualClock
from ivr.flows.hand_off import WAITS_AT
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import DEFAULT, of_json, read_file
from tests.calls.conftest import LINE
from tests.calls.conftest import settings as settings_of_a_shop
from tests.shop import Shop
from tests.web.test_routing_api import ADMIN, READER, Api, hashed

__all__ = ["settings_of_a_shop"]

SAID = {
    "en-US": {
        "": "a person please",
        "payment": "I got charged twice on my credit card",
        "damaged": "it arrived broken",
        "late": "my delivery is late",
        "missing": "it says delivered but I do not have it",
        "promotions": "i have a discount code",
    },
    "es-MX": {"": "con una persona", "damaged": "llegó roto", "payment": "me cobraron dos veces con la tarjeta"},
}
CALLERS = 300


@pytest.fixture
def settings(settings_of_a_shop: Settings) -> Settings:
    tokens = (f"ops:admin:{hashed(ADMIN)}", f"board:reader:{hashed(READER)}")
    return settings_of_a_shop.model_copy(update={"api_tokens": tokens, "languages": ("en-US", "es-MX")})


@pytest.fixture
def api(app: Flask) -> Api:
    return Api(app.test_client(), ADMIN)


def desk(name: str, *languages: str) -> dict[str, Any]:
    return {"name": name, "kind": "in_house", "languages": languages, "hand_off": {"desk": name}}


RULES = [
    {"name": "Urgent", "when": {"order_state": "failed_promise"}, "send": "a"},
    {"name": "Doubtful", "when": {"attestation": ["C", "failed"]}, "send": "b"},
    {"name": "Damaged gold", "when": {"issue": "damaged", "tier": "gold"}, "send": "a"},
    {"name": "Late", "when": {"issue": "late", "language": "en-US"}, "split": {"a": 50, "b": 50}},
    {"name": "Missing", "when": {"issue": "missing"}, "send": "c"},
    {"name": "Spanish", "when": {"language": "es-MX"}, "split": {"b": 70, "c": 30}},
    {"name": "Withheld", "when": {"withheld": True}, "send": "c"},
    {"name": "Abroad", "when": {"country": ["MX", "GB"]}, "send": "b"},
    {"name": "Dear", "when": {"order_value": {"at_least": 100}}, "send": "a"},
    {"name": "Money", "when": {"issue": ["payment", "promotions"]}, "send": "c"},
    {"name": "Again", "when": {"repeat": True}, "send": "b"},
]


@pytest.fixture
def routed(stores: Stores, clock: VirtualClock, shop: Shop) -> None:
    """Rules on every fact that may be known of a caller."""
    document = {
        "brand": "Northwind",
        "numbers": {LINE: {"language": "en-US", "languages": ["en-US", "es-MX"]}},
        "queues": {name: desk(name, "en-US", "es-MX") for name in "abcd"},
        "rules": RULES,
        "default": "d",
    }
    store = RoutingStore(stores.engine, clock=clock.now, first=read_file(DEFAULT))
    store.publish(of_json(document), actor=Actor("a test", "cli"), note="")
    Announcements(stores.redis, store).tell()


def orders_of(chance: Random, shop: Shop, number: str) -> None:
    for _ in range(chance.choice([0, 1, 1, 1, 2])):
        status = chance.choice(["in_transit", "delivered", "delayed", "out_for_delivery", "attempted"])
        parcel = shop.parcel(status, day=chance.choice([-3, -1, 0, 2]), delivered=0 if status == "delivered" else None)
        if chance.random() < 0.2:
            parcel = shop.parcel("exception", reason=chance.choice(["damaged", "lost", "customs"]))
        shop.has_order(
            phone=number, status="shipped", shipments=(parcel,), tier=chance.choice(["", "gold"]),
            country=chance.choice(["US", "MX", ""]), language=chance.choice(["en-US", "es-MX", ""]),
            total_cents=chance.choice([None, 9_900, 25_000]),
        )  # fmt: skip


OPEN = ("main_line.after_order", "main_line.main_menu")
"""Where a caller may say anything."""


def stands(stores: Stores, phone: Phone) -> tuple[str, str]:
    """At which step a call waits, and in which language."""
    call = orjson.loads(stores.redis.hget(f"wismo:call:{phone.call_sid}", "doc"))
    return call["at"], call["language"]


def tries(api: Api, told: dict[str, str], issue: str) -> dict[str, Any]:
    status, tried = api("POST", "/routing/try", caller={**told, "issue": issue})
    assert status == 200, tried
    return tried["in_force"]


def test_hundreds_of_callers_who_are_tried_go_where_they_go_who_ring(
    api: Api, routed: None, switchboard: Switchboard, shop: Shop, stores: Stores, clock: VirtualClock
):
    chance, numbers, expected = Random(13), [], {}
    for place in range(CALLERS):
        number = chance.choice(numbers) if numbers and chance.random() < 0.3 else f"+1415555{1000 + place}"
        if number not in numbers:
            orders_of(chance, shop, number)
            numbers.append(number)
        clock.advance(seconds=chance.choice([60, 4000]))
        told = {"number": number, "dialled": LINE, "attestation": chance.choice(["none", "none", "A", "B"])}
        if chance.random() < 0.1:
            told["number"] = "anonymous"
        silent = tries(api, told, "")
        issue = chance.choice(list(SAID[silent["caller"]["language"]]))
        outspoken = tries(api, told, issue)
        ringing = Phone(switchboard, number=told["number"], to=LINE).dials(stir=ATTESTED[told["attestation"]])
        at, language = stands(stores, ringing)
        if at != WAITS_AT:
            ringing.says(SAID[language][issue if at in OPEN else ""])
        expected[ringing.call_sid] = outspoken if at in OPEN else silent
        ringing.hangs_up()
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        live = dict(connection.execute(select(decisions.c.call_sid, decisions.c.decision)).all())
    wrong = [(live[sid], tried) for sid, tried in expected.items() if {**live[sid], "at": ""} != {**tried, "at": ""}]
    assert not wrong, f"{len(wrong)} of {len(expected)}: {wrong[0]}"
    assert {each["rule"] for each in live.values()} >= {rule["name"] for rule in RULES} - {"Doubtful"}


@pytest.mark.parametrize("grade", ["C", "failed"])
def test_a_number_in_doubt_tells_as_little_of_its_caller_as_in_a_call(
    api: Api, routed: None, phone: Phone, shop: Shop, stores: Stores, grade: str
):
    shop.has_order(tier="gold", day=-2)
    tried = tries(api, {"number": "+14155550100", "dialled": LINE, "attestation": grade}, "")
    phone.dials(stir=ATTESTED[grade])
    if grade == "C":
        phone.says("a person please")
    else:
        phone.presses("".join(re.findall(r"\d", phone.transcript.rpartition("please press")[2].partition(".")[0])))
    phone.is_in_queue("b")
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        live = connection.scalar(select(decisions.c.decision))
    assert {**live, "at": ""} == {**tried, "at": ""}
    assert "tier" not in tried["caller"]


def test_what_is_told_of_a_caller_stands_in_place_of_what_is_known(api: Api, routed: None, shop: Shop):
    shop.has_order(tier="gold", country="US", day=2, total_cents=25_000)
    told = {"number": "(415) 555-0100", "country": "Mexico", "tier": "Silver", "language": "Spanish", "order_value": 7}
    caller = tries(api, told, "")["caller"]
    assert (caller["country"], caller["tier"], caller["language"], caller["order_value"]) == (
        "MX",
        "silver",
        "es-MX",
        7,
    )


def test_trying_counts_and_remembers_nothing(api: Api, routed: None, phone: Phone, shop: Shop):
    shop.has_order(day=-2)
    told = {"number": "+14155550100", "dialled": LINE}
    assert {tries(api, told, "")["queue"] for _ in range(5)} == {tries(api, told, "")["queue"]}
    phone.dials().does_not_hear("still late")


def test_a_switch_that_is_on_counts_for_callers_who_are_tried(api: Api, routed: None, shop: Shop, stores: Stores):
    document = api("GET", "/routing")[1]["document"]
    switch = {"name": "Storm", "closes": True, "queues": ["d"], "message": {}}
    api("POST", "/routing/publish", document={**document, "rules": [], "switches": {"storm": switch}}, note="A storm")
    assert tries(api, {}, "")["queue"] == "d"
    api("POST", "/routing/switches/storm", on=True, minutes=30, why="Storm")
    assert tries(api, {}, "")["queue"] is None


def test_a_number_is_tried_with_a_token_of_an_admin_alone(app: Flask, routed: None):
    reader = Api(app.test_client(), READER)
    assert reader("POST", "/routing/try", caller={"number": "+14155550100"})[0] == 403
    assert reader("POST", "/routing/try", caller={"tier": "gold"})[0] == 200


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("number", "555", "This is no telephone number. Write it as in US, or with its country: +14155550123."),
        ("dialled", "the shop", "This is no telephone number."),
        ("country", "Atlantis", "This is no country. Write its name or its code, as in Mexico or MX."),
        ("language", "Klingon", "The line does not speak this. Write en-US, es-MX."),
        ("issue", "weather", "There is no 'weather'. Write order_status, delivery_problem, late, "),
        ("attestation", "D", "There is no 'D'. Write none, A, B, C, failed."),
        ("order_state", ["early"], "There is no 'early'. Write late, failed_promise."),
    ],
)
def test_what_cannot_be_read_of_a_caller_is_refused_at_its_field(
    api: Api, routed: None, field: str, typed: object, told: str
):
    status, refused = api("POST", "/routing/try", caller={field: typed})
    assert status == 400
    assert refused["problems"][0].startswith(f"caller.{field}: {told}")

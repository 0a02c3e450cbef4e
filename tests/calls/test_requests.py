"""Requests from a call to the help desk: each kind once, signed, and told to the caller only when it is stored."""

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import SecretStr

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.requests.outbox import send_due
from ivr.adapters.sql.requests.store import SqlRequests
from ivr.adapters.sql.webhook_outbox import Sent
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.app.request_desk import DeskMessages, desk_webhook, request_desk
from ivr.effects.make_request import KINDS, MakeRequest, RequestKind, make_request
from ivr.emulator import Phone, Switchboard, in_process
from ivr.engine.flow import HANG_UP, Flows
from ivr.flows import EVERY_FLOW, FLOWS
from ivr.flows.context import Context, CurrentOrder, LineCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.services import LineFlow, Services
from ivr.jobs.context import routing_in_force
from ivr.reporting.audit import Actor
from ivr.reporting.request_message import SCHEMA
from ivr.reporting.requests import RequestChange
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL
from tests.desk import SECRET, Desk, desk_server
from tests.shop import Shop

NEW, KNOWN = "We'll call you back", "is already booked"
ADA = Actor("ada", "cli")


def asks_for(kind: RequestKind, order: str = "1001") -> Flows[Context, Services]:
    """A line on which every caller asks for one thing."""
    asking = LineFlow("asking", start="find")

    @asking.decide(new="ask", known="known")
    def find(call: LineCall, services: Services) -> Literal["new", "known"]:
        """Whether the caller has asked before."""
        call.context.order = CurrentOrder(number=order, key=services.hashed(order) if order else "")
        return "known" if already_asked(call, kind, of_order=bool(order)) else "new"

    def made(call: LineCall) -> MakeRequest:
        return MakeRequest(kind, order, "", call.ani, call.language, 2, {"reason": "too small"})

    make_request(asking, "ask", made_of=made, then="noted")
    asking.say("noted", prompt="callback.kept", then=HANG_UP)
    asking.say("known", prompt="callback.already", then=HANG_UP)
    return Flows(asking, *EVERY_FLOW, start="asking", person="hand_off")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with desk_server() as desk:
        yield desk


@pytest.fixture
def settings(settings: Settings, desk: Desk) -> Settings:
    """The line tells a desk of requests."""
    secret, here = SecretStr(SECRET), (ip_network("127.0.0.0/8"),)
    wanted = {"requests_url": desk.url, "requests_secret": secret, "requests_networks": here}
    return settings.model_copy(update=wanted)


Dial = Callable[[Flows[Context, Services]], Phone]


@pytest.fixture
def dials(settings: Settings, stores: Stores, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dial]:
    """Calls a line of one flow, as Alice."""
    apps = []

    def dial(flows: Flows[Context, Services]) -> Phone:
        monkeypatch.setattr("ivr.app.line.FLOWS", flows)
        apps.append(create_app(settings, clock=shop.now, stores=stores))
        token = settings.twilio_auth_token.get_secret_value()
        account = settings.twilio_account_sid
        network = Switchboard(wire=in_process(apps[-1]), clock=shop.clock, account_sid=account, auth_token=token)
        network.add_number(LINE, f"{PUBLIC_URL}/voice")
        return Phone(network, number=ALICE, to=LINE).dials()

    yield dial
    for app in apps:
        app.extensions["turns"].calls.late.close()


@pytest.fixture
def sends(settings: Settings, stores: Stores, shop: Shop) -> Callable[[], Sent]:
    """The jobs that write the record and tell the desk."""
    requests, routing = request_desk(settings, stores, shop.now), routing_in_force(settings, stores)
    messages = DeskMessages(requests, desk_webhook(settings), routing, "https://console.example", shop.now)

    def send() -> Sent:
        drain(stores.redis, stores.engine)
        return send_due(stores.engine, messages.send, shop.now)

    return send


@pytest.fixture
def requests(settings: Settings, stores: Stores, shop: Shop) -> SqlRequests:
    return request_desk(settings, stores, shop.now)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reaches_the_desk_once_and_signed(dials: Dial, desk: Desk, sends, kind: RequestKind):
    dials(asks_for(kind)).hears(NEW).is_hung_up()
    assert [sends(), sends()] == [Sent(sent=1), Sent()]
    (told,) = desk.taken.values()
    Draft202012Validator(SCHEMA).validate(told)
    assert (told["type"], told["data"]["kind"], told["data"]["order"]) == ("request.made", kind, "1001")
    assert (told["data"]["caller"], told["data"]["answers"]) == (ALICE, {"reason": "too small"})
    assert desk.forged == 0


def test_a_caller_of_the_real_line_cancels_and_the_desk_is_told(dials: Dial, desk: Desk, sends, shop: Shop):
    shop.has_order(number="1001", status="processing")
    phone = dials(FLOWS).says("cancel my order").hears("your order number or the ZIP code").presses("1001#")
    phone.hears("ask our team to cancel it").presses("1").hears("passed that on")
    assert sends() == Sent(sent=1)
    (told,) = desk.taken.values()
    data = told["data"]
    assert (data["kind"], data["order"], data["level"], data["brand"]) == ("cancel_order", "1001", 2, "Northwind")
    assert data["page"] == f"https://console.example/console/requests/{data['id']}"


def test_a_second_call_knows_of_the_request_until_it_is_settled(dials: Dial, requests: SqlRequests, sends):
    dials(asks_for("start_return")).hears(NEW)
    sends()
    dials(asks_for("start_return")).hears(KNOWN)
    dials(asks_for("start_return", "1002")).hears(NEW)
    dials(asks_for("claim")).hears(NEW)
    (mine,) = [each for each in requests.all() if (each.kind, each.order_number) == ("start_return", "1001")]
    requests.change(mine.id, RequestChange("done", mine.revision), ADA)
    dials(asks_for("start_return")).hears(NEW)


def test_a_request_without_an_order_is_known_in_a_second_call(dials: Dial):
    dials(asks_for("call_back_at", "")).hears(NEW)
    dials(asks_for("call_back_at", "")).hears(KNOWN)


def test_a_desk_that_was_away_gets_it_when_it_is_back(dials: Dial, desk: Desk, sends, shop: Shop):
    dials(asks_for("claim"))
    desk.answers = [(503, {"Retry-After": "60"}), (500, {})]
    outcomes = []
    for _ in range(3):
        outcomes.append(sends())
        shop.clock.advance(seconds=120)
    assert outcomes == [Sent(put_off=1), Sent(put_off=1), Sent(sent=1)]
    assert (len(set(desk.tries)), len(desk.tries), len(desk.taken)) == (1, 3, 1)


def test_of_what_redis_cannot_store_the_caller_is_told_nothing(
    dials: Dial, stores: Stores, requests: SqlRequests, sends
):
    stores.redis.config_set("maxmemory", "1")
    try:
        dials(asks_for("cancel_order")).does_not_hear(NEW, KNOWN).is_in_queue("care-en")
    finally:
        stores.redis.config_set("maxmemory", "0")
    sends()
    assert requests.all() == []

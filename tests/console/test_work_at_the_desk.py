"""Agents and supervisors at work by forms alone, with telephones: as somebody without JavaScript works."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.adapters.twilio.rest import Rest
from ivr.app.desk_dispatcher import dispatcher_of, guarded
from ivr.app.parts import Stores, parts_of
from ivr.calls.desk.dispatcher import Dispatcher
from ivr.emulator import Phone, Switchboard
from ivr.emulator.handset import Handset
from ivr.emulator.rest import rest_app
from ivr.settings import Settings
from tests.calls.conftest import ALICE
from tests.calls.in_force import put_in_force
from tests.console.conftest import Browser
from tests.console.exchange import Exchange, exchange_served
from tests.shop import Shop

ANNA, WAREHOUSE = "+12125550142", "+12125550199"
CARE = {"name": "English care", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "care-en"}}
QUEUES = {"care-en": CARE, "returns-en": {**CARE, "name": "Returns team", "hand_off": {"desk": "returns-en"}}}
TERMS = {"transfer_to": {"Warehouse": WAREHOUSE}}


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with exchange_served() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, exchange: Exchange) -> Settings:
    return settings.model_copy(update={"twilio_api_url": exchange.address})


@pytest.fixture
def looks(
    app: Flask, settings: Settings, stores: Stores, shop: Shop, switchboard: Switchboard, exchange: Exchange
) -> Callable[[], None]:
    """The dispatcher looks, and what it asked of Twilio happens; the record is written."""
    exchange.app = rest_app(switchboard)
    put_in_force(settings, stores, shop, queues=QUEUES, rules=[], agent_desk=TERMS)
    parts, sessions = parts_of(settings, shop.now, stores), app.extensions["turns"].calls.sessions
    control = TwilioCallControl.of(Rest.from_settings(settings))
    dispatcher: Dispatcher = dispatcher_of(parts, control, sessions, guarded)

    def look() -> None:
        dispatcher.look()
        switchboard.schedule.settle()
        drain(stores.redis, stores.engine)

    return look


@pytest.fixture
def add_agent(stores: Stores, settings: Settings) -> Callable[..., str]:
    """Makes an agent; returns the identity of their browser."""
    key = settings.secret_key.get_secret_value().encode()
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, key)

    def add(user: str, number: str = "", queues: tuple[str, ...] = ("care-en",)) -> str:
        agents.add(number, name=user.title(), queues=queues, user=user, station="phone" if number else "browser")
        found = agents.of_user(user)
        assert found
        return found.client

    return add


@pytest.fixture
def anna(looks: Callable[[], None], add_agent: Callable[..., str], signed_in: Callable[..., Browser]) -> Browser:
    """Anna, whose telephone rings, and who is ready."""
    add_agent("anna", ANNA)
    desk = signed_in("agent", name="anna", queues=("care-en",)).opens("/desk")
    return desk.sends("/desk/sign-in", queues="care-en", station="phone").sends("/desk/ready").shows("Ready")


@pytest.fixture
def talking(
    anna: Browser, looks: Callable[[], None], phone: Phone, shop: Shop, switchboard: Switchboard
) -> tuple[Handset, Phone]:
    """Anna's telephone and the caller's, who talk."""
    shop.has_order(phone=ALICE, status="out_for_delivery", window="14:00-18:00", items=("Kettle",))
    phone.dials().presses("0")
    handset = switchboard.telephone(ANNA)
    looks()
    anna.opens("/desk").shows("ending in 42 rings: pick it up and press 1", "Kettle")
    handset.accepts().hears("press 1").presses("1")
    looks()
    anna.opens("/desk").shows("On a call", "Hold", "Hang up")
    return handset, phone


def test_a_telephone_agent_holds_is_wrapped_up_and_writes_without_scripts(
    anna: Browser, talking: tuple[Handset, Phone], looks: Callable[[], None]
):
    _, phone = talking
    anna.sends("/desk/hold", held="yes").shows("The caller is on hold", "Take off hold")
    anna.sends("/desk/hold", held="no").shows("Hold")
    anna.sends("/desk/mute", muted="yes").shows("Unmute")
    anna.sends("/desk/mute", muted="no").shows("Mute")
    anna.sends("/desk/hang-up")
    looks()
    anna.opens("/desk").shows("The call is over", "Save and go ready")
    anna.sends("/desk/note", disposition="resolved", note="All said.", then="Lunch").shows("Away", "Lunch")
    looks()
    anna.opens("/desk").shows("answered", "All said.")
    anna.opens(f"/calls/{phone.call_sid}").shows("Anna answered", "Resolved", "All said.")


def test_a_word_with_the_warehouse_first_then_the_caller_is_handed_over(
    anna: Browser, talking: tuple[Handset, Phone], looks: Callable[[], None], switchboard: Switchboard
):
    _, phone = talking
    warehouse = switchboard.telephone(WAREHOUSE)
    anna.shows("Queues", "Returns team", "Warehouse")
    anna.sends("/desk/transfer", to="number:Warehouse", how="first").shows("Warehouse is being called", "Dismiss")
    warehouse.accepts()
    looks()
    anna.opens("/desk").shows("Warehouse is on the line", "Complete and leave", "The caller is on hold")
    anna.sends("/desk/complete").shows("Wrap-up")
    looks()
    assert not phone.leg.call.is_over
    assert phone.leg.conference_name == warehouse.leg.conference_name


def test_a_transfer_that_cannot_be_is_refused_in_words(anna: Browser, talking: tuple[Handset, Phone]):
    anna.sends("/desk/transfer", to="", how="blind").shows("Choose where the call goes.")
    anna.sends("/desk/transfer", to="number:Mars", how="first").shows("no longer", "On a call")


def test_a_supervisor_listens_coaches_and_takes_over_at_their_own_desk(
    anna: Browser,
    talking: tuple[Handset, Phone],
    looks: Callable[[], None],
    add_agent: Callable[..., str],
    signed_in: Callable[..., Browser],
    switchboard: Switchboard,
):
    handset, phone = talking
    browser = switchboard.client(add_agent("sue", queues=()))
    sue = signed_in("supervisor", name="sue").opens(f"/calls/{phone.call_sid}").shows("Listen", "Take over")
    sue.sends("/supervise/join", how="listen", sid=phone.call_sid, on="call").shows("Connect it and listen")
    sue.sends("/supervise/join", how="listen", sid=phone.call_sid).shows("Your desk rings")
    sue.opens("/desk").shows("Ringing", "Kettle")
    browser.accepts()
    looks()
    sue.opens("/desk").shows("You listen: nobody hears you", "Coach", "Barge in")
    anna.opens("/desk").shows("Sue listens.")
    sue.sends("/supervise/change", sid=phone.call_sid, how="coach").shows("only the agent hears you")
    looks()
    browser.says("Offer a refund.")
    handset.hears("Offer a refund.")
    phone.does_not_hear("Offer a refund.")
    sue.sends("/supervise/take-over", sid=phone.call_sid)
    looks()
    anna.opens("/desk").shows("Wrap-up")
    sue.opens("/desk").shows("On a call", "Hang up")


def test_a_supervisor_of_other_queues_cannot_act_on_a_call(
    talking: tuple[Handset, Phone], signed_in: Callable[..., Browser]
):
    _, phone = talking
    tom = signed_in("supervisor", name="tom", queues=("returns-en",)).opens("/desk")
    for path in ("join", "take-over", "end", "first", "move"):
        tom.sends(f"/supervise/{path}", sid=phone.call_sid, how="listen", queue="returns-en")
        assert tom.status == 404, path
    assert not phone.leg.call.is_over


def test_a_waiting_caller_is_moved_to_another_queue(
    looks: Callable[[], None], phone: Phone, signed_in: Callable[..., Browser]
):
    phone.dials().presses("0").is_in_queue("care-en")
    looks()
    sue = signed_in("supervisor", name="sue").opens(f"/calls/{phone.call_sid}").shows("Put first", "Returns team")
    sue.sends("/supervise/first", sid=phone.call_sid, on="call").shows("served next")
    sue.sends("/supervise/move", sid=phone.call_sid, queue="returns-en", on="call").shows("The caller goes there now.")
    phone.waits(1)
    phone.is_in_queue("returns-en")

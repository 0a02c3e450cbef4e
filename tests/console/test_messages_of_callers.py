"""Messages that callers left: heard in the console, called back, done, and found by the page of their call."""

import io
import socket
import threading
import wave
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.app.work_desk import work_desk
from ivr.emulator import Phone, Switchboard
from ivr.emulator.rest import RestFault, RestFaults, rest_app
from ivr.reporting.work_items import WorkItem
from ivr.settings import Settings
from tests.calls.conftest import ALICE, PUBLIC_URL
from tests.console.conftest import Browser
from tests.shop import Shop


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture
def settings(settings: Settings, listener: socket.socket) -> Settings:
    """Those of the small shop, with the emulator in Twilio's place."""
    return settings.model_copy(update={"twilio_api_url": f"http://127.0.0.1:{listener.getsockname()[1]}"})


@pytest.fixture
def faults(switchboard: Switchboard, listener: socket.socket) -> Iterator[RestFaults]:
    """The emulator's REST API, which a test may break."""
    faults = RestFaults()
    server = make_server("127.0.0.1", 0, rest_app(switchboard, faults), threaded=True, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield faults
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def message(faults, store: RoutingStore, phone: Phone, shop: Shop, stores: Stores, settings: Settings) -> WorkItem:
    """A message that a caller left."""
    Announcements(stores.redis, store).tell()
    phone.dials().presses("0").presses("2").says("Please call me back").presses("#")
    drain(stores.redis, stores.engine)
    (item,) = work_desk(settings, stores, shop.now).of_call(phone.call_sid)
    return item


def heard(browser: Browser, item: WorkItem, **headers: str) -> tuple[int, bytes]:
    answer = browser.client.get(f"/console/work-list/{item.id}/message.wav", base_url=PUBLIC_URL, headers=headers)
    return answer.status_code, answer.get_data()


def test_a_message_is_heard_called_back_done_and_found_by_its_call(signed_in, message: WorkItem, phone: Phone):
    here = f"/work-list/{message.id}"
    sue = signed_in("supervisor", sees_numbers=True).opens("/work-list").shows(here, "Voicemail").opens(here)
    sue.shows("<audio", ALICE, "I called the caller")
    status, file = heard(sue, message)
    with wave.open(io.BytesIO(file)) as sound:
        assert (status, sound.getframerate(), sound.getnframes() > 0) == (200, 8000, True)
    sue.sends(f"{here}/call", by="own").shows("The call was counted.", "taken by supervisor-of-tests", "Tries 1")
    sue.sends(here, act="done", outcome="reached", note="All is well.").shows("It is done.")
    sue.opens(f"/calls/{phone.call_sid}").shows("Voicemail", "Reached the caller", here)
    assert ALICE not in sue.opens(here).shows("All is well.").page


def test_a_player_may_ask_for_a_part_of_a_message(signed_in, message: WorkItem):
    sue = signed_in("supervisor")
    whole = heard(sue, message)[1]
    assert heard(sue, message, Range="bytes=0-43") == (206, whole[:44])
    assert heard(sue, message, Range="bytes=99999999-")[0] == 416


def test_a_message_is_for_those_who_see_its_queue(signed_in, message: WorkItem):
    other = signed_in("agent", name="ben", queues=("acme-en",))
    assert heard(other, message)[0] == other.opens(f"/work-list/{message.id}").status == 404
    assert heard(signed_in("agent", name="ann", queues=("care-en",)), message)[0] == 200


def test_a_message_that_twilio_no_longer_has_is_told_apart_from_one_that_does_not_come(
    signed_in, message: WorkItem, faults: RestFaults, switchboard: Switchboard
):
    sue = signed_in("supervisor")
    faults.add(RestFault(503))
    assert heard(sue, message)[0] == 503
    switchboard.recordings.kept.clear()
    assert heard(sue, message)[0] == 404


def test_nobody_without_a_desk_calls_from_one(signed_in, message: WorkItem):
    here = f"/work-list/{message.id}"
    sue = signed_in("supervisor").opens(here)
    assert sue.sends(f"{here}/call", by="desk").shows("You have no desk").status == 422
    assert sue.opens(here).sends(f"{here}/call", by="nobody").status == 400


def test_one_click_rings_the_users_own_desk_for_the_caller(
    console: Flask, signed_in, message: WorkItem, stores: Stores, switchboard: Switchboard
):
    sue = signed_in("supervisor", name="sue")
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, b"a-secret-for-tests")
    agents.add("", name="Sue", queues=["care-en"], user="sue", station="browser")
    station = console.extensions["ports"].agent_station
    agent, here = station.agent("sue"), f"/work-list/{message.id}"
    sue.opens(here).sends(f"{here}/call", by="desk").shows("No call was placed")
    telephone = switchboard.client(agent.client)
    station.sign_in(agent, queues=["care-en"], station="browser")
    station.ready(agent)
    sue.opens(here).sends(f"{here}/call", by="desk").shows("Your telephone rings first", "taken by sue", "Tries 1")
    telephone.rings()
    assert station.room(agent).call == message.call_sid

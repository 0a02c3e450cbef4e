"""A line with agents who work in the browser and by telephone, on the real application, Redis and emulated Twilio."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Row, select

from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.desk.rooms import RedisRooms
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.desk.tables import handlings
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.app.agent_station import AgentDesktop
from ivr.app.desk_acts import agent_acts_of, outbound_calls_of, room_acts_of
from ivr.app.desk_dispatcher import dispatcher_of, guarded
from ivr.app.parts import Stores, parts_of
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent, Station
from ivr.calls.desk.dispatcher import Dispatcher
from ivr.console.ports.desk import SoftphoneAccess
from ivr.emulator import Phone, Switchboard
from ivr.emulator.handset import Handset
from ivr.emulator.rest import RestFaults
from ivr.settings import Settings
from tests.calls.conftest import LINE
from tests.emulated_rest import rest_at, rest_served
from tests.shop import Shop


@dataclass
class Desk:
    """Agents at work, and the dispatcher, which looks when a test says so."""

    agents: SqlAgents
    presences: RedisPresences
    rooms: RedisRooms
    dispatcher: Dispatcher
    station: AgentDesktop
    switchboard: Switchboard
    stores: Stores
    faults: RestFaults
    now: Callable[[], float]

    def agent(self, name: str, *, queues: Sequence[str] = ("care-en",), number: str = "", **skills: str) -> DeskAgent:
        """An agent, signed in and ready; in the browser, or at a telephone."""
        lists = {kind: value.split(",") for kind, value in skills.items()}
        key = self.agents.add(number, name=name, queues=queues, pin="24680", user=name.lower(), **lists)  # type: ignore[arg-type]
        found = self.agents.by_id(key)
        assert found
        station: Station = "phone" if number else "browser"
        now = self.now()
        self.presences.change(
            key, lambda was: presence_changes.signed_in(was, found, queues=queues, station=station, now=now)
        )
        self.presences.change(key, lambda was: presence_changes.ready(was, now=now))
        return found

    def handset(self, agent: DeskAgent) -> Handset:
        """What rings for an agent."""
        return self.switchboard.telephone(agent.number) if agent.number else self.switchboard.client(agent.client)

    def looks(self) -> "Desk":
        """The dispatcher looks, and what it asked of Twilio happens."""
        self.dispatcher.look()
        self.switchboard.schedule.settle()
        return self

    def state(self, agent: DeskAgent) -> AgentPresence:
        found = self.presences.of(agent.id)
        assert found
        return found

    def handled(self) -> Sequence[Row[tuple[object, ...]]]:
        """The record of what agents handled, oldest first."""
        drain(self.stores.redis, self.stores.engine)
        with self.stores.engine.connect() as connection:
            return connection.execute(select(handlings).order_by(handlings.c.offered_at, handlings.c.id)).all()


@pytest.fixture
def faults() -> RestFaults:
    """Faults of Twilio's REST API."""
    return RestFaults()


@pytest.fixture
def desk(
    app: Flask, settings: Settings, stores: Stores, shop: Shop, switchboard: Switchboard, faults: RestFaults
) -> Iterator[Desk]:
    """The desk of the line."""
    parts = parts_of(settings, shop.now, stores)
    with rest_served(switchboard, faults) as host:
        control = TwilioCallControl.of(rest_at(host, switchboard, LINE))
        sessions = app.extensions["turns"].calls.sessions
        dispatcher = dispatcher_of(parts, control, sessions, guarded)
        agents = SqlAgents(stores.engine, stores.reader, stores.redis, parts.key)
        presences, rooms = RedisPresences(stores.redis, shop.now), RedisRooms(stores.redis)
        station = AgentDesktop(
            agents=agents,
            presences=presences,
            rooms=rooms,
            conversations=dispatcher.conversations,
            control=control,
            acts=agent_acts_of(parts, room_acts_of(parts, dispatcher.conversations, control, sessions)),
            outbound=outbound_calls_of(parts, dispatcher.conversations, control),
            in_force=lambda: parts.floor.routing,
            clock=shop.now,
            access=lambda identity: SoftphoneAccess("none", identity),
        )
        yield Desk(
            agents, presences, rooms, dispatcher, station, switchboard, stores, faults, lambda: shop.now().timestamp()
        )


@pytest.fixture
def station(desk: Desk) -> AgentDesktop:
    """What agents do on their page, with Twilio's emulated REST API."""
    return desk.station


@pytest.fixture
def caller(phone: Phone) -> Phone:
    """Alice, who waits for a person."""
    return phone.dials().presses("0").is_in_queue("care-en")

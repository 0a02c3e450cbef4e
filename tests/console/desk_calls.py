"""Agents of the console, and a call that rings at one, before any telephone is involved."""

from dataclasses import replace

from flask import Flask

from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.desk.rooms import RedisRooms
from ivr.adapters.sql.agents import SqlAgents
from ivr.app.parts import Stores
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.calls.desk.desk_events import Handled
from ivr.calls.desk.room import CALLER, Room, Seat, agent_label
from tests.shop import Shop


class DeskCall:
    """A call of the phone at an agent, in a room, whose states the tests set themselves."""

    def __init__(self, stores: Stores, shop: Shop, agent: DeskAgent, sid: str, *, queue: str = "care-en") -> None:
        self._agent, self._shop, self._sid = agent, shop, sid
        self.presences, self.rooms = RedisPresences(stores.redis, shop.now), RedisRooms(stores.redis)
        seats = (
            Seat(label=CALLER, kind="caller", leg=sid),
            Seat(label=agent_label(agent.id), kind="agent", name=agent.name, agent=agent.id),
        )
        self.name = f"room{sid[-8:]}"
        now = self.now
        self.handling = f"h{sid[-8:]}"
        offered = Handled(
            handling=self.handling,
            sid=sid,
            at=shop.now(),
            agent=agent.id,
            agent_name=agent.name,
            queue=queue,
            offered_at=shop.now(),
            became="ringing",
        )
        held = Room(
            name=self.name, call=sid, queue=queue, agent=agent.id, seats=seats, began=now, handling=self.handling
        )
        self.rooms.open(held, tells=[offered])
        room = self.rooms.named(self.name)
        assert room
        self.presences.change(agent.id, lambda was: presence_changes.rung(was, replace(room, until=now + 20), now=now))

    @property
    def now(self) -> float:
        return self._shop.now().timestamp()

    def is_answered(self) -> None:
        now = self._shop.now()
        self.rooms.tell([Handled(handling=self.handling, sid=self._sid, at=now, answered_at=now, became="answered")])
        self.rooms.change(
            self.name, lambda was: replace(was, seats=tuple(replace(each, joined=1.0) for each in was.seats))
        )
        self.presences.change(self._agent.id, lambda was: presence_changes.answered(was, self.name, now=self.now))

    def is_over(self) -> None:
        self.presences.change(
            self._agent.id,
            lambda was: presence_changes.finished(was, self.name, wrap_up_seconds=60, now=self.now),
        )

    def is_held(self) -> None:
        self.rooms.change(
            self.name,
            lambda was: replace(was, seats=tuple(replace(each, is_held=each.kind == "caller") for each in was.seats)),
        )


def add_agent(console: Flask, agents: SqlAgents, user: str, name: str = "Anna", number: str = "") -> DeskAgent:
    """An agent who is a user of the console, and serves English and Spanish care."""
    agents.add(number, name=name, queues=["care-en", "care-es"], user=user, station="browser")
    found = console.extensions["ports"].agent_station.agent(user)
    assert found
    return found

"""The console of one application."""

import time
from datetime import datetime
from functools import partial

from flask import Flask

from ivr.adapters.agents import SqlAgents
from ivr.adapters.live_calls import Scenes
from ivr.adapters.records.reading import Records
from ivr.adapters.routings.counting import ledger_of
from ivr.adapters.routings.live import Announcements
from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import RoutingStore
from ivr.adapters.tries import SignInTries
from ivr.adapters.users import SqlUsers
from ivr.app.parts import Parts, routing_of
from ivr.calls.ports import Sessions
from ivr.engine.effects import Spoken
from ivr.web.console.boards import Boards
from ivr.web.console.call_pages import CallPages
from ivr.web.console.doors import Doors
from ivr.web.console.house import Room, furnish
from ivr.web.console.live import Live
from ivr.web.console.people import People
from ivr.web.console.routing.review import Review
from ivr.web.console.routing.room import RoutingRoom
from ivr.web.console.routing.switchboard import Switchboard


def console(app: Flask, parts: Parts, sessions: Sessions) -> None:
    """Put the console into the application."""
    engine, clock, floor = parts.stores.engine, parts.clock, parts.floor
    scenes = Scenes(parts.stores.redis, clock=time.monotonic)
    streams = min(parts.settings.console_streams, parts.settings.threads // 2)
    agents = SqlAgents(engine, parts.stores.reader, parts.stores.redis, parts.key)
    users = SqlUsers(parts.stores.engine, clock=parts.clock, key=parts.key)
    store = RoutingStore(parts.stores.engine, clock=parts.clock, first=routing_of(parts.settings))
    tell = Announcements(parts.stores.redis, store).tell
    ledger = partial(ledger_of, parts.stores.engine)
    languages = parts.settings.languages
    plans = Plans(parts.stores.engine, store)
    rooms: list[Room] = [
        Doors(users, SignInTries(parts.stores.redis, parts.key)),
        People(users, vendors=lambda: store.current().routing.vendors, address=partial(_absolute, parts)),
        Review(store, plans, tell=tell, ledger=ledger, clock=parts.clock, languages=languages),
        RoutingRoom(store, ledger=ledger, clock=parts.clock, languages=languages),
        Switchboard(store, tell=tell, clock=clock),
        Live(scenes, users, lambda: floor.routing, clock, streams),
        Boards(engine, agents, scenes, lambda: floor.states, lambda: floor.routing, clock),
        CallPages(Records(engine), sessions, lambda: floor.routing, clock, partial(_words, parts)),
    ]
    settings = parts.settings
    furnish(
        app,
        rooms,
        users=users,
        key=settings.secret_key.get_secret_value(),
        is_https=settings.public_url.startswith("https://"),
    )


def _words(parts: Parts, spoken: Spoken, at: datetime) -> str:
    """What a caller heard at a time."""
    return parts.catalogue.words(spoken.line, locale=spoken.language, now=at.astimezone(parts.clock().tzinfo))


def _absolute(parts: Parts, path: str) -> str:
    return parts.settings.public_url + path

"""The console of one application."""

import time
from datetime import datetime
from functools import partial

from flask import Flask, request

from ivr.adapters.redis.live_calls import EVERY, Scenes
from ivr.adapters.redis.rate_limits.sign_ins import SignInTries, TrialTries
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.queries import Records
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.app.company import company
from ivr.app.listening import Booth
from ivr.app.parts import LARGEST_REQUEST, Parts
from ivr.app.rehearsal import Rehearsals
from ivr.app.studio import Recordings
from ivr.app.trying import Trials
from ivr.app.wordlist import Wordlist
from ivr.calls.turn import TurnHandler
from ivr.console.audit.pages import Auditing
from ivr.console.auth.client_address import browser_address
from ivr.console.auth.second_factor import Codes
from ivr.console.auth.sign_in import Doors
from ivr.console.board.pages import FRESH, Boards
from ivr.console.calls.pages import CallPages
from ivr.console.event_stream import Audience
from ivr.console.live.pages import WATCHERS, Live
from ivr.console.phone.pages import BrowserPhone
from ivr.console.prompts.pages import Prompts
from ivr.console.prompts.preview import Listening
from ivr.console.routing.draft_editor import RoutingRoom
from ivr.console.routing.merge_conflicts import Settling
from ivr.console.routing.review import Review
from ivr.console.routing.scheduled import Planning
from ivr.console.routing.simulator import Trying
from ivr.console.routing.versions import Versions
from ivr.console.routing.yaml_document import Documents
from ivr.console.setup import Room, furnish
from ivr.console.switches.banner import Switched
from ivr.console.switches.pages import Switchboard
from ivr.console.time_filters import Times
from ivr.console.users.pages import People
from ivr.engine.effects import Spoken
from ivr.reporting.kpis import Yardstick
from ivr.settings import Settings


def console(parts: Parts, calls: TurnHandler, recorded: Recordings) -> Flask:
    """The application that answers /console."""
    app = Flask("wismo", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    engine, clock, floor, settings = parts.stores.engine, parts.clock, parts.floor, parts.settings
    has_company = bool(settings.oidc_issuer)
    scenes = Scenes(parts.stores.redis, clock=time.monotonic, every=min(EVERY, settings.refresh_seconds))
    users = SqlUsers(parts.stores.engine, clock=parts.clock, key=parts.key)
    audience = partial(Audience, settings.console_streams, partial(_may_watch, users))
    store = parts.store
    noted = NotedUsers(users, engine, clock)
    tries = SignInTries(parts.stores.redis, parts.key)
    address = partial(_browser_address, settings)
    rooms: list[Room] = [
        Doors(users, noted, tries, address, has_company),
        Codes(users, noted, tries, address),
        *company(app, settings, users, noted),
        People(
            users,
            noted,
            vendors=lambda: store.current().routing.vendors,
            address=partial(_absolute, parts),
            has_company=has_company,
        ),
        *_routing(parts, calls, scenes),
        *_prompts(parts, Wordlist(parts.editor, recorded)),
        BrowserPhone(store, Rehearsals(parts, calls).run, clock, Trials(parts, calls).reader.number),
        Live(scenes, audience(every=EVERY, news=scenes.wait), lambda: floor.routing, clock),
        _boards(parts, scenes, audience(every=FRESH)),
        CallPages(Records(engine), calls.sessions, scenes, lambda: floor.routing, clock, partial(_words, parts)),
    ]
    furnish(
        app,
        rooms,
        users=users,
        key=settings.secret_key.get_secret_value(),
        path=settings.path,
        is_https=settings.public_url.startswith("https://"),
    )
    return app


def _routing(parts: Parts, calls: TurnHandler, scenes: Scenes) -> list[Room]:
    """All that shows and changes where calls go."""
    engine, clock, store = parts.stores.engine, parts.clock, parts.store
    announced = Announcements(parts.stores.redis, store)
    tell, plans = announced.tell, Plans(engine, store, clock)
    ledger, trials = partial(ledger_of, engine), Trials(parts, calls)
    return [
        Review(
            store, Plans(engine, store, clock), Records(engine).callers, announced.switched_on, tell=tell, clock=clock
        ),
        Versions(store, plans, tell=tell, ledger=ledger, clock=clock),
        Trying(store, trials.reader, trials.decide, clock=clock, languages=parts.settings.languages),
        Documents(store),
        Planning(store, plans, clock),
        Settling(store, plans),
        RoutingRoom(store, ledger=ledger, clock=clock),
        Switchboard(store, scenes, tell=tell, clock=clock),
        Switched(announced.switched_on, lambda: parts.floor.routing, clock),
        Auditing(store, plans, tell=tell, clock=clock),
        Times(clock),
    ]


def _prompts(parts: Parts, words: Wordlist) -> list[Room]:
    """What callers hear, read and heard."""
    tries = TrialTries(parts.stores.redis, parts.key)
    return [
        Prompts(parts.store, words),
        Listening(parts.store, words, Booth(parts).speak, tries.take),
    ]


def _boards(parts: Parts, scenes: Scenes, audience: Audience) -> Boards:
    settings, floor = parts.settings, parts.floor
    by = Yardstick(settings.service_level_formula, settings.short_abandon_seconds)
    keeps = settings.refresh_seconds > 0
    return Boards(parts.stores.engine, scenes, audience, lambda: floor.routing, parts.clock, by, keeps=keeps)


def _browser_address(settings: Settings) -> str:
    """The address of the browser that asks."""
    return browser_address(request, settings.trusted_proxies)


def _may_watch(users: SqlUsers, token: str) -> bool:
    """Whether a session is that of somebody who may watch, as they are now."""
    user = users.signed_in(token)
    return user is not None and user.role in WATCHERS


def _words(parts: Parts, spoken: Spoken, at: datetime) -> str:
    """What a caller heard at a time."""
    catalogue = parts.wordings.of(spoken.manner).wording.catalogue
    return catalogue.words(spoken.line, locale=spoken.language, now=at.astimezone(parts.clock().tzinfo))


def _absolute(parts: Parts, path: str) -> str:
    return parts.settings.public_url + path

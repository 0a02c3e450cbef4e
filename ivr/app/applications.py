"""The applications of the servers: wires adapters, use cases and web servers together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Self

from flask import Flask, request

from ivr.adapters.redis import request_figures, source_figures
from ivr.adapters.redis.line_figures import read_line
from ivr.adapters.redis.probes import redis_answers
from ivr.adapters.redis.rate_limits.outreach import OwnTelephones
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.callbacks import SqlCallbacks
from ivr.adapters.sql.probes import database_is_migrated
from ivr.adapters.sql.records.reconciliation import SqlRecord
from ivr.adapters.sql.routing.switch_service import TelephoneSwitches
from ivr.adapters.telemetry.line_metrics import line_exposition
from ivr.adapters.telemetry.metrics import exposition
from ivr.adapters.telemetry.request_metrics import request_exposition
from ivr.adapters.telemetry.source_metrics import source_exposition
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import Renderer
from ivr.adapters.twilio.signature import Signatures
from ivr.app.call_conversion import note_bridge
from ivr.app.calling_out import may_be_called
from ivr.app.connected_sources import ConnectedSources
from ivr.app.desk import conversations_of, desk_line_states
from ivr.app.line import calls_of, expected_phrases
from ivr.app.parts import LARGEST_REQUEST, Clock, Parts, Stores, open_stores, parts_of, shop_clock
from ivr.app.studio import Recordings, files_of, recorded_of
from ivr.app.texting import replies_of, text_status_changed
from ivr.app.tracing import tracing_of
from ivr.calls.agent_desk import Desk
from ivr.calls.agent_whisper import AgentWhisper
from ivr.calls.callbacks import CallingBack, DueCallback
from ivr.calls.events import Answered
from ivr.calls.hold_treatment import HoldTreatment
from ivr.calls.listening_notice import ListeningNotice
from ivr.calls.phone_switches import Switching
from ivr.calls.turn_handler import TurnHandler
from ivr.calls.turn_report import AroundTurn, unobserved
from ivr.settings import Settings
from ivr.web.health import Probe, health
from ivr.web.mounted import Mounted, lead_to_console
from ivr.web.path_prefix import PathPrefix
from ivr.web.voice.agent_desk import AgentDesk, agent_desk, customer_callbacks
from ivr.web.voice.audio_files import SOFT_CHORDS, hold_music, recordings
from ivr.web.voice.call_status import CallStatus, call_status, refusals
from ivr.web.voice.desk_rooms import DeskRooms, desk_rooms, document_in_conversion, document_in_room
from ivr.web.voice.desk_seats import DeskSeats, desk_seats
from ivr.web.voice.hold_and_whisper import HoldAndWhisper, hold_and_whisper
from ivr.web.voice.phone_switches import SwitchWebhooks
from ivr.web.voice.signed_request import asked_of, proven
from ivr.web.voice.texts import TextWebhooks, text_webhooks
from ivr.web.voice.turns import Turns
from ivr.web.webhooks import source_webhooks

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from ivr.adapters.telemetry.traces import Tracing


@dataclass(frozen=True, slots=True)
class _Line:
    """The parts that both servers share."""

    parts: Parts
    recorded: Recordings
    renderer: Renderer
    watch: TurnLog
    sources: ConnectedSources
    calls: TurnHandler
    signatures: Signatures
    tracing: "Tracing | None"

    @property
    def around(self) -> AroundTurn:
        """What a turn is taken within."""
        return self.tracing.turn if self.tracing else unobserved

    @classmethod
    def of(
        cls,
        settings: Settings,
        clock: Clock | None = None,
        stores: Stores | None = None,
        tracing: "Tracing | None" = None,
    ) -> Self:
        """Create the parts from the settings."""
        parts = parts_of(settings, clock or shop_clock(settings), stores or open_stores(settings))
        recorded = recorded_of(parts)
        phrases = expected_phrases(parts.editor.catalogue)
        renderer = Renderer(speaker=parts.wordings.of, phrases=phrases, recorded=recorded)
        watch, sources = TurnLog(parts.meters), ConnectedSources(parts)
        tracing = tracing or tracing_of(settings)
        return cls(
            parts,
            recorded,
            renderer,
            watch,
            sources,
            calls_of(parts, renderer, watch, sources.live_shops(), tracing),
            Signatures.from_settings(settings),
            tracing,
        )


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    stores: Stores | None = None,
    tracing: "Tracing | None" = None,
) -> Flask:
    """The whole line as one WSGI application, for a server of both calls and console.

    It starts without Redis and SQL, and serves a reduced service until they are available.
    """
    line = _Line.of(settings, clock, stores, tracing)
    app = _answering_calls(line)
    app.extensions["console"] = console = Mounted(app.wsgi_app, partial(_console, line, settings.public_url))
    _put_turns_in_front(app, line, console)
    return app


def create_calls(settings: Settings) -> Flask:
    """The application of the server for calls. `turns` among its extensions answers turns without WSGI."""
    line = _Line.of(settings)
    app = _answering_calls(line)
    lead_to_console(app, settings.console_url)
    _put_turns_in_front(app, line, app.wsgi_app)
    return app


def create_console(settings: Settings) -> Flask:
    """The application of the server for people: the console and the API."""
    line = _Line.of(settings)
    app = _console(line, settings.console_url)
    _add_what_both_have(app, line)
    path = settings.console_path
    app.wsgi_app = PathPrefix(app.wsgi_app, path) if path else app.wsgi_app  # type: ignore[method-assign]  # Flask: middleware
    return app


def _answering_calls(line: _Line) -> Flask:
    parts, calls, renderer, watch = line.parts, line.calls, line.renderer, line.watch
    proof = partial(_proof, line.signatures)
    app = Flask("wismo", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(hold_and_whisper(_hold_and_whisper(parts, calls, renderer, proof)))
    desk = _desk(line, proof)
    not_reached = partial(desk.calling_back.over, reached=False)
    app.register_blueprint(call_status(CallStatus(calls, proof, watch.answered, not_reached, line.around)))
    app.register_blueprint(agent_desk(desk))
    app.extensions["rooms"] = rooms = _rooms(parts, calls, renderer, proof)
    app.register_blueprint(desk_rooms(rooms))
    app.register_blueprint(desk_seats(DeskSeats(rooms, ListeningNotice(rooms.conversations.rooms, parts.floor))))
    app.register_blueprint(customer_callbacks(desk))
    app.register_blueprint(text_webhooks(TextWebhooks(replies_of(parts), proof, partial(text_status_changed, parts))))
    app.register_blueprint(source_webhooks(line.sources.intake()))
    app.register_blueprint(hold_music(parts.settings.music_file or SOFT_CHORDS))
    refusals(app, watch.refused)
    _add_what_both_have(app, line)
    return app


def _add_what_both_have(app: Flask, line: _Line) -> None:
    """Recordings, which callers and those who write words listen to; and how it is with this server."""
    app.json.sort_keys = False  # type: ignore[attr-defined]  # a document comes out in the order it was written in
    token = line.parts.settings.metrics_token.get_secret_value()
    redis = line.parts.stores.redis
    sources, requests = partial(source_figures.load_figures, redis), partial(request_figures.load_figures, redis)

    def counted() -> bytes:
        whole = line_exposition(lambda: read_line(redis, line.parts.clock().timestamp()))
        return exposition(line.parts.meters) + source_exposition(sources) + request_exposition(requests) + whole

    app.register_blueprint(recordings(files_of(line.parts)))
    app.register_blueprint(health(_probes(line.parts.stores), exposition=counted, token=token))


def _put_turns_in_front(app: Flask, line: _Line, beyond: "WSGIApplication") -> None:
    path, watch = line.parts.settings.path, line.watch
    rooms = app.extensions["rooms"]
    in_room, converted = partial(document_in_room, rooms), partial(document_in_conversion, rooms)
    turns = Turns(beyond, line.calls, line.signatures, watch.answered, watch.refused, in_room, converted, line.around)
    app.extensions["turns"], app.extensions["tracing"] = turns, line.tracing
    app.wsgi_app = PathPrefix(turns, path) if path else turns  # type: ignore[method-assign]  # Flask: middleware


def _console(line: _Line, address: str) -> Flask:
    """The application for people, at an address. What it is made of takes 15 MB, which calls do not need."""
    from ivr.app.api import add_api
    from ivr.app.console import console

    app = console(line.parts, line.calls, line.recorded, address=address)
    add_api(app, line.parts, line.calls)
    return app


def _proof(signatures: Signatures) -> Pairs:
    """The parameters of the current request, after its Twilio signature is verified."""
    return proven(signatures, asked_of(request.environ))


def _hold_and_whisper(
    parts: Parts, calls: TurnHandler, renderer: Renderer, proof: Callable[[], Pairs]
) -> HoldAndWhisper:
    waiting = WaitingLine(parts.stores.redis, parts.clock)
    return HoldAndWhisper(
        people=AgentWhisper(calls.sessions, parts.floor),
        holding=HoldTreatment(calls.sessions, waiting, parts.floor, parts.key, parts.clock),
        renderer=renderer,
        proven=proof,
        answered=lambda sid: calls.note(Answered(sid, parts.clock())),
        bridged=partial(note_bridge, parts, "dialled"),
        addresses=parts.addresses,
    )


def _desk(line: _Line, proof: Callable[[], Pairs]) -> AgentDesk:
    parts, calls, renderer, watch = line.parts, line.calls, line.renderer, line.watch
    agents = SqlAgents(parts.stores.engine, parts.stores.reader, parts.stores.redis, parts.key)
    callbacks = SqlCallbacks(parts.stores.engine, parts.clock)
    waiting, record = WaitingLine(parts.stores.redis, parts.clock), SqlRecord(parts.stores.reader)
    may = partial(may_be_called, parts.settings, parts.floor)
    return AgentDesk(
        desk=Desk(agents, waiting, callbacks, record, parts.floor, parts.settings.attestation, may),
        states=desk_line_states(parts),
        calling_back=CallingBack(callbacks, parts.floor),
        renderer=renderer,
        proven=proof,
        answered=lambda sid, changed: calls.note(Answered(sid, parts.clock()), changed),
        bridged=partial(note_bridge, parts, "desk_line"),
        addresses=parts.addresses,
        now=lambda: parts.clock().timestamp(),
        pin_refused=watch.pin_refused,
        rung=OwnTelephones(parts.stores.redis, parts.key).add,
        switches=SwitchWebhooks(_switching(parts), renderer, parts.addresses),
        begun=partial(_begun, line),
        ended=partial(_ended, calls),
    )


def _rooms(parts: Parts, calls: TurnHandler, renderer: Renderer, proof: Callable[[], Pairs]) -> DeskRooms:
    people = AgentWhisper(calls.sessions, parts.floor)
    return DeskRooms(conversations_of(parts, calls.note), people, renderer, parts.addresses, proof)


def _begun(line: _Line, form: Pairs, name: str, due: DueCallback | None) -> str:
    """The TwiML for a customer who is called back; the turn is recorded like any other."""
    started, webhook = perf_counter(), incoming.webhook(form)
    reply = line.around(webhook.sid, 0, lambda: line.calls.call_back(webhook, name, due))
    line.watch.answered(reply.report, perf_counter() - started)
    return reply.document


def _ended(calls: TurnHandler, form: Pairs) -> bool:
    """Record the end of an answered call; there is nothing to record for others."""
    changed = incoming.status_changed(form, now=calls.clock())
    if changed is None:
        return True
    was_answered = changed.status == "completed"
    calls.note(changed, if_known=not was_answered)
    return was_answered


def _switching(parts: Parts) -> Switching:
    switches = TelephoneSwitches(parts.store, Announcements(parts.stores.redis, parts.store))
    return Switching(switches, parts.floor, parts.clock)


def _probes(stores: Stores) -> list[Probe]:
    return [
        Probe("redis", lambda: redis_answers(stores.redis), needed=False),
        Probe("database", lambda: database_is_migrated(stores.engine), needed=True),
    ]

"""Trial calls: the line's own flows, words and orders, with the routing in force or a draft.

Each step replays the whole call from its start in virtual time, so that any worker can continue it without stored
state. A trial call has no side effects: no record, no place in a line, no count, no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Flask, request

from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.adapters.speech.brand_speakers import BrandSpeakers
from ivr.adapters.speech.playback import nothing_recorded
from ivr.adapters.telemetry.metrics import meters
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio.render import Renderer
from ivr.adapters.twilio.signature import Signatures
from ivr.app.parts import Parts
from ivr.calls.agent_whisper import AgentWhisper
from ivr.calls.hold_treatment import HoldTreatment
from ivr.calls.rehearsal import AloneInLine, OwnOutreach, OwnSessions, OwnTries
from ivr.calls.turn_handler import TurnHandler
from ivr.console.ports.phone import Heard, Line, PhoneStep, Script
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.emulator.phone import Unexpected
from ivr.web.path_prefix import PathPrefix
from ivr.web.voice.audio_files import SOFT_CHORDS, hold_music
from ivr.web.voice.call_status import CallStatus, call_status
from ivr.web.voice.hold_and_whisper import HoldAndWhisper, hold_and_whisper
from ivr.web.voice.signed_request import asked_of, proven
from ivr.web.voice.turns import Turns
from routing.decide import CompiledRouting
from routing.model import Routing

TOKEN = "of-a-line-that-is-only-tried-out"  # noqa: S105 - both ends of it are here


@dataclass(frozen=True, slots=True)
class Rehearsals:
    """Runs trial calls on the line composed of `parts` and `calls`."""

    parts: Parts
    calls: TurnHandler

    def run(self, script: Script, draft: Routing | None) -> Heard:
        """The transcript for a script of the caller's actions, on the draft if given, else on the routing in force."""
        clock = VirtualClock(script.at)
        floor, counted = self._floor(draft), meters()
        wordings = BrandSpeakers(self.parts.editor, floor, clock.now, TurnLog(counted))
        parts = replace(self.parts, clock=clock.now, floor=floor, wordings=wordings, meters=counted)
        switchboard = Switchboard(wire=in_process(self._line(parts)), clock=clock, auth_token=TOKEN)
        switchboard.add_number(script.dialled, parts.addresses.voice, fallback_url=parts.addresses.fallback)
        phone = Phone(switchboard, number=script.number or "anonymous", to=script.dialled, is_strict=False)
        _talk(phone, script.steps)
        return _heard(phone)

    def _floor(self, draft: Routing | None) -> RoutingRuntime:
        found = self.parts.floor.snapshot
        shown: RoutingSnapshot = replace(found, config=CompiledRouting(draft, found.config.version)) if draft else found
        return RoutingRuntime(lambda: shown, older=lambda _: None)

    def _line(self, parts: Parts) -> Flask:
        renderer = Renderer(
            speaker=parts.wordings.of,
            phrases=parts.editor.catalogue.phrases,
            recorded=nothing_recorded,
        )
        calls = self._calls(parts, renderer)
        signatures, watch = Signatures(parts.settings.public_url, auth_tokens=[TOKEN]), TurnLog(parts.meters)
        app = Flask("rehearsal", static_folder=None)
        proof = lambda: proven(signatures, asked_of(request.environ))  # noqa: E731 - read of the request under way
        app.register_blueprint(
            call_status(CallStatus(calls, proof, watch.answered, not_reached=lambda _callback: None))
        )
        app.register_blueprint(hold_and_whisper(_hold_and_whisper(parts, calls, renderer, signatures)))
        app.register_blueprint(hold_music(parts.settings.music_file or SOFT_CHORDS))
        turns = Turns(app.wsgi_app, calls, signatures, watch.answered, watch.refused)
        app.wsgi_app = PathPrefix(turns, parts.settings.path)  # type: ignore[method-assign]  # Flask: middleware
        return app

    def _calls(self, parts: Parts, renderer: Renderer) -> TurnHandler:
        tries, outreach, floor = OwnTries(), OwnOutreach(), parts.floor
        return replace(
            self.calls,
            services=lambda now: replace(self.calls.services(now), floor=floor, guesses=tries, outreach=outreach),
            sessions=OwnSessions(self.calls.sessions, tries),
            render=renderer,
            clock=parts.clock,
            words=parts.wordings.words,
            language=lambda dialled: _language(parts, dialled),
            late=lambda _events: None,
        )


def _hold_and_whisper(parts: Parts, calls: TurnHandler, renderer: Renderer, signatures: Signatures) -> HoldAndWhisper:
    return HoldAndWhisper(
        people=AgentWhisper(calls.sessions, parts.floor),
        holding=HoldTreatment(calls.sessions, AloneInLine(), parts.floor, parts.key, parts.clock),
        renderer=renderer,
        proven=lambda: proven(signatures, asked_of(request.environ)),
        answered=lambda _sid: None,
        bridged=lambda _sid, _other: None,
        addresses=parts.addresses,
    )


def _language(parts: Parts, dialled: str) -> str:
    number = parts.floor.routing.numbers.get(dialled)
    return number.language if number else parts.settings.language


def _talk(phone: Phone, steps: Sequence[PhoneStep]) -> None:
    phone.dials()
    for step in steps:
        if phone.leg.call.is_over:
            return
        try:
            _do(phone, step)
        except Unexpected:
            continue  # nothing listened: as on a telephone, it is lost


def _do(phone: Phone, step: PhoneStep) -> None:
    if step.kind == "keys":
        phone.presses(step.what)
    elif step.kind == "says":
        phone.says(step.what)
    elif step.kind == "waits":
        phone.waits(float(step.what))
    else:
        phone.hangs_up()


def _heard(phone: Phone) -> Heard:
    leg = phone.leg
    ear = leg.waiting.ear if leg.waiting else None
    return Heard(
        lines=tuple(Line(each.who, each.kind, each.words, each.language) for each in leg.transcript),
        is_over=leg.call.is_over,
        takes_keys=bool(ear and ear.keys),
        takes_speech=bool(ear and ear.speech),
        alerts=tuple(f"{each.code} {each.message}" for each in phone.alerts),
    )

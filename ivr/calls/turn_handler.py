"""Handles a turn: load, run, render, commit. If anything fails, the caller still hears a true sentence."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ivr.calls.callbacks import DueCallback
from ivr.calls.events import Caller, Event, TurnTaken
from ivr.calls.ports import LimitReached, Render, Sessions, Stored, Unavailable, Webhook
from ivr.calls.signed_state import seal, unseal
from ivr.calls.turn_outcome import Remembered, asked, changes, turn_event
from ivr.calls.turn_report import Faults, TurnReply, TurnReport
from ivr.engine import runner
from ivr.engine.call import Answer, Destination
from ivr.engine.effects import Change, Turn, TurnInfo
from ivr.engine.flow import Flows
from ivr.engine.spoken import Spoken
from ivr.engine.steps import Ears
from ivr.flows.context import Context, LineCall, memory_of, new_call, recall
from ivr.flows.hand_off import WAITS_AT
from ivr.flows.main_line import Recognised, recognise
from ivr.flows.outbound_callback import CALLED_BACK, promise
from ivr.flows.services import Services
from ivr.flows.survey import answer_in

FAULTS_BEFORE_A_PERSON = 2


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A rendered turn: TwiML, event for the record, and changes."""

    document: str
    event: TurnTaken
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Beginning:
    """The inputs of a turn: answer, stored turn, the destination the caller waited for, and what is degraded."""

    webhook: Webhook
    was: int | None
    waited_for: Destination | None
    degraded: str


def _as_it_is(_call: LineCall) -> None:
    """The ordinary beginning of a call."""


@dataclass(frozen=True, slots=True)
class TurnHandler:
    """Answers the turns of calls.

    `late` accepts events that the session store could not take; `address` returns the URL of a turn from call SID, turn
    and signed state; `last_words` is a document that is correct in any failure; `caller` converts a number to the data
    that the record may hold.
    """

    flows: Flows[Context, Services]
    services: Callable[[datetime], Services]
    sessions: Sessions
    render: Render
    ears: Ears
    clock: Callable[[], datetime]
    key: bytes = field(repr=False)
    address: Callable[[str, int, str], str]
    language: Callable[[str], str]
    words: Callable[[Spoken], str]
    caller: Callable[[str], Caller]
    late: Callable[[Sequence[Event]], None]
    last_words: str
    faults: Faults

    def answer(self, webhook: Webhook) -> TurnReply:
        """The document for a new call."""
        return self.take_turn(webhook, 0, "")

    def call_back(self, webhook: Webhook, name: str, due: DueCallback | None) -> TurnReply:
        """The document for a customer who answers our call; `due` is the booked callback, if it could be read."""
        return self._guarded(webhook, 0, lambda: self._handle(webhook, 0, "", lambda call: _promise(call, name, due)))

    def take_turn(self, webhook: Webhook, number: int, state_token: str) -> TurnReply:
        """The document for turn `number`, with the signed state of its address. Never raises.

        If other calls reach a limit between this turn's check of it and its commit, the turn is run again.
        """

        def handle() -> TurnReply:
            try:
                return self._handle(webhook, number, state_token)
            except LimitReached:
                return self._handle(webhook, number, state_token)

        return self._guarded(webhook, number, handle)

    def fall_back(self, webhook: Webhook, number: int | None, state_token: str, *, delivered: bool) -> TurnReply:
        """The document after Twilio failed on the answer to turn `number`, with the signed state of its address.

        `number` is None if the failed request was not a turn. `delivered` means that Twilio received our answer and
        could not execute it, so that repeating it would not help.
        """
        turn = -1 if number is None else number
        return self._guarded(webhook, turn, lambda: self._fall_back(webhook, turn, state_token, delivered=delivered))

    def recognised(self, webhook: Webhook) -> tuple[LineCall, Recognised]:
        """A new call, and the way its caller was recognised. Nothing is stored or counted."""
        stored, _ = self._load(webhook.sid, 0, self.caller(webhook.ani).key)
        call = self._new(webhook)
        recall(call, stored.memory, self.clock(), asked=stored.asked, noticed=stored.noticed)
        return call, recognise(call, self.services(self.clock()))

    def note(self, event: Event, changed: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """Record a status that Twilio reports, with its changes, and release what an ended call holds.

        With `if_known`, only calls answered here are recorded. Returns the name of a callback that an agent of this
        call had in hand.
        """
        try:
            return self.sessions.note(event, changed, if_known=if_known)
        except Unavailable:
            if not if_known:
                self.late([event])
            return None

    def _guarded(self, webhook: Webhook, number: int, handle: Callable[[], TurnReply]) -> TurnReply:
        try:
            return handle()
        except Exception:
            cause = traceback.format_exc(limit=-3)
            self.faults(sid=webhook.sid, at="", turn=number, cause=cause)
            return TurnReply(self.last_words, TurnReport(webhook.sid, number, "lost", "", ""))

    def _handle(
        self, webhook: Webhook, number: int, state_token: str, prepare: Callable[[LineCall], None] = _as_it_is
    ) -> TurnReply:
        stored, degraded = self._load(webhook.sid, number, self.caller(webhook.ani).key if number == 0 else "")
        if stored.answer is not None:
            return _repeated(webhook.sid, number, stored)
        call, begins = self._begin(webhook, number, state_token, stored, degraded)
        if not call.at:
            recall(call, stored.memory, self.clock(), asked=stored.asked, noticed=stored.noticed)
            prepare(call)
        if call.turn > number:
            return self._remind(call)
        webhook = _wished(call, stored, webhook)
        rendered = self._render_turn(call, begins, lambda: self._run(call, webhook))
        return self._commit(call, rendered, begins, kind="taken" if number else "begun")

    def _fall_back(self, webhook: Webhook, number: int, state_token: str, *, delivered: bool) -> TurnReply:
        stored, degraded = self._load(webhook.sid, number)
        if stored.answer is not None and not delivered:
            return _repeated(webhook.sid, number, stored)
        call, begins = self._begin(webhook, number, state_token, stored, degraded)
        rendered = self._render_turn(call, begins, lambda: self._recover(call, delivered=delivered))
        return self._commit(call, rendered, begins, kind="fallback")

    def _load(self, sid: str, number: int, caller: str = "") -> tuple[Stored, str]:
        try:
            return self.sessions.load(sid, number, caller=caller), ""
        except Unavailable:
            return Stored(None, None), "sessions"

    def _begin(
        self, webhook: Webhook, number: int, state_token: str, stored: Stored, degraded: str
    ) -> tuple[LineCall, _Beginning]:
        """The stored call, or the state of the address if the store is behind it."""
        was = stored.call.turn if stored.call else None
        call = stored.call or self._new(webhook)
        state = unseal(state_token, webhook.sid, self.key) if state_token and call.turn < number else None
        if state and state.turn == number:
            state.restore(call)
        return call, _Beginning(webhook, was, call.destination if call.at == WAITS_AT else None, degraded)

    def _new(self, webhook: Webhook) -> LineCall:
        language = self.language(webhook.dnis)
        return new_call(webhook.sid, webhook.ani, webhook.dnis, language, attestation=webhook.attestation)

    def _run(self, call: LineCall, webhook: Webhook) -> Turn:
        services = self.services(self.clock())
        if call.at:
            return runner.resume(self.flows, call, webhook.answer, services, self.ears)
        return runner.begin(self.flows, call, services, at=CALLED_BACK if call.context.callback.callback else "")

    def _recover(self, call: LineCall, *, delivered: bool) -> Turn:
        """Answer a call that was never answered, repeat the question, or give up and connect a person."""
        call.mishaps = replace(call.mishaps, faults=call.mishaps.faults + 1)
        services = self.services(self.clock())
        if call.mishaps.faults >= FAULTS_BEFORE_A_PERSON or (delivered and not call.at):
            return runner.rescue(self.flows, call, services)
        return runner.retry(self.flows, call, services) if call.at else runner.begin(self.flows, call, services)

    def _remind(self, call: LineCall) -> TurnReply:
        """Answer a webhook older than all stored answers: repeat the current question without changes."""
        number = call.turn
        turn = runner.retry(self.flows, call, self.services(self.clock()), apology="")
        call.turn = number
        return TurnReply(self._document(turn, call), TurnReport(call.sid, number, "stale", call.at, call.language))

    def _render_turn(self, call: LineCall, begins: _Beginning, take: Callable[[], Turn]) -> _Rendered:
        """Run and render the turn. If a step or a sentence fails: an apology, and a person."""
        number = call.turn
        try:
            return self._written(call, take(), begins)
        except Exception:
            cause = traceback.format_exc(limit=-3)
            self.faults(sid=call.sid, at=call.at, turn=number, cause=cause)
            call.turn = number
            return self._written(call, runner.rescue(self.flows, call, self.services(self.clock())), begins)

    def _written(self, call: LineCall, turn: Turn, begins: _Beginning) -> _Rendered:
        info = TurnInfo(call.sid, call.turn - 1, call.dnis, self.clock(), self.words)
        degraded, changed = begins.degraded, changes(turn, call, waited_for=begins.waited_for, info=info)
        return _Rendered(
            self._document(turn, call),
            turn_event(turn, call, begins.webhook, info, caller=self.caller, degraded=degraded),
            (*changed, *asked(call, turn, self.caller(call.ani).key, info.now), *self._remembered(call)),
        )

    def _remembered(self, call: LineCall) -> Iterator[Remembered]:
        """The memory for the caller's next call, if it has changed."""
        memory, caller = memory_of(call), self.caller(call.ani).key
        if caller and memory != call.context.history.memory:
            call.context.history = replace(call.context.history, memory=memory)
            yield Remembered(caller, memory)

    def _commit(self, call: LineCall, rendered: _Rendered, begins: _Beginning, *, kind: str) -> TurnReply:
        answer = None if begins.degraded else self._stored(call, rendered, begins.was)
        if answer is None:
            rendered = self._unstored(call, rendered, begins)
            self.late([rendered.event])
        event = rendered.event
        unseen = any(outcome == "unseen" for _, outcome, _ in event.hops)
        degraded = "sessions" if answer is None else "orders" if unseen else ""
        report = TurnReport(
            call.sid, event.turn, kind, call.at, call.language, degraded, len(event.hops), answer_in(event.hops)
        )
        return TurnReply(rendered.document if answer is None else answer, report)

    def _stored(self, call: LineCall, rendered: _Rendered, was: int | None) -> str | None:
        """The answer stored for the turn, ours or a concurrent winner's; None if nothing can be stored."""
        document, events = rendered.document, [rendered.event]
        try:
            return self.sessions.commit(call, was=was, answer=document, events=events, changes=rendered.changes)
        except Unavailable:
            return None

    def _unstored(self, call: LineCall, rendered: _Rendered, begins: _Beginning) -> _Rendered:
        """The turn as told while nothing can be stored: a person replaces sentences that require storage."""
        if not any(change.must_be_stored for change in rendered.changes):
            return rendered
        call.turn = rendered.event.turn
        return self._written(call, runner.rescue(self.flows, call, self.services(self.clock())), begins)

    def _document(self, turn: Turn, call: LineCall) -> str:
        return self.render(turn, call, action=self.address(call.sid, call.turn, seal(call, self.key)))


def _promise(call: LineCall, name: str, due: DueCallback | None) -> None:
    """Begin the call of a customer who is called back."""
    call.context.callback = replace(call.context.callback, callback=name)
    if due is not None:
        promise(call, queue=due.queue, language=due.language, story=due.story, since=due.place)


def _wished(call: LineCall, stored: Stored, webhook: Webhook) -> Webhook:
    """The webhook of a caller who chose something while waiting, or whom a person sends to another queue.

    Twilio may tell of the end of the wait or of the talk in several ways, and each of them leads to that queue.
    """
    if stored.hold_choice:
        call.context.hand_off = replace(call.context.hand_off, hold_choice=stored.hold_choice)
    if not stored.goes_to or webhook.answer.outcome == "abandoned" or call.at != WAITS_AT:
        return webhook
    call.context.route = replace(call.context.route, transferred=stored.goes_to)
    return replace(webhook, answer=Answer(outcome="transferred"))


def _repeated(sid: str, number: int, stored: Stored) -> TurnReply:
    at, language = (stored.call.at, stored.call.language) if stored.call else ("", "")
    return TurnReply(stored.answer or "", TurnReport(sid, number, "kept", at, language))

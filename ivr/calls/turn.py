"""The life of a turn: load, run, render, keep. Whatever fails, the caller hears something true."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ivr.calls import turn_event
from ivr.calls.callbacks import Due
from ivr.calls.changes import Change, Remembered, changes
from ivr.calls.events import Caller, Event, TurnTaken
from ivr.calls.ports import Kept, Render, Sessions, Unavailable, Webhook
from ivr.calls.state import seal, unseal
from ivr.engine import run
from ivr.engine.call import Call, Destination
from ivr.engine.effects import Spoken, Turn
from ivr.engine.flow import Flows
from ivr.engine.steps import Ears
from ivr.flows.called_back import CALLED_BACK, promise
from ivr.flows.caller_history import memory_of, recall
from ivr.flows.hand_off import WAITS_AT
from ivr.flows.main_line import Recognised, recognise
from ivr.flows.services import Services

FAULTS_BEFORE_A_PERSON = 2


class Faults(Protocol):
    """Told of everything that broke in a turn. No personal data passes through it."""

    def __call__(self, *, sid: str, at: str, turn: int, cause: str) -> None:
        """The caller heard an apology; `cause` is a traceback."""


@dataclass(frozen=True, slots=True)
class Report:
    """One turn, as operators see it. `kind` is begun, taken, kept, stale, fallback or lost."""

    sid: str
    turn: int
    kind: str
    at: str
    language: str
    degraded: str = ""
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A document for Twilio, and what operators may know of the turn that made it."""

    document: str
    report: Report


@dataclass(frozen=True, slots=True)
class _Told:
    """A turn written out: for Twilio, for the record, and for the lines of those who wait."""

    document: str
    event: TurnTaken
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a turn begins with: what came in, where the caller waited, and what must be done without."""

    webhook: Webhook
    waited_for: Destination | None
    degraded: str


def _as_it_is(_call: Call) -> None:
    """A call that begins as every call does."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The use cases of the line, with all that they need.

    `late` takes events that the session store could not; `address` gives the URL of a turn from call SID, turn
    and signed state; `last_words` is a document that is right whatever fails; `caller` turns a number into what
    the record may hold of it.
    """

    flows: Flows
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

    def answer(self, webhook: Webhook) -> Reply:
        """The document for a call that begins."""
        return self.take_turn(webhook, 0, "")

    def call_back(self, webhook: Webhook, name: str, due: Due | None) -> Reply:
        """The document for a customer who answers our call; `due` is what was promised, as far as it is known."""
        return self._guarded(webhook, 0, lambda: self._take(webhook, 0, "", lambda call: _promise(call, name, due)))

    def take_turn(self, webhook: Webhook, number: int, word: str) -> Reply:
        """The document for turn `number`; `word` is the signed state of its address. Never raises."""
        return self._guarded(webhook, number, lambda: self._take(webhook, number, word))

    def fall_back(self, webhook: Webhook, number: int | None, word: str, *, delivered: bool) -> Reply:
        """The document after Twilio could not use the answer to turn `number`, with the state `word`.

        None is no turn: what failed stood beside them. `delivered` says that Twilio had our answer and could
        not execute it, so that the same again would not help.
        """
        turn = -1 if number is None else number
        return self._guarded(webhook, turn, lambda: self._fall_back(webhook, turn, word, delivered=delivered))

    def recognised(self, webhook: Webhook) -> tuple[Call, Recognised]:
        """A call as it begins, and how its caller was recognised. Nothing of it is kept, and nothing counted."""
        kept, _ = self._load(webhook.sid, 0, self.caller(webhook.ani).key)
        call = self._new(webhook)
        recall(call, kept.memory, self.clock())
        return call, recognise(call, self.services(self.clock()))

    def note(self, event: Event, changed: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """Put what Twilio reports of a call into the record, with what it changes, and end what an end ends.

        `if_known`: only of a call that was answered here. Gives the name of a callback that an agent had in hand.
        """
        try:
            return self.sessions.note(event, changed, if_known=if_known)
        except Unavailable:
            if not if_known:
                self.late([event])
            return None

    def _guarded(self, webhook: Webhook, number: int, take: Callable[[], Reply]) -> Reply:
        try:
            return take()
        except Exception:
            cause = traceback.format_exc(limit=-3)
            self.faults(sid=webhook.sid, at="", turn=number, cause=cause)
            return Reply(self.last_words, Report(webhook.sid, number, "lost", "", ""))

    def _take(self, webhook: Webhook, number: int, word: str, prepare: Callable[[Call], None] = _as_it_is) -> Reply:
        kept, degraded = self._load(webhook.sid, number, self.caller(webhook.ani).key if number == 0 else "")
        if kept.answer is not None:
            return _repeated(webhook.sid, number, kept)
        was = _turn_of(kept)
        call = self._call(webhook, number, kept.call, word)
        if not call.at:
            recall(call, kept.memory, self.clock())
            prepare(call)
        if kept.wish:
            call.remember(wish=kept.wish)
        if call.turn > number:
            return self._remind(call)
        told = self._told(call, webhook, degraded, lambda: self._run(call, webhook))
        return self._keep(call, told, was=was, degraded=degraded)

    def _load(self, sid: str, number: int, caller: str = "") -> tuple[Kept, str]:
        try:
            return self.sessions.load(sid, number, caller=caller), ""
        except Unavailable:
            return Kept(None, None), "sessions"

    def _call(self, webhook: Webhook, number: int, stored: Call | None, word: str) -> Call:
        """The call as stored; where the store knows less than the address, as the address says."""
        call = stored or self._new(webhook)
        state = unseal(word, webhook.sid, self.key) if word and call.turn < number else None
        if state and state.turn == number:
            state.restore(call)
        return call

    def _new(self, webhook: Webhook) -> Call:
        language = self.language(webhook.dnis)
        return Call(webhook.sid, webhook.ani, webhook.dnis, language, attestation=webhook.attestation)

    def _run(self, call: Call, webhook: Webhook) -> Turn:
        services = self.services(self.clock())
        if call.at:
            return run.resume(self.flows, call, webhook.answer, services, self.ears)
        return run.begin(self.flows, call, services, at=CALLED_BACK if call.facts.get("callback") else "")

    def _told(self, call: Call, webhook: Webhook, degraded: str, take: Callable[[], Turn]) -> _Told:
        """The turn, written out. Where a step breaks, or a sentence cannot be said: an apology, and on to a person."""
        number, begins = call.turn, _Beginning(webhook, call.destination if call.at == WAITS_AT else None, degraded)
        try:
            return self._tell(call, take(), begins)
        except Exception:
            cause = traceback.format_exc(limit=-3)
            self.faults(sid=call.sid, at=call.at, turn=number, cause=cause)
            call.turn = number
            return self._tell(call, run.rescue(self.flows, call, self.services(self.clock())), begins)

    def _tell(self, call: Call, turn: Turn, begins: _Beginning) -> _Told:
        now = self.clock()
        told = turn_event.Told(call, begins.webhook, call.turn - 1, now, begins.degraded)
        return _Told(
            self._render(turn, call),
            turn_event.taken(turn, told, words=self.words, caller=self.caller),
            (*changes(turn, call, waited_for=begins.waited_for, now=now), *self._remembered(call)),
        )

    def _remembered(self, call: Call) -> Iterator[Remembered]:
        """What the next call of this caller should know, if that has changed."""
        memory, caller = memory_of(call), self.caller(call.ani).key
        if caller and memory != call.facts.get("memory"):
            call.remember(memory=memory)
            yield Remembered(caller, memory)

    def _fall_back(self, webhook: Webhook, number: int, word: str, *, delivered: bool) -> Reply:
        kept, degraded = self._load(webhook.sid, number)
        if kept.answer is not None and not delivered:
            return _repeated(webhook.sid, number, kept)
        was = _turn_of(kept)
        call = self._call(webhook, number, kept.call, word)
        told = self._told(call, webhook, degraded, lambda: self._recover(call, delivered=delivered))
        return self._keep(call, told, was=was, degraded=degraded, kind="fallback")

    def _recover(self, call: Call, *, delivered: bool) -> Turn:
        """Answer a call that was never answered, ask again what was asked, or give up and fetch a person."""
        call.remember(faults=call.facts.get("faults", 0) + 1)
        services = self.services(self.clock())
        if call.facts["faults"] >= FAULTS_BEFORE_A_PERSON or (delivered and not call.at):
            return run.rescue(self.flows, call, services)
        return run.retry(self.flows, call, services) if call.at else run.begin(self.flows, call, services)

    def _remind(self, call: Call) -> Reply:
        """A webhook older than every kept answer: ask again where the call stands, and change nothing."""
        number = call.turn
        turn = run.retry(self.flows, call, self.services(self.clock()), apology="")
        call.turn = number
        return Reply(self._render(turn, call), Report(call.sid, number, "stale", call.at, call.language))

    def _keep(self, call: Call, told: _Told, *, was: int | None, degraded: str, kind: str = "") -> Reply:
        number, document = told.event.turn, told.document
        if degraded:
            self.late([told.event])
        else:
            document, degraded = self._commit(call, told, was)
        kind = kind or ("taken" if number else "begun")
        unseen = any(outcome == "unseen" for _, outcome, _ in told.event.hops)
        degraded = degraded or ("orders" if unseen else "")
        return Reply(document, Report(call.sid, number, kind, call.at, call.language, degraded, len(told.event.hops)))

    def _commit(self, call: Call, told: _Told, was: int | None) -> tuple[str, str]:
        events = [told.event]
        try:
            answer = self.sessions.commit(call, was=was, answer=told.document, events=events, changes=told.changes)
        except Unavailable:
            self.late(events)
            return told.document, "sessions"
        return answer, ""

    def _render(self, turn: Turn, call: Call) -> str:
        return self.render(turn, call, action=self.address(call.sid, call.turn, seal(call, self.key)))


def _promise(call: Call, name: str, due: Due | None) -> None:
    """Begin the call of a customer who is called back."""
    call.remember(callback=name)
    if due is not None:
        promise(call, queue=due.queue, language=due.language, story=due.story, since=due.place)


def _repeated(sid: str, number: int, kept: Kept) -> Reply:
    at, language = (kept.call.at, kept.call.language) if kept.call else ("", "")
    return Reply(kept.answer or "", Report(sid, number, "kept", at, language))


def _turn_of(kept: Kept) -> int | None:
    return kept.call.turn if kept.call else None

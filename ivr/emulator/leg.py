"""One leg of a call: the line between the switchboard and one party."""

from collections import deque
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urljoin

from ivr.emulator.emulated_call import NOTHING, EmulatedCall, Status
from ivr.emulator.leaving import Conferred, HungUp, Moved, TakenFromQueue
from ivr.emulator.leg_events import (
    Begun,
    ConferenceChanged,
    Dequeued,
    Ear,
    Elapsed,
    Ended,
    Event,
    NextDocument,
    PickedUp,
    PutDown,
    Redirected,
    Speech,
    Wait,
)
from ivr.emulator.parameters import progress, standard
from ivr.emulator.parties import Party
from ivr.emulator.runtime import Alert, Runtime
from ivr.emulator.transcript import Kind, TranscriptLine
from ivr.emulator.webhooks import Cookies, WebhookFailed

T = TypeVar("T")
Waiting = Generator[Wait, Event, T]
"""A script that rests at each yield, is sent the next event, and returns a T."""

STATUS_CALLBACK_FAILED = 15003


@dataclass(eq=False, slots=True, kw_only=True)
class Leg:
    """The state of a leg, and the waits and reports of its `script`.

    `peer` is the leg on the other side of a bridge, `parent` the leg whose Dial called this one. `document_url` is
    the URL of the current document, `documents` the number of documents so far.
    """

    runtime: Runtime
    call: EmulatedCall
    party: Party | None = None
    parent: "Leg | None" = None
    fallback: NextDocument | None = None
    script: Waiting[None] | None = None
    transcript: list[TranscriptLine] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    cookies: Cookies = field(default_factory=Cookies)
    inbox: deque[Event] = field(default_factory=deque)
    is_scheduled: bool = False
    waiting: Wait | None = None
    waits: int = 0
    peer: "Leg | None" = None
    queue_name: str = ""
    conference_name: str = ""
    document_url: str = ""
    documents: int = 0
    documents_since_wait: int = 0
    inputs_given: int = 0
    is_microphone_off: bool = False

    # Run by the schedule.

    def resume(self, event: Event) -> None:
        """Run the script to its next wait."""
        if self.script is None:
            return
        stale = isinstance(event, Elapsed) and (self.waiting is None or event.wait != self.waiting.number)
        if stale:
            return
        self.waiting = None  # it acts: whoever looks meanwhile must not take the last wait for the present one
        try:
            self.waiting = next(self.script) if isinstance(event, Begun) else self.script.send(event)
        except StopIteration:
            self.waiting = self.script = None
        except BaseException:
            self.waiting = self.script = None
            raise
        self._react()

    def _react(self) -> None:
        """Post the party's next input, if it has one, when a verb listens."""
        given = self.party.inputs if self.party else ()
        wait = self.waiting
        is_asked = wait is not None and wait.rests and wait.ear is not None and wait.ear.verb != "Bridge"
        if is_asked and self.inputs_given < len(given):
            self.post(given[self.inputs_given])
            self.inputs_given += 1

    def post(self, event: Event) -> None:
        self.runtime.schedule.post(self, event)

    def begin(self, script: Waiting[None]) -> None:
        self.script = self._life(script)
        self.post(Begun())

    def _life(self, script: Waiting[None]) -> Waiting[None]:
        """The script from its start to the end of the call.

        A script that is dropped with its switchboard (GeneratorExit) reports no end.
        """
        status: Status = "completed"
        try:
            yield from script
        except HungUp as ended:
            status = ended.status
        except Exception:
            self._finish("failed")
            raise
        self._finish(status)

    # Used by its script.

    def wait(
        self,
        seconds: float | None,
        *,
        state: str,
        ear: Ear | None = None,
        rests: bool = False,
        wakes: tuple[type[Event], ...] = (),
    ) -> Waiting[Event | None]:
        """Rest for `seconds` (then None), until input for `ear`, or until an event of a type in `wakes`.

        Raises HungUp, Moved (REST) or TakenFromQueue (out of a queue); other events are ignored.
        """
        now = self.runtime.now()
        until = None if seconds is None else now + timedelta(seconds=seconds)
        self.documents_since_wait = 0
        while True:
            self.waits += 1
            event = yield Wait(self.waits, until, state, ear, rests)
            if isinstance(event, Elapsed):
                return None
            self._interrupted_by(event)
            if isinstance(event, wakes) or (ear is not None and ear.takes(event)):
                return event

    def _interrupted_by(self, event: Event) -> None:
        if isinstance(event, PutDown):
            self.call.status = "completed" if self.call.answered else event.status
            raise HungUp(event.status)
        if isinstance(event, Redirected):
            raise Moved(event.document)
        if isinstance(event, Dequeued) and self.queue_name:
            raise TakenFromQueue(event)
        if isinstance(event, ConferenceChanged) and self.conference_name:
            raise Conferred

    def hears(self, words: str, *, kind: Kind = "say", voice: str = "", language: str = "") -> None:
        now = self.runtime.now()
        self.transcript.append(TranscriptLine(now, "line", kind, words, voice, language, self.documents))

    def notes(self, words: str) -> None:
        self.transcript.append(TranscriptLine(self.runtime.now(), "line", "note", words, document=self.documents))

    def does(self, kind: Kind, words: str) -> None:
        """Note in the transcript that the party presses, says or does something."""
        now = self.runtime.now()
        self.transcript.append(TranscriptLine(now, "caller", kind, words, document=self.documents))

    def speaks(self, words: str) -> None:
        """The party speaks; with its microphone off, nobody hears it."""
        self.does("speech", words)
        if not self.is_microphone_off:
            self.post(Speech(words))

    def alert(self, code: int, message: str, *, url: str = "", is_warning: bool = False) -> None:
        alert = Alert(self.call.sid, code, message, url or self.document_url, is_warning)
        self.alerts.append(alert)
        self.runtime.alerts.append(alert)

    def standard(self) -> dict[str, str]:
        return standard(self.call)

    def absolute(self, url: str) -> str:
        """Resolve a URL of the current document; an empty one is the document's own."""
        return urljoin(self.document_url, url)

    # Its life.

    def ring(self, timeout: float | None = None) -> Waiting[None]:
        """Returns when the party answers; raises HungUp with the status if it does not."""
        party = self.party or Party()
        if party.outcome == "offline":
            raise HungUp("no-answer")
        self._starts_ringing()
        if party.outcome == "by hand":
            event = yield from self.wait(timeout, state="ringing", rests=True, wakes=(PickedUp,))
            if event is None:
                raise HungUp("no-answer")
        elif party.outcome == "no-answer":
            yield from self.wait(timeout, state="ringing")
            raise HungUp("no-answer")
        else:
            yield from self.wait(party.rings, state="ringing")
            if party.outcome != "answers":
                raise HungUp(party.outcome)
        self.answers()

    def _starts_ringing(self) -> None:
        self.call.status = "initiated"
        self._report("initiated")
        self.call.status = "ringing"
        self._report("ringing")

    def answers(self) -> None:
        if self.call.answered is None:
            self.call.answered = self.runtime.now()
            self.call.status = "in-progress"
            self._report("answered")

    def _finish(self, status: Status) -> None:
        if self.call.answered is not None:
            self.call.status = "completed"
        else:
            self.call.status = "canceled" if status == "completed" else status
        self.call.ended = self.runtime.now()
        for other in (self.peer, self.parent):
            if other is not None:
                other.post(Ended(self.call.sid))
        self._report("completed")

    def _report(self, event: str) -> None:
        wanted = self.call.progress
        if wanted is None or event not in wanted.events:
            return
        self.tell(wanted.url, wanted.method, progress(self.call, self.runtime.now()))
        self.call.sequence += 1

    def tell(self, url: str, method: str, params: Mapping[str, str] = NOTHING) -> None:
        """Send a callback whose answer is not executed; a failure is an alert, a warning."""
        try:
            self.runtime.webhooks.ask(
                self.absolute(url), method=method, standard=self.standard(), extra=params, cookies=self.cookies
            )
        except WebhookFailed as error:
            self.alert(STATUS_CALLBACK_FAILED, str(error), url=error.url, is_warning=True)

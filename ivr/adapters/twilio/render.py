"""Renders turns as TwiML, and the documents of webhooks that are not turns.

Every document of a turn ends with a hang-up or a redirect to the next turn: Twilio hangs up at the end of a document.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, singledispatch
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Protocol, TypeVar

from ivr.adapters.speech.playback import nothing_recorded
from ivr.adapters.twilio import twiml
from ivr.adapters.twilio.hand_offs import LONGEST_QUEUE_NAME, RING_SECONDS, Connection, connect, connection
from ivr.adapters.twilio.twiml import Attributes, Xml, document, element, escaped, joined, redirect
from ivr.effects.hand_off import HandOff
from ivr.effects.take_message import TakeMessage
from ivr.engine.call import Destination
from ivr.engine.effects import Effect, Gather, HangUp, Say, Turn
from ivr.engine.spoken import Spoken, VoiceProfile
from ivr.flows.context import LineCall
from prompts.facts import Line
from prompts.voices import Voice

AnyText = TypeVar("AnyText", bound=str)

MOST_HINTS = 500
LONGEST_HINT = 100

_MOST_SPOKEN = 40_000
_MOST_HINTED = 16_000
"""Maximum bytes of speech and of hints in a document; its other parts take a few thousand at most."""

_HANG_UP = Xml("<Hangup/>")
_DESK_PATIENCE = 600
_MESSAGE_PAUSE = 5


class Speaker(Protocol):
    """The words and voices of one voice profile. Both methods raise LookupError for a missing sentence or language."""

    def words(self, lines: Iterable[Line], language: str) -> Sequence[str]:
        """The plain text of consecutive sentences."""

    def voice(self, language: str) -> Voice:
        """The voice for a language."""


class Renderer:
    """Implements `ivr.calls.ports.Render`.

    `speaker` returns the speaker of a voice profile, `phrases` the answers expected to a prompt in a language.
    `recorded` returns the address of the recording of each sentence in a voice, "" for a sentence without one.
    """

    def __init__(
        self,
        *,
        speaker: Callable[[VoiceProfile], Speaker],
        phrases: Callable[[str, str], Iterable[str]],
        recorded: Callable[[Sequence[str], Voice], Sequence[str]] = nothing_recorded,
    ) -> None:
        self._speaker = speaker
        self._recorded = recorded
        self._phrases = phrases
        self._hints = lru_cache(maxsize=512)(self._find_hints)

    def __call__(self, turn: Turn, call: LineCall, *, action: str) -> str:
        """The document of a turn. `action` is the address of the next turn."""
        said = self._say([spoken for effect in turn.effects if isinstance(effect, Say) for spoken in effect.spoken])
        last = turn.effects[-1] if turn.effects else None
        if isinstance(last, Gather):
            return document(self._gather(last, call, said, action), redirect(action))
        if isinstance(last, HangUp):
            return document(said, _HANG_UP)
        return document(said, verb(last, call, action), redirect(action))

    def whisper(self, spoken: Sequence[Spoken], *, accept: str = "") -> str:
        """The whisper: what an agent hears before being connected to the caller.

        With `accept`, the agent must press a key, which an answering machine does not. The webhook at that address
        returns `NOTHING` to connect the caller.
        """
        said = self._say(spoken)
        if not accept:
            return document(said)
        asked: Attributes = {"input": "dtmf", "numDigits": 1, "finishOnKey": "", "action": accept, "method": "POST"}
        return document(element("Gather", asked, said), _HANG_UP)

    def waiting(self, spoken: Sequence[Spoken], music_url: str, *, then: str, wish: str = "") -> str:
        """Speech and music for a caller in a queue, then a redirect to `then`. A key is sent to `wish`, if given."""
        heard = joined([self._say(spoken), element("Play", {}, escaped(music_url))])
        if wish:
            asked: Attributes = {"input": "dtmf", "numDigits": 1, "finishOnKey": "", "timeout": 1, "action": wish}
            heard = element("Gather", {**asked, "method": "POST"}, heard)
        return document(heard, redirect(then))

    def desk(self, queue: str, spoken: Sequence[Spoken], *, action: str, answered: str) -> str:
        """For an agent on the desk line: the story, then the caller who has waited longest, then `action`.

        Twilio requests `answered` on the caller's call when it connects the two.
        """
        attributes: Attributes = {"action": action, "method": "POST", "timeout": _DESK_PATIENCE}
        caller = element("Queue", {"url": answered, "method": "POST"}, escaped(queue[:LONGEST_QUEUE_NAME]))
        return document(self._say(spoken), element("Dial", attributes, caller), redirect(action))

    def call_back(self, spoken: Sequence[Spoken], number: str, *, shown: str, hello: str, action: str) -> str:
        """For an agent on the desk line: the story, then a call to the customer, who hears `hello` first."""
        dialled = element("Number", {"url": hello, "method": "POST"}, escaped(number))
        attributes: Attributes = {
            "action": action,
            "method": "POST",
            "timeout": RING_SECONDS,
            "callerId": shown or None,
        }
        return document(self._say(spoken), element("Dial", attributes, dialled))

    def pin(self, spoken: Sequence[Spoken], *, action: str) -> str:
        """Ask for a PIN, ended by the pound key. Silence is sent to `action` as well."""
        asked: Attributes = {"input": "dtmf", "finishOnKey": "#", "timeout": 8, "action": action, "method": "POST"}
        return document(element("Gather", {**asked, "actionOnEmptyResult": "true"}, self._say(spoken)))

    def choice(self, spoken: Sequence[Spoken], *, action: str) -> str:
        """Wait three seconds for one key. Silence is sent to `action` as well."""
        asked: Attributes = {"input": "dtmf", "numDigits": 1, "finishOnKey": "", "timeout": 3, "action": action}
        return document(
            element("Gather", {**asked, "method": "POST", "actionOnEmptyResult": "true"}, self._say(spoken))
        )

    def onward(self, then: str) -> str:
        """Redirect the call to another address."""
        return document(redirect(then))

    def farewell(self, spoken: Sequence[Spoken]) -> str:
        """Speak, then hang up."""
        return document(self._say(spoken), _HANG_UP)

    def _say(self, spoken: Iterable[Spoken]) -> Xml:
        return joined(_within(_MOST_SPOKEN, self._sentences(spoken)))

    def _sentences(self, spoken: Iterable[Spoken]) -> Iterator[Xml]:
        """Yield `<Play>` and `<Say>`. Consecutive unrecorded sentences with one voice and language share a `<Say>`.

        Recordings have one pace: sentences that are spoken slowly are not played.
        """
        for (language, voice_profile), run in groupby(spoken, key=attrgetter("language", "voice_profile")):
            speaker = self._speaker(voice_profile)
            sentences, voice = speaker.words([each.line for each in run], language), speaker.voice(language)
            rate = twiml.SLOW if voice_profile.is_slow and voice.has_pace else ""
            recorded = nothing_recorded(sentences, voice) if rate else self._recorded(sentences, voice)
            for address, same in groupby(zip(recorded, sentences, strict=True), itemgetter(0)):
                if address:
                    yield from (element("Play", {}, escaped(address)) for _ in same)
                else:
                    said = " ".join(sentence for _, sentence in same)
                    yield from twiml.say(said, language=voice.language, voice=voice.name, rate=rate)

    def _gather(self, gather: Gather, call: LineCall, said: Xml, action: str) -> Xml:
        """Listen for keys and speech. A single key is not ended by the pound key, so # and * are answers too.

        speechModel is omitted, so that Twilio chooses: an unsupported pair of model and language makes the whole
        `<Gather>` fail. speechTimeout is a number, since some models do not support `auto` (error 13335).
        """
        single = gather.digits == 1
        attributes: Attributes = {
            "input": "dtmf speech" if gather.hears else "dtmf",
            "action": action,
            "method": "POST",
            "actionOnEmptyResult": "true",
            "timeout": gather.seconds,
            "speechTimeout": 2 if single else 3,
            "language": self._speaker(call.voice_profile).voice(gather.language).listens,
            "hints": self._hints(gather.listens_for, gather.language) or None,
            "finishOnKey": "" if single else "#",
            "numDigits": gather.digits,
        }
        return element("Gather", attributes, said)

    def _find_hints(self, prompts: tuple[str, ...], language: str) -> str:
        phrases = [phrase for prompt in prompts for phrase in self._phrases(prompt, language)]
        clean = (" ".join(phrase.replace(",", " ").split())[:LONGEST_HINT] for phrase in phrases)
        distinct = [each for each in dict.fromkeys(clean) if each][:MOST_HINTS]
        fitting = list(_within(_MOST_HINTED, map(escaped, distinct)))
        return ",".join(distinct[: len(fitting)])


NOTHING = document()
"""An empty document: after a whisper it connects the caller; to a status callback it is an acknowledgement."""

HUNG_UP = document(_HANG_UP)
"""Ends a leg of a call."""

LEAVES = document(Xml("<Leave/>"))
"""Removes a caller from the queue; the call continues after its `<Enqueue>` (Twilio: `<Leave>`)."""

REJECTED = document(Xml('<Reject reason="rejected"/>'))
"""Rejects a call before it is answered, which is free of charge (Twilio: `<Reject>`)."""


def apology(words: str, *, voice: Voice, person: Destination) -> str:
    """The last resort: an apology, then a hand-off. Rendered once at the start, before anything can fail."""
    return document(*twiml.say(words, language=voice.language, voice=voice.name), connect(Connection(person)))


@singledispatch
def verb(effect: Effect | None, call: LineCall, action: str) -> Xml:  # noqa: ARG001 - an effect has no verb by default
    """The verb after the speech of a turn without a question, by the type of its last effect."""
    return Xml("")


@verb.register
def _connect(effect: HandOff, call: LineCall, action: str) -> Xml:
    return connect(connection(call, effect, action=action))


@verb.register
def _record(effect: TakeMessage, _call: LineCall, action: str) -> Xml:
    attributes: Attributes = {
        "action": action,
        "method": "POST",
        "timeout": _MESSAGE_PAUSE,
        "maxLength": effect.seconds,
        "finishOnKey": "#",
        "playBeep": "true",
        "trim": "trim-silence",
    }
    return element("Record", attributes)


def _within(room: int, pieces: Iterable[AnyText]) -> Iterator[AnyText]:
    """Yield pieces while they fit into `room` bytes, with a separator of one byte."""
    for piece in pieces:
        room -= len(piece.encode()) + 1
        if room < 0:
            return
        yield piece

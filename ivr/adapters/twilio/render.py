"""A turn as TwiML, and the documents beside the turns.

Every document of a turn ends by hanging up or by going on at the next turn, so that no caller falls off its end.
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
"""Bytes of a document that speech and hints may fill; the rest of one is at most a few thousand."""

_HANG_UP = Xml("<Hangup/>")
_DESK_PATIENCE = 600
_MESSAGE_PAUSE = 5


class Speaker(Protocol):
    """Speaks by one voice profile. Both raise LookupError for what it cannot say."""

    def words(self, lines: Iterable[Line], language: str) -> Sequence[str]:
        """The plain words of sentences that follow one another."""

    def voice(self, language: str) -> Voice:
        """Who speaks a language."""


class Renderer:
    """Implements `ivr.calls.ports.Render`.

    `speaker` gives who speaks in a voice_profile, `phrases` what callers may say to a prompt in a language. `recorded`
    gives the address of each sentence that is to be played in a voice, nothing for each that is to be spoken.
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
        """The document of a turn. `action` is the address of the next one."""
        said = self._say([spoken for effect in turn.effects if isinstance(effect, Say) for spoken in effect.spoken])
        last = turn.effects[-1] if turn.effects else None
        if isinstance(last, Gather):
            return document(self._gather(last, call, said, action), redirect(action))
        if isinstance(last, HangUp):
            return document(said, _HANG_UP)
        return document(said, verb(last, call, action), redirect(action))

    def whisper(self, spoken: Sequence[Spoken], *, accept: str = "") -> str:
        """What people hear before the caller is put through.

        With `accept`, they must press a key: an answering machine does not. That address answers with `NOTHING`
        to put the caller through.
        """
        said = self._say(spoken)
        if not accept:
            return document(said)
        asked: Attributes = {"input": "dtmf", "numDigits": 1, "finishOnKey": "", "action": accept, "method": "POST"}
        return document(element("Gather", asked, said), _HANG_UP)

    def waiting(self, spoken: Sequence[Spoken], music_url: str, *, then: str, wish: str = "") -> str:
        """What a caller hears in a queue, then on to `then`. `wish` is where a key pressed meanwhile goes."""
        heard = joined([self._say(spoken), element("Play", {}, escaped(music_url))])
        if wish:
            asked: Attributes = {"input": "dtmf", "numDigits": 1, "finishOnKey": "", "timeout": 1, "action": wish}
            heard = element("Gather", {**asked, "method": "POST"}, heard)
        return document(heard, redirect(then))

    def desk(self, queue: str, spoken: Sequence[Spoken], *, action: str, answered: str) -> str:
        """For someone on the desk line: the story, then the caller who waits longest; afterwards on to `action`.

        Twilio asks `answered` in the name of the caller when it puts the two through.
        """
        attributes: Attributes = {"action": action, "method": "POST", "timeout": _DESK_PATIENCE}
        caller = element("Queue", {"url": answered, "method": "POST"}, escaped(queue[:LONGEST_QUEUE_NAME]))
        return document(self._say(spoken), element("Dial", attributes, caller), redirect(action))

    def call_back(self, spoken: Sequence[Spoken], number: str, *, shown: str, hello: str, action: str) -> str:
        """For someone on the desk line: the story, then the customer is rung, who hears `hello` first."""
        dialled = element("Number", {"url": hello, "method": "POST"}, escaped(number))
        attributes: Attributes = {
            "action": action,
            "method": "POST",
            "timeout": RING_SECONDS,
            "callerId": shown or None,
        }
        return document(self._say(spoken), element("Dial", attributes, dialled))

    def pin(self, spoken: Sequence[Spoken], *, action: str) -> str:
        """Ask for a PIN, ended by the pound key; silence goes to `action` too."""
        asked: Attributes = {"input": "dtmf", "finishOnKey": "#", "timeout": 8, "action": action, "method": "POST"}
        return document(element("Gather", {**asked, "actionOnEmptyResult": "true"}, self._say(spoken)))

    def choice(self, spoken: Sequence[Spoken], *, action: str) -> str:
        """Listen for one key for a moment; silence goes to `action` too."""
        asked: Attributes = {"input": "dtmf", "numDigits": 1, "finishOnKey": "", "timeout": 3, "action": action}
        return document(
            element("Gather", {**asked, "method": "POST", "actionOnEmptyResult": "true"}, self._say(spoken))
        )

    def onward(self, then: str) -> str:
        """Go on at another address."""
        return document(redirect(then))

    def farewell(self, spoken: Sequence[Spoken]) -> str:
        """Last words."""
        return document(self._say(spoken), _HANG_UP)

    def _say(self, spoken: Iterable[Spoken]) -> Xml:
        return joined(_within(_MOST_SPOKEN, self._sentences(spoken)))

    def _sentences(self, spoken: Iterable[Spoken]) -> Iterator[Xml]:
        """Sentences that are not played share a `<Say>` with those before them, if voice and language are the same."""
        for (language, voice_profile), run in groupby(spoken, key=attrgetter("language", "voice_profile")):
            speaker = self._speaker(voice_profile)
            sentences, voice = speaker.words([each.line for each in run], language), speaker.voice(language)
            for address, same in groupby(zip(self._recorded(sentences, voice), sentences, strict=True), itemgetter(0)):
                if address:
                    yield from (element("Play", {}, escaped(address)) for _ in same)
                else:
                    said = " ".join(sentence for _, sentence in same)
                    yield from twiml.say(said, language=voice.language, voice=voice.name)

    def _gather(self, gather: Gather, call: LineCall, said: Xml, action: str) -> Xml:
        """Keys and speech at once. A single key needs no pound key after it, so # and * are answers there.

        No speechModel: a pair of model and language that Twilio does not know makes the whole <Gather> fail, and
        without one Twilio chooses. speechTimeout is a number: `auto` does not go with every model (error 13335).
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
"""Says nothing and changes nothing: puts a whispered caller through, acknowledges a callback."""

HUNG_UP = document(_HANG_UP)
"""Ends a leg."""

LEAVES = document(Xml("<Leave/>"))
"""Takes a caller out of the queue, to go on where the call is (Twilio: <Leave>)."""

REJECTED = document(Xml('<Reject reason="rejected"/>'))
"""Turns a call away before it is answered, which costs nobody anything (Twilio: <Reject>)."""


def apology(words: str, *, voice: Voice, person: Destination) -> str:
    """The last resort, made once at the start and right whatever fails later: an apology, then people."""
    return document(*twiml.say(words, language=voice.language, voice=voice.name), connect(Connection(person)))


@singledispatch
def verb(effect: Effect | None, call: LineCall, action: str) -> Xml:  # noqa: ARG001 - an effect has no verb by default
    """The verb after the words of a turn that asks nothing, by the type of its last effect."""
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
    """The first pieces that fit, with a byte between them."""
    for piece in pieces:
        room -= len(piece.encode()) + 1
        if room < 0:
            return
        yield piece

"""A call under way, as the engine and the flows know it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from prompts.facts import Line, line_from_json


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the caller, or from Twilio about the caller. All empty: silence.

    `keys` are digits, * and #; `speech` is what the recogniser understood; `outcome` names how a hand-off or a
    recording ended; `recording` is the address of what was recorded.
    """

    keys: str = ""
    speech: str = ""
    outcome: str = ""
    recording: str = ""


SILENCE = Answer()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a caller is handed to. `kind` is desk, ring, dial, sip or taskrouter; `address` fits the kind."""

    queue: str
    kind: str
    address: str

    @property
    def waits(self) -> bool:
        """Whether callers wait there in a line of ours, for people who come and take the next one."""
        return self.kind == "desk"


class Manner(NamedTuple):
    """Whose words and voice a sentence is said with: those of the number that was dialled, by the version of the
    routing document that the call began with. None is the version in force.
    """

    dialled: str = ""
    version: int | None = None


USUAL = Manner()
"""The line's own."""


@dataclass(slots=True)
class Call:
    """The one mutable thing of a turn. It is stored between turns, so it holds only plain data.

    `at` is the step that waits ("main_line.after_order"); `turn` counts the turns taken; `tries` counts what was
    not understood at the waiting step; `facts` are what steps remember for later ones; `lines` what they prepared
    to be said: what came from the store stays as JSON values, since most turns carry it along unread. `answer`, what
    the caller last said or keyed in, and `decision`, where this turn routed the call and why, are the turn's alone.
    """

    sid: str
    ani: str
    dnis: str
    language: str
    attestation: str = ""
    at: str = ""
    turn: int = 0
    tries: int = 0
    answer: Answer = SILENCE
    decision: Mapping[str, Any] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, Sequence[Line | Mapping[str, Any]]] = field(default_factory=dict)
    destination: Destination | None = None

    @property
    def manner(self) -> Manner:
        """How the line speaks in this call, from its first word to its last."""
        return Manner(self.dnis, self.facts.get("wording"))

    @property
    def other_languages(self) -> tuple[str, ...]:
        """The languages that may be spoken instead, the next one first, round and round."""
        all_of_them: list[str] = self.facts.get("languages", [])
        after = all_of_them.index(self.language) + 1 if self.language in all_of_them else 0
        return tuple(each for each in (*all_of_them[after:], *all_of_them[:after]) if each != self.language)

    def speak(self, language: str) -> None:
        """Go on in a language that the caller chose."""
        self.language = language
        self.remember(chosen_language=language)

    def remember(self, **facts: Any) -> None:
        """Keep JSON values for later steps and turns."""
        self.facts.update(facts)

    def prepare(self, name: str, lines: Sequence[Line]) -> None:
        """Keep sentences for a `say` step that names them."""
        self.lines[name] = lines

    def prepared(self, name: str) -> tuple[Line, ...]:
        """The sentences kept under a name. Raises KeyError when there are none."""
        return tuple([each if isinstance(each, Line) else line_from_json(each) for each in self.lines[name]])


def call_to_json(call: Call) -> dict[str, Any]:
    """The call as values that orjson writes. The caller's last answer is not kept: it may be an order number."""
    return {
        "sid": call.sid,
        "ani": call.ani,
        "dnis": call.dnis,
        "language": call.language,
        "attestation": call.attestation,
        "at": call.at,
        "turn": call.turn,
        "tries": call.tries,
        "facts": call.facts,
        "lines": call.lines,
        "destination": _destination_to_json(call.destination),
    }


def call_from_json(value: Mapping[str, Any]) -> Call:
    """The inverse of `call_to_json`."""
    destination = Destination(*value["destination"]) if value["destination"] else None
    return Call(**{**value, "destination": destination})


def _destination_to_json(destination: Destination | None) -> list[str] | None:
    return [destination.queue, destination.kind, destination.address] if destination else None

"""Records sentences: those not yet in the store are synthesized and stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from prompts.studio.takes import Take


class SynthesisError(Exception):
    """A sentence could not be synthesized; the message gives the reason and nothing of the sentence."""


class SynthesizerUnavailable(SynthesisError):
    """No sentence can be synthesized for a while: the quota is exhausted, or the service is unavailable."""


class Retention(Enum):
    """The use of a recording, which decides how long it is kept."""

    STANDING = "standing"
    """Any call can need it."""
    CALL = "call"
    """It is about one caller."""
    TRIAL = "trial"
    """It is a preview of words."""


class SpeechSynthesizer(Protocol):
    """Synthesizes speech."""

    def __call__(self, take: Take) -> bytes:
        """A WAV file in the format of `prompts.studio.wav`. Raises SynthesisError."""


class RecordingSink(Protocol):
    """Stores recordings for all machines."""

    def wants(self, names: Iterable[str]) -> frozenset[str]:
        """The names among these that are stored; their retention starts anew."""

    def put(self, name: str, take: Take, file: bytes, keep: Retention) -> None:
        """Store a recording, and count the characters it cost."""


@dataclass(frozen=True, slots=True)
class RecordingProgress:
    """The numbers of sentences already stored, recorded now, and failed."""

    there: int = 0
    made: int = 0
    failed: int = 0
    cause: str = ""
    """The reason of the last failure."""


@dataclass(frozen=True, slots=True)
class Studio:
    """Records sentences. `key` makes the names of recordings unguessable."""

    shelf: RecordingSink
    speak: SpeechSynthesizer
    key: bytes

    def record(self, takes: Iterable[Take], *, keep: Retention) -> Iterator[RecordingProgress]:
        """Record missing sentences. Yields the progress after each sentence, and at least once.

        An unavailable synthesizer ends the session; the next session records the rest.
        """
        wanted = {take.name(self.key): take for take in takes if take.fits}
        there = self.shelf.wants(wanted)
        made = 0
        failures: list[str] = []
        yield RecordingProgress(len(there))
        for name in [each for each in wanted if each not in there]:
            try:
                self.shelf.put(name, wanted[name], self.speak(wanted[name]), keep)
                made += 1
            except SynthesisError as error:
                failures.append(str(error))
                if isinstance(error, SynthesizerUnavailable):
                    yield RecordingProgress(len(there), made, len(wanted) - len(there) - made, str(error))
                    return
            yield RecordingProgress(len(there), made, len(failures), failures[-1] if failures else "")

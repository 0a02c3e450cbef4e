"""A session in the studio: what is not recorded yet is spoken and put on the shelf."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from prompts.studio.takes import Take


class SynthesisError(Exception):
    """A sentence could not be spoken; the message says why and holds nothing of the sentence."""


class SynthesizerUnavailable(SynthesisError):
    """Nothing else would be spoken either for a while: the quota is used up, or nobody answers."""


class Retention(Enum):
    """How long a recording is of use."""

    STANDING = "standing"
    """Every call may need it."""
    CALL = "call"
    """It says something of one caller."""
    TRIAL = "trial"
    """Somebody tries words out."""


class SpeechSynthesizer(Protocol):
    """Speaks."""

    def __call__(self, take: Take) -> bytes:
        """A WAV file as `prompts.studio.wav` describes it. Raises Unspoken."""


class RecordingStore(Protocol):
    """Where recordings are kept, shared by all machines."""

    def wants(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that are on the shelf; they are kept on for as long as if they were new."""

    def put(self, name: str, take: Take, file: bytes, keep: Retention) -> None:
        """Keep a recording, and count the characters it cost."""


@dataclass(frozen=True, slots=True)
class RecordingProgress:
    """How many sentences were on the shelf already, were recorded, could not be."""

    there: int = 0
    made: int = 0
    failed: int = 0
    cause: str = ""
    """Why the last one failed."""


@dataclass(frozen=True, slots=True)
class Studio:
    """Records sentences. `key` makes the names of recordings unguessable."""

    shelf: RecordingStore
    speak: SpeechSynthesizer
    key: bytes

    def record(self, takes: Iterable[Take], *, keep: Retention) -> Iterator[RecordingProgress]:
        """Record what is not there yet; the outcome so far after each sentence, and at least once.

        A studio that is closed ends the session: what is missing then is for the next one.
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

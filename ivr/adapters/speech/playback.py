"""Sentences that are recorded, as the addresses they are played from."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from ivr.adapters.speech.recording_store import Playable
from prompts.studio.takes import Cast, Take
from prompts.voices import Voice


def audio_path(name: str) -> str:
    """Where the file of a recording is, on whatever server plays it."""
    return f"/audio/{name}.wav"


class RecordedAudio:
    """Finds the recordings of sentences. `names` are those that may be played now, `address` is where one is."""

    def __init__(
        self, names: Callable[[], Playable], *, key: bytes, address: Callable[[str], str], cast: Cast = Take.of
    ) -> None:
        self._names = names
        self._address = address
        self._name = lru_cache(maxsize=4096)(lambda words, voice: cast(words, voice).name(key))

    def __call__(self, sentences: Sequence[str], voice: Voice) -> list[str]:
        """The address of each sentence; nothing for one that is to be spoken.

        What people spoke is always played: that is why somebody recorded it. All else is played where all of it is
        recorded, so that one sentence follows the other in one breath.
        """
        there = self._names()
        if not there:
            return [""] * len(sentences)
        names = [self._name(sentence, voice) for sentence in sentences]
        others = {name for name in names if name not in there.spoken}
        played = there.spoken if not there.recorded >= others else {**{name: name for name in others}, **there.spoken}
        return [self._address(played[name]) if name in played else "" for name in names]


def nothing_recorded(sentences: Sequence[str], _voice: Voice) -> list[str]:
    """Where nothing is recorded, everything is spoken."""
    return [""] * len(sentences)

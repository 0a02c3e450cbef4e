"""Finds the addresses of recorded sentences."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from ivr.adapters.sql.recordings.store import Playable
from prompts.studio.takes import Cast, Take
from prompts.voices import Voice


def audio_path(name: str) -> str:
    """The path of a recording on a server."""
    return f"/audio/{name}.wav"


class RecordedAudio:
    """Finds recordings of sentences. `names` returns those that may be played, `address` the URL of one."""

    def __init__(
        self, names: Callable[[], Playable], *, key: bytes, address: Callable[[str], str], cast: Cast = Take.of
    ) -> None:
        self._names = names
        self._address = address
        self._name = lru_cache(maxsize=4096)(lambda words, voice: cast(words, voice).name(key))

    def __call__(self, sentences: Sequence[str], voice: Voice) -> list[str]:
        """Return the address of each sentence; empty for a sentence to be spoken by Twilio.

        Recordings by people are always played. Generated ones are played only if all other sentences are recorded too,
        so that the voice does not change within one utterance.
        """
        there = self._names()
        if not there:
            return [""] * len(sentences)
        names = [self._name(sentence, voice) for sentence in sentences]
        others = {name for name in names if name not in there.spoken}
        played = there.spoken if not there.recorded >= others else {**{name: name for name in others}, **there.spoken}
        return [self._address(played[name]) if name in played else "" for name in names]


def nothing_recorded(sentences: Sequence[str], _voice: Voice) -> list[str]:
    """Return no addresses: every sentence is spoken by Twilio."""
    return [""] * len(sentences)

"""Sentences that are recorded, as the addresses they are played from."""

from collections.abc import Callable, Sequence, Set
from functools import lru_cache

from prompts.studio.takes import Take
from prompts.voices import Voice


class Recorded:
    """Finds the recordings of sentences. `names` are those that may be played now, `address` is where one is."""

    def __init__(self, names: Callable[[], Set[str]], *, key: bytes, address: Callable[[str], str]) -> None:
        self._names = names
        self._address = address
        self._name = lru_cache(maxsize=4096)(lambda words, voice: Take.of(words, voice).name(key))

    def __call__(self, sentences: Sequence[str], voice: Voice) -> tuple[str, ...]:
        """The address of each sentence, or none at all where one of them is not recorded."""
        there = self._names()
        if not there:
            return ()
        names = [self._name(sentence, voice) for sentence in sentences]
        return tuple(map(self._address, names)) if there >= set(names) else ()


def nothing_recorded(_sentences: Sequence[str], _voice: Voice) -> tuple[str, ...]:
    """Where nothing is recorded, everything is spoken."""
    return ()

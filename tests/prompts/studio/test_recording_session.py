"""Recording sessions on a store in memory: requests, cost, and open prompts."""

from collections.abc import Iterable

from prompts.studio.recording_session import (
    RecordingProgress,
    Retention,
    Studio,
    SynthesisError,
    SynthesizerUnavailable,
)
from prompts.studio.takes import Take
from prompts.voices import voice_of

KEY = b"a key"


class Shelf(dict[str, bytes]):
    def wants(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(self) & set(names)

    def put(self, name: str, take: Take, file: bytes, keep: Retention) -> None:
        self[name] = file


def take(words: str) -> Take:
    return Take.of(words, voice_of("en-US"))


def speak(take: Take) -> bytes:
    if "unlucky" in take.ssml:
        raise SynthesisError("InvalidArgument")
    if "closed" in take.ssml:
        raise SynthesizerUnavailable("ResourceExhausted")
    return take.ssml.encode()


def last(shelf: Shelf, *words: str) -> RecordingProgress:
    *_, outcome = Studio(shelf, speak, KEY).record(map(take, words), keep=Retention.STANDING)
    return outcome


def test_each_sentence_is_recorded_once():
    shelf = Shelf()
    assert last(shelf, "One.", "Two.", "One.") == RecordingProgress(made=2)
    assert last(shelf, "Two.", "Three.") == RecordingProgress(there=1, made=1)
    assert shelf.keys() == {take(each).name(KEY) for each in ("One.", "Two.", "Three.")}


def test_nothing_to_record_is_an_outcome_too():
    assert last(Shelf()) == RecordingProgress()


def test_one_sentence_that_fails_does_not_keep_the_others():
    shelf = Shelf()
    assert last(shelf, "One.", "An unlucky one.", "Two.") == RecordingProgress(
        made=2, failed=1, cause="InvalidArgument"
    )


def test_a_closed_studio_ends_the_session_and_counts_what_is_left():
    outcome = last(Shelf(), *(f"closed {number}" for number in range(5)))
    assert outcome == RecordingProgress(failed=5, cause="ResourceExhausted")


def test_what_is_too_long_is_left_to_the_carrier():
    assert last(Shelf(), "x" * 10_000) == RecordingProgress()

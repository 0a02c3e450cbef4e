"""Recordings in SQL, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.adapters.sql.recordings.store import (
    ALL_AGAIN,
    OF_USE,
    STILL_HELD,
    Playable,
    Pruned,
    RecordingIndex,
    RecordingStore,
)
from prompts.studio.recording_session import Retention
from prompts.studio.takes import Take
from prompts.voices import voice_of

TAKE = Take.of("Hello.", voice_of("en-US"))


def played(names):
    return Playable(frozenset(names))


class Clock:
    now = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shelf(database, clock):
    return RecordingStore(database, clock)


def test_a_recording_is_found_by_its_name(shelf):
    shelf.put("n1", TAKE, b"wav", Retention.STANDING)
    assert shelf.wav("n1") == b"wav"
    assert shelf.wav("n2") is None
    assert shelf.playable() == played({"n1"})
    assert shelf.wants(["n1", "n2"]) == {"n1"}


def test_the_same_recording_may_be_put_twice(shelf):
    for _ in range(2):
        shelf.put("n1", TAKE, b"wav", Retention.STANDING)
    assert shelf.playable() == played({"n1"})


def test_characters_are_counted_by_month_and_voice(shelf, clock):
    shelf.put("n1", TAKE, b"wav", Retention.STANDING)
    shelf.put("n2", TAKE, b"wav", Retention.CALL)
    clock.now += timedelta(days=2)
    shelf.put("n3", TAKE, b"wav", Retention.CALL)
    signs = len("<speak>Hello.</speak>")
    assert shelf.cost() == [("2026-12", TAKE.voice, signs), ("2026-11", TAKE.voice, 2 * signs)]


def test_what_nobody_asks_for_is_retired_first_and_deleted_when_no_call_can_name_it(shelf, clock):
    shelf.put("n1", TAKE, b"wav", Retention.CALL)
    shelf.put("n2", TAKE, b"wav", Retention.STANDING)
    clock.now += OF_USE[Retention.CALL] + timedelta(seconds=1)
    assert shelf.prune() == Pruned(retired=1, deleted=0)
    assert (shelf.playable(), shelf.wav("n1")) == (played({"n2"}), b"wav")
    clock.now += STILL_HELD + timedelta(seconds=1)
    assert shelf.prune() == Pruned(retired=0, deleted=1)
    assert shelf.wav("n1") is None


def test_what_is_asked_for_again_stays(shelf, clock):
    shelf.put("n1", TAKE, b"wav", Retention.CALL)
    for _ in range(3):
        clock.now += OF_USE[Retention.CALL] / 2
        shelf.wants(["n1"])
        assert shelf.prune() == Pruned(0, 0)


def test_a_retired_recording_is_made_anew_when_it_is_wanted(shelf, clock):
    shelf.put("n1", TAKE, b"wav", Retention.CALL)
    clock.now += OF_USE[Retention.CALL] * 2
    shelf.prune()
    assert shelf.wants(["n1"]) == frozenset()
    shelf.put("n1", TAKE, b"new", Retention.CALL)
    assert shelf.playable() == played({"n1"})


def test_the_index_learns_what_is_new_and_forgets_what_was_retired(shelf, clock):
    index = RecordingIndex(shelf, clock)
    shelf.put("n1", TAKE, b"wav", Retention.CALL)
    assert index.read() == played({"n1"})
    clock.now += timedelta(seconds=1)
    shelf.put("n2", TAKE, b"wav", Retention.STANDING)
    assert index.read() == played({"n1", "n2"})
    clock.now += OF_USE[Retention.CALL] + ALL_AGAIN
    shelf.prune()
    assert index.read() == played({"n2"})


def test_an_index_that_cannot_be_read_is_empty(empty_database, clock):
    assert RecordingIndex(RecordingStore(empty_database, clock), clock).read() == Playable()


def test_what_somebody_spoke_is_played_instead_until_somebody_speaks_it_anew(shelf, clock):
    shelf.put("n1", TAKE, b"wav", Retention.STANDING)
    shelf.put_instead("n1", "s1", b"spoken")
    assert shelf.playable() == Playable(frozenset({"n1"}), {"n1": "s1"})
    clock.now += timedelta(days=400)
    shelf.put_instead("n1", "s2", b"better")
    shelf.prune()
    assert (shelf.playable().spoken, shelf.wav("s1")) == ({"n1": "s2"}, b"spoken")


def test_what_somebody_spoke_need_not_be_recorded(shelf):
    shelf.put_instead("n1", "s1", b"spoken")
    assert shelf.wants(["n1", "n2"]) == {"n1"}

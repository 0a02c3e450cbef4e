"""Which recordings there are, as one worker knows it: no turn asks a server for it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.speech.recording_store import Playable, RecordingStore

ALL_AGAIN = timedelta(minutes=1)
"""How often all names are read; in between, what is new. What was retired is known by then."""
OVERLAP = timedelta(seconds=30)
"""Recordings are found this long after their time: clocks differ, and what is new may be committed late."""


class RecordingIndex:
    """The names of what may be played: none while they cannot be read, since the files could not be read either."""

    def __init__(self, shelf: RecordingStore, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._clock = clock
        self._names = Playable()
        self._all_read: datetime | None = None
        self._read: datetime | None = None

    def read(self) -> Playable:
        """The names now. Never raises."""
        now = self._clock()
        try:
            self._names = self._names_at(now)
        except SQLAlchemyError:
            self._names, self._all_read = Playable(), None
        self._read = now
        return self._names

    def _names_at(self, now: datetime) -> Playable:
        if self._all_read is None or self._read is None or now - self._all_read >= ALL_AGAIN:
            self._all_read = now
            return self._shelf.playable()
        return self._names | self._shelf.playable(since=self._read - OVERLAP)

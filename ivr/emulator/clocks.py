"""The two clocks that calls run on."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class CallClock(Protocol):
    def now(self) -> datetime: ...


class RealClock:
    """The wall clock, for a live phone."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """Stands still until it is moved: silence and time-outs cost a scripted call no time.

    `now` can be handed to the application as its clock, so that both agree on the hour.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime.now(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, *, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def advance_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)

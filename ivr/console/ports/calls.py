"""Calls on record, and calls under way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ivr.reporting.call_record import CallRecord, CallRow
from ivr.reporting.live_snapshot import LiveSnapshot


class CallRecords(Protocol):
    """Calls on record. With `queues`, only calls that were given to one of these exist."""

    def calls(
        self, *, since: datetime, until: datetime, queues: Sequence[str] | None = None, wanted: Mapping[str, str]
    ) -> Sequence[CallRow]:
        """The calls of a time that fit, newest first."""

    def call(self, sid: str, *, queues: Sequence[str] | None = None) -> CallRecord | None:
        """All that is on record of a call."""


class LiveCalls(Protocol):
    """Calls under way."""

    def now(self) -> LiveSnapshot:
        """The newest scene."""

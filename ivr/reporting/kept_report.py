"""Reports of the history on a schedule: what is sent, to whom, and when. Each occurrence is sent once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from ivr.reporting.audit import Actor

Every = Literal["day", "week", "month"]
EVERY: Mapping[Every, str] = {"day": "every day", "week": "every Monday", "month": "on the first of each month"}
LONGEST_REPORT_NAME = 64
MOST_REPORTS = 200
MOST_ADDRESSES = 20
TRIED_FOR_HOURS = 24
"""Hours after which a report that nobody takes is given up until its next occurrence."""
HOOK = "webhook:"
"""Begins the recipient that is a webhook of events, by id."""
Outcome = Literal["", "sent", "failed", "unsure"]
"""Of the last occurrence; `unsure`: the sender was cut off in the middle, and did not send it again."""


class TooManyReports(Exception):
    """There are as many reports as there may be. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """A report. `fields` are those of the history's page; `recipients` are mail addresses, or HOOK with an id.

    `due_at` is the next occurrence, or the one being sent, to those who are `left`. `told` says how the last one ended.
    """

    id: str
    name: str
    fields: Mapping[str, str]
    every: Every
    hour: int
    recipients: tuple[str, ...]
    made_by: str
    made_at: datetime
    due_at: datetime
    left: tuple[str, ...] = ()
    last_at: datetime | None = None
    outcome: Outcome = ""
    told: str = ""


class KeptReports(Protocol):
    """The reports of the line."""

    def all(self) -> Sequence[KeptReport]:
        """All reports, by name."""

    def make(
        self,
        name: str,
        fields: Mapping[str, str],
        recipients: Sequence[str],
        *,
        every: Every,
        hour: int,
        actor: Actor,
    ) -> None:
        """Keep a report, due at the next hour of its kind. Raises TooManyReports."""

    def remove(self, report: str, *, actor: Actor) -> None:
        """Remove a report by id; nothing happens if it is gone."""


def next_due(every: Every, hour: int, after: datetime) -> datetime:
    """The next occurrence after a time, at an hour of the clock of its zone."""
    day = after.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    fits: Callable[[datetime], bool] = {
        "day": lambda _at: True,
        "week": lambda at: at.weekday() == 0,
        "month": lambda at: at.day == 1,
    }[every]
    while not (fits(day) and day.timestamp() > after.timestamp()):
        day += timedelta(days=1)
    return day

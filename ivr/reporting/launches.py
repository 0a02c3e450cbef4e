"""Launches and campaigns that people enter by hand: days on which more or fewer people call than usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ivr.reporting.audit import Actor

LONGEST_LAUNCH = 92
"""Days."""
MOST_LAUNCHES = 200
LAUNCH_NAME = 80
"""Characters of a launch's name, at most."""
LARGEST_FACTOR, MOST_EXTRA = 20.0, 1_000_000


class LaunchUnfit(ValueError):
    """The launch cannot be kept as it is. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """Days, both included, with `factor` times the usual calls and `extra` calls a day more.

    It concerns `queues` (keys), each with all extra calls; empty for the whole line. `id` is "" before it is kept.
    """

    id: str = ""
    name: str
    first: date
    last: date
    factor: float = 1.0
    extra: int = 0
    queues: tuple[str, ...] = ()
    made_by: str = ""

    def concerns(self, part: str, key: str) -> bool:
        """Whether the calls of a part of the line change by it. One for single queues says nothing of the whole."""
        return not self.queues or (part == "queue" and key in self.queues)


def checked_launch(launch: Launch) -> Launch:
    """The launch, if it can be kept. Raises LaunchUnfit."""
    if not launch.name or len(launch.name) > LAUNCH_NAME:
        raise LaunchUnfit(f"Give the launch a name of at most {LAUNCH_NAME} characters.")
    if launch.last < launch.first:
        raise LaunchUnfit("The last day is before the first.")
    if (launch.last - launch.first).days >= LONGEST_LAUNCH:
        raise LaunchUnfit(f"A launch lasts {LONGEST_LAUNCH} days at most; enter a longer one in pieces.")
    if not 0 <= launch.factor <= LARGEST_FACTOR:
        raise LaunchUnfit(f"The factor lies between 0 and {LARGEST_FACTOR:g}: 1.5 is half as many calls again.")
    if not 0 <= launch.extra <= MOST_EXTRA:
        raise LaunchUnfit("Write the extra calls a day as a whole number, as 200.")
    if launch.factor == 1 and not launch.extra:
        raise LaunchUnfit("Say how many more calls come: a factor, or calls a day.")
    return launch


class Launches(Protocol):
    """The launches that were entered."""

    def all(self) -> Sequence[Launch]:
        """All of them, the latest first."""

    def add(self, launch: Launch, *, actor: Actor) -> None:
        """Keep a launch. Raises LaunchUnfit."""

    def remove(self, launch: str, *, actor: Actor) -> None:
        """Remove a launch by its id; nothing happens if it is gone."""

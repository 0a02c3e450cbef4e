"""Figures of callers' requests, for metrics, alerts and checks. They hold nothing of any caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """How the help desk takes requests: `waiting` seconds the oldest untaken post was tried; `given_up` in a day."""

    waiting: float = 0.0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """Requests on record by `kind:state`, posts by state (due, sending, sent, failed) with the tries they took.

    `oldest_open` is the age in seconds of the oldest request that nobody has taken, None without one.
    """

    requests: Mapping[str, int] = field(default_factory=dict)
    posts: Mapping[str, int] = field(default_factory=dict)
    tries: int = 0
    oldest_open: float | None = None
    desk: DeskFigures = field(default=DeskFigures())

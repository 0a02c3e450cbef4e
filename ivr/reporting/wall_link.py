"""Links to a board for a wall: read without signing in, by whoever has the link, until it ends or is revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.reporting.audit import Actor

LONGEST_WALL_NAME = 64
MOST_WALL_LINKS = 100


class TooManyWallLinks(Exception):
    """There are as many links as there may be. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallLink:
    """A link. `queues` (keys) are those of its board; None for all that its maker sees."""

    id: str
    name: str
    queues: tuple[str, ...] | None
    ends_at: datetime
    made_by: str
    made_at: datetime


class WallLinks(Protocol):
    """The links of the line."""

    def all(self) -> Sequence[WallLink]:
        """All links that have not been revoked, by name, ended ones too."""

    def make(self, name: str, queues: Sequence[str] | None, *, ends_at: datetime, actor: Actor) -> WallLink:
        """Make a link. Raises TooManyWallLinks."""

    def revoke(self, link: str, *, actor: Actor) -> None:
        """End a link, by id, at once; nothing happens if it is gone."""

    def token(self, link: WallLink) -> str:
        """The signed token of a link, for its address."""

    def find(self, token: str) -> WallLink | None:
        """The link of a token; None if it has ended, was revoked, or is not ours."""

"""Searches that users keep by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ivr.accounts import User

MOST_KEPT = 50
"""Searches of one user."""
LONGEST_NAME = 80
"""Characters of a search's name."""


class TooManyKept(Exception):
    """The user keeps too many searches. The message is for the user."""


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search by name, of a user; `fields` are those of the form."""

    id: str
    owner: str
    name: str
    is_shared: bool
    fields: Mapping[str, str]


class KeptSearches(Protocol):
    """The searches of all users."""

    def of(self, user: User) -> Sequence[KeptSearch]:
        """The user's own searches and those shared with them, by name."""

    def keep(self, user: User, name: str, fields: Mapping[str, str], *, is_shared: bool) -> None:
        """Keep a search, in place of the user's own of the same name. Raises TooManyKept."""

    def forget(self, user: User, name: str) -> None:
        """Remove a search of the user's own, by its id."""

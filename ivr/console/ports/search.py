"""Searching the calls on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ivr.reporting.audit import Actor
from ivr.reporting.call_search import CallCursor, CallQuery, CallScope, CallsFound


@dataclass(frozen=True, slots=True)
class TypedCaller:
    """A telephone number as it was typed: the keyed hashes of what it may mean, and its last two digits."""

    keys: tuple[str, ...]
    ending: str


class CallSearch(Protocol):
    """Finds calls on record. What names a person is looked for by keyed hash."""

    def caller(self, typed: str) -> TypedCaller | None:
        """The caller with a telephone number, in any national form; None for what is no number."""

    def orders(self, typed: str) -> tuple[str, ...]:
        """The orders that a typed number may mean, by keyed hash: those on file, and the number to the letter."""

    def sealed(self, text: str) -> str:
        """A text in encrypted form, for an address. The same text gives the same form."""

    def unsealed(self, sealed: str) -> str:
        """The text again; empty if it is none of ours."""

    def find(self, query: CallQuery, scope: CallScope, *, after: CallCursor | None = None, most: int) -> CallsFound:
        """The newest calls that fit, behind a place."""

    def agents(self, scope: CallScope) -> Mapping[str, str]:
        """The agents who serve one of the queues of a scope: id to name, by name."""

    def note_export(self, actor: Actor, looked_for: str, count: int) -> None:
        """Enter in the audit that somebody takes calls with them: what was looked for, and how many there are."""

"""Tokens of the API: what each lets its holder do, until when. They are stored as hashes only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from ivr.reporting.audit import Actor

Scope = Literal[
    "routing:read",
    "routing:write",
    "orders",
    "requests",
    "calls:read",
    "live:read",
    "queues:read",
    "agents:read",
    "agents:write",
    "figures:read",
    "work",
    "events:read",
    "webhooks",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
SCOPE_WORDS: Mapping[Scope, str] = {
    "routing:read": "read the routing, its versions, hours and shares",
    "routing:write": "change and publish the routing, turn switches",
    "orders": "send, look up and delete orders",
    "requests": "read and settle requests of callers, with their numbers",
    "calls:read": "search calls on record, with agents' notes",
    "live:read": "see the calls in progress",
    "queues:read": "see the queues: who waits, how long, and who serves them",
    "agents:read": "see the agents and their states",
    "agents:write": "add, change and remove agents",
    "figures:read": "read the history of figures, by queue, vendor, agent and so on",
    "work": "work on voicemails and callbacks",
    "events:read": "follow events as they happen",
    "webhooks": "have events sent to an address, and read what was sent",
}
LONGEST_TOKEN_NAME = 64
"""Characters of a token's name."""


class TokenNameTaken(Exception):
    """There is a token of that name already. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token, without its secret. `expires_at` is None for one that does not end by itself."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


class ApiTokens(Protocol):
    """The tokens that were made in the console."""

    def all(self) -> Sequence[ApiToken]:
        """All tokens, by name, those that have expired too."""

    def make(self, name: str, scopes: Sequence[Scope], *, expires_at: datetime | None, actor: Actor) -> str:
        """Make a token and return it, for this once. Raises TokenNameTaken."""

    def revoke(self, token: str, *, actor: Actor) -> None:
        """End a token, by id, at once; nothing happens if it is gone."""

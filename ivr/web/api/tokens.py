"""Authentication of the API by bearer tokens, which are stored as hashes only."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

from flask import Request

from ivr.reporting.api_token import SCOPES, ApiToken, Scope

Role = Literal["admin", "reader", "orders", "requests"]
"""The roles of tokens in WISMO_API_TOKENS. An admin may do everything; a reader sees routing; `orders` are programs
that send orders, and `requests` those that settle requests of callers, and nothing else."""
SCOPES_OF: Mapping[Role, frozenset[Scope]] = {
    "admin": frozenset(SCOPES),
    "reader": frozenset({"routing:read"}),
    "orders": frozenset({"orders"}),
    "requests": frozenset({"requests"}),
}


class Unauthorised(Exception):
    """The request has no valid token."""


class Forbidden(Exception):
    """The token's scopes do not allow the request."""


class TooOften(Exception):
    """The token has sent too many requests."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The name of a token, and what it may do."""

    name: str
    scopes: frozenset[Scope]

    @classmethod
    def of_role(cls, name: str, role: Role) -> "Holder":
        """The holder of a token with a role."""
        return cls(name, SCOPES_OF[role])


def _nothing_stored(_digest: str) -> None:
    return None


def _no_limit(_name: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class TokenBook:
    """The tokens: those of the settings, keyed by SHA-256 in hex, and `stored` ones that were made in the console.

    `may_ask` counts a request of a token by name; False if there are too many.
    """

    named: Mapping[str, Holder]
    stored: Callable[[str], ApiToken | None] = field(default=_nothing_stored)
    may_ask: Callable[[str], bool] = field(default=_no_limit)

    def holder(self, request: Request, *scopes: Scope) -> Holder:
        """The holder of the request's token, who must have one of the scopes.

        Raises Unauthorised, Forbidden and TooOften.
        """
        found = self.holder_of(request.headers.get("Authorization", ""), *scopes)
        if not self.may_ask(found.name):
            raise TooOften("wait a moment, then go on more slowly; lists and batches take many at once")
        return found

    def holder_of(self, header: str, *scopes: Scope) -> Holder:
        """The holder of the token in an Authorization header, whose request is not counted.

        Raises Unauthorised and Forbidden.
        """
        scheme, _, token = header.partition(" ")
        found = self._find(sha256(token.strip().encode()).hexdigest()) if scheme.lower() == "bearer" else None
        if found is None:
            raise Unauthorised("give a token, made in the console under API, as Authorization: Bearer ...")
        if found.scopes.isdisjoint(scopes):
            raise Forbidden(f"ask for a token with the scope {' or '.join(scopes)}")
        return found

    def _find(self, digest: str) -> Holder | None:
        for known, holder in self.named.items():
            if hmac.compare_digest(known, digest):
                return holder
        token = self.stored(digest)
        return Holder(token.name, frozenset(token.scopes)) if token else None


def read_tokens(entries: tuple[str, ...]) -> dict[str, Holder]:
    """Parse WISMO_API_TOKENS: name:role:hash each. Raises ValueError with the position of a wrong entry."""
    roles: dict[str, Role] = {role: role for role in get_args(Role)}
    found: dict[str, Holder] = {}
    for place, entry in enumerate(entries, 1):
        name, role, digest = (*entry.split(":"), "", "")[:3]
        if not name or role not in roles or len(digest) != sha256().digest_size * 2:
            raise ValueError(f"entry {place} must be name:{'|'.join(roles)}, then : and the token's SHA-256 in hex")
        found[digest.lower()] = Holder.of_role(name, roles[role])
    return found

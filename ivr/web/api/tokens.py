"""Authentication of the API by bearer tokens, which are stored as hashes only."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, get_args

from flask import Request

Role = Literal["admin", "reader", "orders", "requests"]
"""An admin may do everything; a reader sees routing; `orders` are programs that send orders, and `requests` those that
settle requests of callers, and nothing else."""


class Unauthorised(Exception):
    """The request has no valid token."""


class Forbidden(Exception):
    """The token's role does not allow the request."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The name and role of a token."""

    name: str
    role: Role


def holder_of(request: Request, tokens: Mapping[str, Holder], *roles: Role) -> Holder:
    """The holder of the request's token, who must have one of the roles. `tokens` are keyed by SHA-256 in hex.

    Raises Unauthorised and Forbidden.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    digest = sha256(token.strip().encode()).hexdigest()
    found = [holder for known, holder in tokens.items() if hmac.compare_digest(known, digest)]
    if scheme.lower() != "bearer" or not found:
        raise Unauthorised("give a token of WISMO_API_TOKENS as Authorization: Bearer ...")
    if found[0].role not in roles:
        raise Forbidden(f"ask for a token with the role {' or '.join(roles)}")
    return found[0]


def read_tokens(entries: tuple[str, ...]) -> dict[str, Holder]:
    """Parse WISMO_API_TOKENS: name:role:hash each. Raises ValueError with the position of a wrong entry."""
    roles: dict[str, Role] = {role: role for role in get_args(Role)}
    found: dict[str, Holder] = {}
    for place, entry in enumerate(entries, 1):
        name, role, digest = (*entry.split(":"), "", "")[:3]
        if not name or role not in roles or len(digest) != sha256().digest_size * 2:
            raise ValueError(f"entry {place} must be name:{'|'.join(roles)}, then : and the token's SHA-256 in hex")
        found[digest.lower()] = Holder(name, roles[role])
    return found

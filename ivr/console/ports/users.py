"""Users: their accounts, authentication, sessions, and sign-in with company accounts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask.typing import ResponseReturnValue

from ivr.accounts import Proven, Role, User
from ivr.reporting.audit import Actor

Granted = tuple[Role, str]
"""A role, and the vendor of a vendor's user."""


class SecondFactors(Protocol):
    """Codes of an authenticator, and recovery codes."""

    def begin(self, name: str) -> str:
        """A new key (base32) for a user who has not confirmed one yet."""

    def begun(self, name: str) -> str:
        """The key that `begin` returned last; "" without one."""

    def left(self, name: str) -> int:
        """The number of recovery codes that a user has left."""


class Users(Protocol):
    """The users of the console, their proofs and their sessions."""

    @property
    def codes(self) -> SecondFactors:
        """The second factors of all users."""

    def all(self) -> list[User]:
        """All users, by name."""

    def find(self, name: str) -> User:
        """A user by name. Raises UnknownUser."""

    def named_by(self, token: str) -> User | None:
        """The user of a link; None if it was used, is too old or never existed."""

    def redeem(self, token: str, password: str) -> User | None:
        """Set a password by a link, which is used up; None as above."""

    def proven(self, name: str, password: str, code: str) -> Proven | None:
        """Authenticate a user by password and, with a second factor, by a code. Returns None if either is wrong."""

    def proven_anew(self, name: str, password: str, code: str) -> object | None:
        """Authenticate a signed-in user once more. Returns None if password or code are wrong."""

    def of_company(self, account: str) -> User | None:
        """The user of an account of the company."""

    def bind(self, name: str, account: str, *, by_claim: bool = False) -> bool:
        """Bind a company account to a user who is expected to sign in with one; False without such a user."""

    def came_by_claim(self, name: str) -> bool:
        """Whether a user was let in by a claim of the company alone."""

    def begin(self, name: str) -> str:
        """Begin a session; returns its token."""

    def signed_in(self, token: str) -> User | None:
        """The user of a session; None if it has ended."""

    def end(self, token: str) -> None:
        """End a session."""

    def sessions(self) -> Mapping[str, int]:
        """The number of sessions of each user."""


class AuditedUsers(Protocol):
    """Changes of users. Each writes a line into the audit, in the name of `hand`."""

    def add(self, user: User, *, actor: Actor) -> None:
        """Add a user. Raises NameTaken."""

    def add_all(self, users: Iterable[User], *, actor: Actor) -> None:
        """Add users, all or none of them. Raises NameTaken."""

    def change(
        self,
        name: str,
        *,
        role: Role,
        vendor: str,
        sees_numbers: bool,
        queues: tuple[str, ...] | None = None,
        actor: Actor,
    ) -> None:
        """Change a user's role, vendor and queues, which stay if None. Raises UnknownUser."""

    def remove(self, name: str, *, actor: Actor) -> None:
        """Remove a user. Raises UnknownUser."""

    def link(self, name: str, *, actor: Actor) -> str:
        """A token by which a user sets a password once. Raises UnknownUser."""

    def end_all(self, name: str, *, actor: Actor) -> int:
        """End all sessions of a user and return their number."""

    def codes(self, name: str, code: str, *, actor: Actor) -> tuple[str, ...]:
        """Ask a user for codes from now on; returns recovery codes, none if `code` is wrong."""

    def no_codes(self, name: str, *, actor: Actor) -> None:
        """Ask a user for codes no more. Raises UnknownUser."""

    def recovery_codes(self, name: str, *, actor: Actor) -> tuple[str, ...]:
        """New recovery codes, which replace the old ones."""

    def recovered(self, name: str, *, actor: Actor) -> int:
        """Record the use of a recovery code and return the number of codes left."""

    def await_company(self, name: str, *, actor: Actor) -> None:
        """Let a user sign in with an account of the company. Raises UnknownUser."""


class Attempts(Protocol):
    """Limits wrong attempts to sign in."""

    def take(self, name: str, address: str) -> bool:
        """Count an attempt; False if there were too many."""

    def give_back(self, name: str, address: str) -> None:
        """Count an attempt no more, since it was right."""


class Provider(Protocol):
    """The company's sign-in, as Authlib gives it."""

    def authorize_redirect(self, redirect_uri: str) -> ResponseReturnValue:
        """Redirect to the company's page."""

    def authorize_access_token(self) -> Mapping[str, Any]:
        """The verified claims of the user who returns, as `userinfo`."""


@dataclass(frozen=True, slots=True)
class CompanySignIn:
    """Signing in with an account of the company (OpenID Connect).

    `granted` maps values of the claim `claim` to roles, never to that of an admin. `return_address` is where the
    company sends users back to. `errors` are the exceptions of the provider; `failed` is called with each.
    """

    provider: Provider
    claim: str
    granted: Mapping[str, Granted]
    return_address: str
    errors: tuple[type[Exception], ...]
    failed: Callable[[Exception], None]

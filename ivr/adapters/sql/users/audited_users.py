"""Changes of the console's users, with an audit entry each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from ivr.accounts import Role, User
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.users.store import SqlUsers
from ivr.reporting.audit import Actor


@dataclass(frozen=True, slots=True)
class AuditedUsers:
    """Changes of users by admins. Every method writes an audit entry for `actor`."""

    users: SqlUsers
    engine: Engine
    clock: Callable[[], datetime]

    def add(self, user: User, *, actor: Actor) -> None:
        """Add a user. Raises NameTaken."""
        self.users.add(user)
        self._note(actor, user.name, None, _rights(user))

    def add_all(self, users: Iterable[User], *, actor: Actor) -> None:
        """Add users, all or none of them. Raises NameTaken."""
        added = list(users)
        self.users.add_all(added)
        for user in added:
            self._note(actor, user.name, None, _rights(user))

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
        """Change the rights of a user; `queues` stay if None. Raises UnknownUser."""
        before = _rights(self.users.find(name))
        self.users.change(name, role=role, vendor=vendor, sees_numbers=sees_numbers, queues=queues)
        self._note(actor, name, before, _rights(self.users.find(name)))

    def remove(self, name: str, *, actor: Actor) -> None:
        """Remove a user. Raises UnknownUser."""
        before = _rights(self.users.find(name))
        self.users.remove(name)
        self._note(actor, name, before, "removed")

    def link(self, name: str, *, actor: Actor) -> str:
        """Return a token for setting a new password. Raises UnknownUser."""
        token = self.users.link(name)
        self._note(actor, name, None, "a link to set a password")
        return token

    def end_all(self, name: str, *, actor: Actor) -> int:
        """End all sessions of a user. Returns their number."""
        count = self.users.end_all(name)
        self._note(actor, name, None, f"{count} sessions ended")
        return count

    def no_codes(self, name: str, *, actor: Actor) -> None:
        """Turn off the second factor of a user. Raises UnknownUser."""
        self.users.codes.stop(name)
        self._note(actor, name, None, "no codes asked for")

    def codes(self, name: str, code: str, *, actor: Actor) -> tuple[str, ...]:
        """Turn on the second factor. Returns recovery codes; none if `code` does not match the new key."""
        codes = self.users.codes.confirm(name, code)
        if codes:
            self._note(actor, name, None, "codes asked for")
        return codes

    def recovery_codes(self, name: str, *, actor: Actor) -> tuple[str, ...]:
        """Replace the recovery codes."""
        codes = self.users.codes.renew(name)
        self._note(actor, name, None, "new recovery codes")
        return codes

    def recovered(self, name: str, *, actor: Actor) -> int:
        """Write an audit entry for a used recovery code. Returns the number left."""
        left = self.users.codes.left(name)
        self._note(actor, name, None, f"signed in by a recovery code; {left} left")
        return left

    def await_company(self, name: str, *, actor: Actor) -> None:
        """Let a user sign in with a company account. Raises UnknownUser."""
        self.users.await_company(name)
        self._note(actor, name, None, "signs in by their company")

    def _note(self, actor: Actor, name: str, before: Any, after: Any) -> None:
        with writing(self.engine) as connection:
            audit.note(connection, actor, self.clock(), "user", name, before=before, after=after)


def _rights(user: User) -> str:
    of = f" of {user.vendor}" if user.vendor else ""
    bound = f", queues {', '.join(user.queues)}" if user.queues else ""
    return f"{user.role}{of}{bound}{', sees numbers' if user.sees_numbers else ''}"

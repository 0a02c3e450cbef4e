"""The console's users: who they are, how they prove it, how long they stay."""

import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Engine, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ivr.accounts import NameTaken, Proven, Role, SessionLimits, UnknownUser, User
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.users.second_factor import Means, SecondFactor
from ivr.adapters.sql.users.tables import links, recovery_codes, sessions, users

AWAITED, ADDED, CLAIMED = "awaited", "added:", "claim:"
"""What stands for an account: awaited, of somebody whom an admin let in, of somebody let in by their company's word."""
LINK_LASTS = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)
"""How often a session's last use is written."""
HASHED_AT_ONCE = 2
"""A password takes a third of a second of a processor, which calls need as well."""

_ALIVE = (sessions.c.began_at > bindparam("began")) & (sessions.c.seen_at > bindparam("seen"))
_SIGNED_IN = (
    select(users, sessions.c.seen_at)
    .join(sessions, sessions.c.name == users.c.name)
    .where((sessions.c.token == bindparam("token")) & _ALIVE)
)
"""Written once: every page asks it, and every browser that watches does so every few seconds."""


class SqlUsers:
    """The console's users. `key` seals what must be read again; tokens and passwords are kept as hashes alone."""

    def __init__(
        self, engine: Engine, *, clock: Callable[[], datetime], key: bytes, limits: SessionLimits | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._limits = limits or SessionLimits()
        self.codes = SecondFactor(engine, clock=clock, key=key)
        self._hasher = PasswordHasher()
        self._hashing = BoundedSemaphore(HASHED_AT_ONCE)

    def all(self) -> list[User]:
        """Everybody, by name."""
        with self._engine.connect() as connection:
            return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def find(self, name: str) -> User:
        """Somebody by name. Raises UnknownUser."""
        row = self._row(name)
        if row is None:
            raise UnknownUser(f"there is nobody called {name!r}")
        return _user(row)

    def add(self, user: User) -> None:
        """Let somebody in. They set their password by a link. Raises NameTaken."""
        row = {"name": user.name, "role": user.role, "vendor": user.vendor, "sees_numbers": user.sees_numbers}
        row["company"] = AWAITED if user.by_company else ""
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(users).values(password="", totp="", created_at=self._clock(), **row))
        except IntegrityError:
            raise NameTaken(f"there is somebody called {user.name!r} already") from None

    def change(self, name: str, *, role: Role, vendor: str, sees_numbers: bool) -> None:
        """What somebody may do, from their next request on. Raises UnknownUser."""
        self._update(name, role=role, vendor=vendor, sees_numbers=sees_numbers)

    def remove(self, name: str) -> None:
        """Take somebody out, and end their sessions. Raises UnknownUser."""
        self.find(name)
        with writing(self._engine) as connection:
            for table in (sessions, links, recovery_codes, users):
                connection.execute(delete(table).where(table.c.name == name))

    def link(self, name: str) -> str:
        """A token with which somebody sets a new password, once, within a day. Raises UnknownUser."""
        self.find(name)
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as connection:
            connection.execute(delete(links).where((links.c.name == name) | (links.c.until <= self._clock())))
            row = {"token": _hashed(token), "name": name, "until": self._clock() + LINK_LASTS}
            connection.execute(insert(links).values(**row))
        return token

    def named_by(self, token: str) -> User | None:
        """Whose link this is; None for one that was used, is too old, or never was."""
        valid = (links.c.token == _hashed(token)) & (links.c.until > self._clock())
        with self._engine.connect() as connection:
            row = connection.execute(select(users).join(links, links.c.name == users.c.name).where(valid)).one_or_none()
        return _user(row) if row else None

    def redeem(self, token: str, password: str) -> User | None:
        """Set a password by a link, which is used up; None for one that leads nowhere, and for all but one at a time.

        Other links and all sessions of theirs end; codes stay.
        """
        with self._hashing:
            hashed = self._hasher.hash(_normal(password))
        valid = (links.c.token == _hashed(token)) & (links.c.until > self._clock())
        with writing(self._engine) as connection:
            name = connection.scalar(select(links.c.name).where(valid))
            if name is None or not connection.execute(delete(links).where(valid)).rowcount:
                return None
            connection.execute(update(users).where(users.c.name == name).values(password=hashed))
            for table in (sessions, links):
                connection.execute(delete(table).where(table.c.name == name))
        return self.find(name)

    def proven(self, name: str, password: str, code: str) -> Proven | None:
        """Who this is, by password and, for those who have them, code. It takes the same time whatever is wrong."""
        row = self._row(name)
        if not self._is_password(row, password) or row is None:
            return None
        if not row.totp:
            return Proven(_user(row))
        means = self.codes.accepts(name, code)
        return Proven(_user(row), by_recovery=means == "recovery") if means else None

    def proven_anew(self, name: str, password: str, code: str) -> Means | None:
        """By what somebody who is signed in proves that it is them; who has no password does so by a code alone."""
        row = self._row(name)
        if row is None or (row.password and not self._is_password(row, password)):
            return None
        return self.codes.accepts(name, code)

    def _is_password(self, row: Row[Any] | None, password: str) -> bool:
        kept = row.password if row is not None and row.password else self._nobodys
        with self._hashing:
            is_right = _matches(self._hasher, kept, _normal(password)) or (
                _normal(password) != password and _matches(self._hasher, kept, password)
            )
        return is_right and row is not None and bool(row.password)

    def of_company(self, account: str) -> User | None:
        """Whose account of a company this is."""
        with self._engine.connect() as connection:
            mine = users.c.company.in_((f"{ADDED}{account}", f"{CLAIMED}{account}"))
            row = connection.execute(select(users).where(mine)).one_or_none()
        return _user(row) if row else None

    def await_company(self, name: str) -> None:
        """Let somebody sign in with an account of their company; the first of this name is theirs. UnknownUser."""
        self._update(name, company=AWAITED)

    def bind(self, name: str, account: str, *, by_claim: bool = False) -> bool:
        """Make an account of a company the one of somebody who is awaited; whether they were.

        `by_claim` says that they are here for what the company says they do.
        """
        mine = (users.c.name == name) & (users.c.company == AWAITED)
        bound = f"{CLAIMED if by_claim else ADDED}{account}"
        with writing(self._engine) as connection:
            return connection.execute(update(users).where(mine).values(company=bound)).rowcount > 0

    def came_by_claim(self, name: str) -> bool:
        """Whether somebody is here for what their company says they do."""
        row = self._row(name)
        return row is not None and row.company.startswith(CLAIMED)

    def begin(self, name: str) -> str:
        """A session's token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.began_at <= now - self._limits.absolute))
            row = {"token": _hashed(token), "name": name, "began_at": now, "seen_at": now}
            connection.execute(insert(sessions).values(**row))
        return token

    def signed_in(self, token: str) -> User | None:
        """Whose session this is, as they are now; None for one that ended. One query."""
        now = self._clock()
        since = {"began": now - self._limits.absolute, "seen": now - self._limits.idle}
        with self._engine.connect() as connection:
            row = connection.execute(_SIGNED_IN, {"token": _hashed(token), **since}).one_or_none()
        if row is None:
            return None
        if row.seen_at <= now - SEEN_EVERY:
            with writing(self._engine) as connection:
                connection.execute(update(sessions).where(sessions.c.token == _hashed(token)).values(seen_at=now))
        return _user(row)

    def end(self, token: str) -> None:
        """Sign out."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.token == _hashed(token)))

    def end_all(self, name: str) -> int:
        """End every session of somebody; how many there were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(sessions).where(sessions.c.name == name)).rowcount

    def sessions(self) -> dict[str, int]:
        """How many sessions each user has."""
        now = self._clock()
        since = {"began": now - self._limits.absolute, "seen": now - self._limits.idle}
        with self._engine.connect() as connection:
            names = [row.name for row in connection.execute(select(sessions.c.name).where(_ALIVE), since)]
        return {name: names.count(name) for name in names}

    def _row(self, name: str) -> Row[Any] | None:
        with self._engine.connect() as connection:
            return connection.execute(select(users).where(users.c.name == name)).one_or_none()

    def _update(self, name: str, **values: object) -> None:
        with writing(self._engine) as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(**values)).rowcount:
                raise UnknownUser(f"there is nobody called {name!r}")

    @cached_property
    def _nobodys(self) -> str:
        """A hash that no password matches: an unknown name takes as long as a wrong password."""
        return self._hasher.hash(secrets.token_urlsafe(32))


def _matches(hasher: PasswordHasher, kept: str, password: str) -> bool:
    try:
        return hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same password from any keyboard: what looks alike is one (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _user(row: Row[Any]) -> User:
    return User(row.name, row.role, row.vendor, row.sees_numbers, bool(row.password), bool(row.totp), bool(row.company))

"""The console's users in SQL: rights, passwords, links, sessions."""

import secrets
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any, ClassVar

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Engine, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ivr.accounts import NameTaken, Proven, Role, SessionLimits, UnknownUser, User
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.users.second_factor import Means, SecondFactor
from ivr.adapters.sql.users.tables import links, recovery_codes, sessions, users

AWAITED, ADDED, CLAIMED = "awaited", "added:", "claim:"
"""Prefixes of `company`: account awaited, account of a user added by an admin, account admitted by a claim."""
LINK_LASTS = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)
"""Interval at which the last use of a session is written."""
HASHED_AT_ONCE = 2
"""Limit of parallel password hashes: each takes a third of a second of CPU that calls need."""

_ALIVE = (sessions.c.began_at > bindparam("began")) & (sessions.c.seen_at > bindparam("seen"))
_SIGNED_IN = (
    select(users, sessions.c.seen_at)
    .join(sessions, sessions.c.name == users.c.name)
    .where((sessions.c.token == bindparam("token")) & _ALIVE)
)
"""Built once: every page runs this query, and every open live page does so every few seconds."""


class SqlUsers:
    """The console's users. `key` encrypts secrets that must be readable; tokens and passwords are stored as hashes."""

    strength: ClassVar[Parameters] = RFC_9106_LOW_MEMORY
    """The cost of a password's hash (RFC 9106, second recommended option)."""

    def __init__(
        self, engine: Engine, *, clock: Callable[[], datetime], key: bytes, limits: SessionLimits | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._limits = limits or SessionLimits()
        self.codes = SecondFactor(engine, clock=clock, key=key)
        self._hasher = PasswordHasher.from_parameters(self.strength)
        self._hashing = BoundedSemaphore(HASHED_AT_ONCE)

    def all(self) -> list[User]:
        """Return all users, sorted by name."""
        with self._engine.connect() as connection:
            return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def find(self, name: str) -> User:
        """Return a user by name. Raises UnknownUser."""
        row = self._row(name)
        if row is None:
            raise UnknownUser(f"there is nobody called {name!r}")
        return _user(row)

    def add(self, user: User) -> None:
        """Add a user, who sets a password through a link. Raises NameTaken."""
        self.add_all([user])

    def add_all(self, added: Iterable[User]) -> None:
        """Add users, all or none of them. Raises NameTaken."""
        name = ""
        try:
            with writing(self._engine) as connection:
                for user in added:
                    name = user.name
                    connection.execute(insert(users).values(created_at=self._clock(), **_row(user)))
        except IntegrityError:
            raise NameTaken(f"there is somebody called {name!r} already") from None

    def change(
        self, name: str, *, role: Role, vendor: str, sees_numbers: bool, queues: tuple[str, ...] | None = None
    ) -> None:
        """Change the rights of a user, from their next request on; `queues` stay if None. Raises UnknownUser."""
        bound = {} if queues is None else {"queues": "\n".join(queues)}
        self._update(name, role=role, vendor=vendor, sees_numbers=sees_numbers, **bound)

    def remove(self, name: str) -> None:
        """Remove a user and end their sessions. Raises UnknownUser."""
        self.find(name)
        with writing(self._engine) as connection:
            for table in (sessions, links, recovery_codes, users):
                connection.execute(delete(table).where(table.c.name == name))

    def link(self, name: str) -> str:
        """Return a token for setting a password once, within a day. Raises UnknownUser."""
        self.find(name)
        token = secrets.token_urlsafe(32)
        with writing(self._engine) as connection:
            connection.execute(delete(links).where((links.c.name == name) | (links.c.until <= self._clock())))
            row = {"token": _hashed(token), "name": name, "until": self._clock() + LINK_LASTS}
            connection.execute(insert(links).values(**row))
        return token

    def named_by(self, token: str) -> User | None:
        """Return the user of a link, or None if it was used, has expired or never existed."""
        valid = (links.c.token == _hashed(token)) & (links.c.until > self._clock())
        with self._engine.connect() as connection:
            row = connection.execute(select(users).join(links, links.c.name == users.c.name).where(valid)).one_or_none()
        return _user(row) if row else None

    def redeem(self, token: str, password: str) -> User | None:
        """Set a password through a link, once. Returns None if the link is not valid or was just used.

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
        """Check password and, if turned on, second factor. Takes the same time for every kind of failure."""
        row = self._row(name)
        if not self._is_password(row, password) or row is None:
            return None
        if not row.totp:
            return Proven(_user(row))
        means = self.codes.accepts(name, code)
        return Proven(_user(row), by_recovery=means == "recovery") if means else None

    def proven_anew(self, name: str, password: str, code: str) -> Means | None:
        """Check a signed-in user again. A user without a password needs a code only."""
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
        """Return the user of a company account, or None."""
        with self._engine.connect() as connection:
            mine = users.c.company.in_((f"{ADDED}{account}", f"{CLAIMED}{account}"))
            row = connection.execute(select(users).where(mine)).one_or_none()
        return _user(row) if row else None

    def await_company(self, name: str) -> None:
        """Let a user sign in with a company account; the first one with this name is bound. Raises UnknownUser."""
        self._update(name, company=AWAITED)

    def bind(self, name: str, account: str, *, by_claim: bool = False) -> bool:
        """Bind a company account to a user who is expected to have one. Returns False without such a user.

        `by_claim` records that a claim of the company admitted the user.
        """
        mine = (users.c.name == name) & (users.c.company == AWAITED)
        bound = f"{CLAIMED if by_claim else ADDED}{account}"
        with writing(self._engine) as connection:
            return connection.execute(update(users).where(mine).values(company=bound)).rowcount > 0

    def came_by_claim(self, name: str) -> bool:
        """Return whether a user was admitted by a claim of their company."""
        row = self._row(name)
        return row is not None and row.company.startswith(CLAIMED)

    def begin(self, name: str) -> str:
        """Begin a session. Returns its token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.began_at <= now - self._limits.absolute))
            row = {"token": _hashed(token), "name": name, "began_at": now, "seen_at": now}
            connection.execute(insert(sessions).values(**row))
        return token

    def signed_in(self, token: str) -> User | None:
        """Return the user of a session with current rights, or None if it ended. One query."""
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
        """End a session."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.token == _hashed(token)))

    def end_all(self, name: str) -> int:
        """End all sessions of a user. Returns their number."""
        with writing(self._engine) as connection:
            return connection.execute(delete(sessions).where(sessions.c.name == name)).rowcount

    def sessions(self) -> dict[str, int]:
        """Return the number of sessions per user."""
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
    """Normalise a password (NFKC), so that all keyboards yield the same one."""
    return unicodedata.normalize("NFKC", password)


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _row(user: User) -> dict[str, object]:
    """The columns of a user who has not set a password yet."""
    rights = {"role": user.role, "vendor": user.vendor, "sees_numbers": user.sees_numbers}
    company, queues = AWAITED if user.by_company else "", "\n".join(user.queues)
    return {"name": user.name, **rights, "company": company, "queues": queues, "password": "", "totp": ""}


def _user(row: Row[Any]) -> User:
    return User(
        row.name,
        row.role,
        row.vendor,
        row.sees_numbers,
        has_password=bool(row.password),
        has_codes=bool(row.totp),
        by_company=bool(row.company),
        queues=tuple(row.queues.splitlines()),
    )

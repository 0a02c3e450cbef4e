"""Those who may use the console, in SQL: roles, passwords, one-time links, sessions."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any, Literal, get_args

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.fernet import Fernet
from sqlalchemy import Boolean, Column, Engine, Row, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ivr.adapters.database import Utc, metadata, writing

Role = Literal["admin", "supervisor", "vendor", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)

users = Table(
    "console_users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("vendor", String(128), nullable=False),
    Column("sees_numbers", Boolean, nullable=False),
    Column("password", Text, nullable=False),
    Column("totp", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
)
"""Name, role, whose calls a vendor sees, password (argon2; empty: none yet), the key of their codes (encrypted)."""

sessions = Table(
    "console_sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("began_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
)
"""Who is signed in: the SHA-256 of each session's token."""

links = Table(
    "console_links",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("until", Utc, nullable=False),
)
"""Links that let somebody set a password, once: the SHA-256 of each token."""

LINK_LASTS = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)
"""How often a session's last use is written."""
HASHED_AT_ONCE = 2
"""A password takes a third of a second of a processor, which calls need as well."""


class UnknownUser(Exception):
    """There is nobody of that name."""


class NameTaken(Exception):
    """There is somebody of that name already."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the console. `vendor` is whose calls a vendor's people see."""

    name: str
    role: Role
    vendor: str = ""
    sees_numbers: bool = False
    has_password: bool = False
    has_codes: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without use, and at all."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


class SqlUsers:
    """The console's users. `key` encrypts what must be read again; tokens and passwords are kept as hashes alone."""

    def __init__(
        self, engine: Engine, *, clock: Callable[[], datetime], key: bytes, limits: Limits | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._limits = limits or Limits()
        self._box = Fernet(base64.urlsafe_b64encode(sha256(b"console\0" + key).digest()))
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
            for table in (sessions, links, users):
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

    def set_password(self, name: str, password: str) -> None:
        """A new password: links are used up, sessions end, codes stay. Raises UnknownUser."""
        with self._hashing:
            hashed = self._hasher.hash(password)
        self._update(name, password=hashed)
        with writing(self._engine) as connection:
            for table in (sessions, links):
                connection.execute(delete(table).where(table.c.name == name))

    def proven(self, name: str, password: str, code: str) -> User | None:
        """Who this is, by password and, for those who have them, code. It takes the same time whatever is wrong."""
        row = self._row(name)
        kept = row.password if row is not None and row.password else self._nobodys
        with self._hashing:
            is_right = _matches(self._hasher, kept, password)
        if row is None or not row.password or not is_right:
            return None
        return _user(row) if not row.totp or self._is_code(row.totp, code) else None

    def set_codes(self, name: str, key: str) -> None:
        """The key (base32) of the codes that somebody's sign-in asks for; empty: none. Raises UnknownUser."""
        self._update(name, totp=self._box.encrypt(key.encode()).decode() if key else "")

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
        alive = (sessions.c.began_at > now - self._limits.absolute) & (sessions.c.seen_at > now - self._limits.idle)
        both = select(users, sessions.c.seen_at).join(sessions, sessions.c.name == users.c.name)
        with self._engine.connect() as connection:
            row = connection.execute(both.where((sessions.c.token == _hashed(token)) & alive)).one_or_none()
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
        alive = (sessions.c.began_at > now - self._limits.absolute) & (sessions.c.seen_at > now - self._limits.idle)
        with self._engine.connect() as connection:
            names = [row.name for row in connection.execute(select(sessions.c.name).where(alive))]
        return {name: names.count(name) for name in names}

    def _row(self, name: str) -> Row[Any] | None:
        with self._engine.connect() as connection:
            return connection.execute(select(users).where(users.c.name == name)).one_or_none()

    def _update(self, name: str, **values: object) -> None:
        with writing(self._engine) as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(**values)).rowcount:
                raise UnknownUser(f"there is nobody called {name!r}")

    def _is_code(self, sealed: str, code: str) -> bool:
        key = self._box.decrypt(sealed.encode()).decode()
        return pyotp.TOTP(key).verify(code.replace(" ", ""), for_time=self._clock(), valid_window=1)

    @cached_property
    def _nobodys(self) -> str:
        """A hash that no password matches: an unknown name takes as long as a wrong password."""
        return self._hasher.hash(secrets.token_urlsafe(32))


def _matches(hasher: PasswordHasher, kept: str, password: str) -> bool:
    try:
        return hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _user(row: Row[Any]) -> User:
    return User(row.name, row.role, row.vendor, row.sees_numbers, bool(row.password), bool(row.totp))

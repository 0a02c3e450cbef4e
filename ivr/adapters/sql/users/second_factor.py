"""The second factor: codes of an authenticator (RFC 6238), and recovery codes."""

import base64
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Literal

import pyotp
from cryptography.fernet import Fernet
from pyotp.utils import strings_equal
from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from ivr.accounts import UnknownUser
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.users.tables import recovery_codes, users

AT_ONCE = 10
"""Number of recovery codes in a set."""
STEP = 30
"""Lifetime of an authenticator code in seconds."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters of recovery codes, without those that look alike."""

Means = Literal["code", "recovery"]
"""The kind of code that was accepted."""


class SecondFactor:
    """The second factor of users. Secrets are encrypted with `key`; recovery codes are keyed hashes."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime], key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._key = key
        self._box = Fernet(base64.urlsafe_b64encode(sha256(b"console\0" + key).digest()))

    def begin(self, name: str) -> str:
        """Create a new secret (base32), which takes effect once a code of it is confirmed. Raises UnknownUser."""
        key = pyotp.random_base32()
        self._update(name, totp_next=self._sealed(key))
        return key

    def begun(self, name: str) -> str:
        """Return the secret awaiting confirmation, or ""."""
        return self._opened(self._column(name, "totp_next"))

    def confirm(self, name: str, code: str) -> tuple[str, ...]:
        """Turn on the new secret if `code` matches it. Returns new recovery codes; none if it does not match.

        This uses up the code, which cannot sign in afterwards.
        """
        key = self.begun(name)
        step = self._step(key, code) if key else 0
        return self._start(name, key, step) if step else ()

    def set_key(self, name: str, key: str) -> None:
        """Turn on the second factor with a secret (base32). Raises UnknownUser."""
        self._update(name, totp=self._sealed(key), totp_next="", last_code=0)

    def stop(self, name: str) -> None:
        """Turn off the second factor and delete the recovery codes. Raises UnknownUser."""
        self._update(name, totp="", totp_next="", last_code=0)
        with writing(self._engine) as connection:
            connection.execute(delete(recovery_codes).where(recovery_codes.c.name == name))

    def renew(self, name: str) -> tuple[str, ...]:
        """Replace the recovery codes."""
        with writing(self._engine) as connection:
            return self._renewed(connection, name)

    def left(self, name: str) -> int:
        """Return the number of unused recovery codes."""
        with self._engine.connect() as connection:
            mine = select(func.count()).where(recovery_codes.c.name == name)
            return connection.execute(mine).scalar_one()

    def accepts(self, name: str, code: str) -> Means | None:
        """Check a code. Returns its kind, or None if it is wrong. An accepted code cannot be used again."""
        if self._uses_code(name, code):
            return "code"
        mine = (recovery_codes.c.name == name) & (recovery_codes.c.code == self._hashed(name, code))
        with writing(self._engine) as connection:
            return "recovery" if connection.execute(delete(recovery_codes).where(mine)).rowcount else None

    def _uses_code(self, name: str, code: str) -> bool:
        key = self._opened(self._column(name, "totp"))
        step = self._step(key, code) if key else 0
        mine = (users.c.name == name) & (users.c.last_code < step)
        with writing(self._engine) as connection:
            return bool(step) and connection.execute(update(users).where(mine).values(last_code=step)).rowcount > 0

    def _step(self, key: str, code: str) -> int:
        """Return the matching time step (previous, current or next), or 0."""
        codes, now, given = pyotp.TOTP(key), int(self._clock().timestamp()) // STEP, "".join(code.split())
        return next((at for at in (now - 1, now, now + 1) if strings_equal(codes.generate_otp(at), given)), 0)

    def _start(self, name: str, key: str, step: int) -> tuple[str, ...]:
        with writing(self._engine) as connection:
            begun = (users.c.name == name) & (users.c.totp_next != "")
            now = {"totp": self._sealed(key), "totp_next": "", "last_code": step}
            if not connection.execute(update(users).where(begun).values(**now)).rowcount:
                return ()
            return self._renewed(connection, name)

    def _renewed(self, connection: Connection, name: str) -> tuple[str, ...]:
        codes = tuple(
            "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(AT_ONCE)
        )
        connection.execute(delete(recovery_codes).where(recovery_codes.c.name == name))
        connection.execute(insert(recovery_codes), [{"name": name, "code": self._hashed(name, code)} for code in codes])
        return codes

    def _hashed(self, name: str, code: str) -> str:
        plain = "".join(each for each in code.casefold() if each.isalnum())
        return hmac.new(self._key, f"recovery\0{name}\0{plain}".encode(), sha256).hexdigest()

    def _sealed(self, key: str) -> str:
        return self._box.encrypt(key.encode()).decode()

    def _opened(self, sealed: str) -> str:
        return self._box.decrypt(sealed.encode()).decode() if sealed else ""

    def _column(self, name: str, column: str) -> str:
        with self._engine.connect() as connection:
            found: str | None = connection.scalar(select(users.c[column]).where(users.c.name == name))
        return found or ""

    def _update(self, name: str, **values: object) -> None:
        with writing(self._engine) as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(**values)).rowcount:
                raise UnknownUser(f"there is nobody called {name!r}")

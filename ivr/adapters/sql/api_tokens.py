"""The tokens of the API that were made in the console, stored in SQL as SHA-256."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

from sqlalchemy import Column, Engine, Index, Row, String, Table, Text, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ivr.adapters.sql.database import Utc, metadata, writing
from ivr.adapters.sql.routing import audit
from ivr.reporting.api_token import SCOPES, ApiToken, Scope, TokenNameTaken
from ivr.reporting.audit import Actor

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("id", String(32), nullable=False),
    Column("name", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("used_at", Utc),
    Index("uq_api_tokens_id", "id", unique=True),
    Index("uq_api_tokens_name", "name", unique=True),
)
"""`digest` is the SHA-256 of a token in hex, which is as hard to guess as the token; `scopes` are separated by blanks;
`used_at` is within NOTED of the last use."""

PREFIX = "wismo_"
"""Begins every token, so that programs that look for leaked secrets know it."""
NOTED = timedelta(minutes=1)

_COLUMNS = [column for column in api_tokens.c if column.name != "digest"]


class SqlApiTokens:
    """Implements ivr.reporting.api_token.ApiTokens. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def find(self, digest: str) -> ApiToken | None:
        """The token with this hash that has not expired; its use is noted."""
        c, now = api_tokens.c, self._clock()
        lasts = or_(c.expires_at.is_(None), c.expires_at > now)
        with self._engine.connect() as connection:
            row = connection.execute(select(*_COLUMNS).where(c.digest == digest, lasts)).one_or_none()
        if row is not None and (row.used_at is None or row.used_at < now - NOTED):
            with writing(self._engine) as connection:
                connection.execute(update(api_tokens).where(c.digest == digest).values(used_at=now))
        return _token(row) if row is not None else None

    def all(self) -> list[ApiToken]:
        """All tokens, by name."""
        with self._engine.connect() as connection:
            return [_token(row) for row in connection.execute(select(*_COLUMNS).order_by(api_tokens.c.name))]

    def make(self, name: str, scopes: Sequence[Scope], *, expires_at: datetime | None, actor: Actor) -> str:
        """Make a token and return it, for this once. Raises TokenNameTaken."""
        token, now = f"{PREFIX}{token_urlsafe(32)}", self._clock()
        row = {"id": uuid4().hex, "name": name, "scopes": " ".join(scopes), "made_by": actor.who, "made_at": now}
        digest = sha256(token.encode()).hexdigest()
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(api_tokens).values(**row, digest=digest, expires_at=expires_at))
                audit.note(connection, actor, now, "token", name, after=row["scopes"])
        except IntegrityError:
            raise TokenNameTaken(
                f"There is a token {name!r} already. Revoke it first, or choose another name."
            ) from None
        return token

    def revoke(self, token: str, *, actor: Actor) -> None:
        """End a token, by id."""
        gone = delete(api_tokens).where(api_tokens.c.id == token).returning(api_tokens.c.name, api_tokens.c.scopes)
        with writing(self._engine) as connection:
            if row := connection.execute(gone).one_or_none():
                audit.note(connection, actor, self._clock(), "token", row.name, before=row.scopes)


def _token(row: Row[tuple[object, ...]]) -> ApiToken:
    known = set(row.scopes.split())
    return ApiToken(
        id=row.id,
        name=row.name,
        scopes=tuple(scope for scope in SCOPES if scope in known),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )

"""The agents, stored in SQL. The counts of wrong PINs are in Redis."""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from secrets import token_hex
from typing import Any

import redis
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Row,
    String,
    Table,
    delete,
    false,
    insert,
    or_,
    select,
    update,
)

from ivr.adapters.sql.database import metadata, writing
from ivr.calls.agent_desk import Agent
from ivr.calls.desk.agent_presence import DeskAgent, Station
from ivr.calls.ports import Unavailable
from ivr.orders.phone_numbers import hashed

agents = Table(
    "agents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(16)),
    Column("user", String(64)),
    Column("name", String(128), nullable=False),
    Column("pin", String(64), nullable=False),
    Column("queues", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("issues", JSON, nullable=False),
    Column("switches", JSON, nullable=False),
    Column("station", String(8), nullable=False),
    Column("away", Boolean, nullable=False),
    Index("uq_agents_number", "number", unique=True),
    Index("uq_agents_user", "user", unique=True),
)
"""Agents: a random id, telephone number (E.164) and user of the console (each NULL for none), name, PIN (a keyed hash,
empty for none), queues, skills, switches that the agent may turn, where calls ring, and whether the agent is away on
the desk line."""

MOST_WRONG = 5
"""Maximum of wrong PINs for an agent in a quarter of an hour, counted separately for numbers that passed attestation. A
caller who spoofs an agent's number locks the agent out for no longer, and an attested agent not at all."""
MOST_IN_A_CALL = 3
_QUARTER = 900
_LONGEST_CALL = 5 * 3600


class NumberInUse(Exception):
    """The number or the user belongs to another agent."""


class SqlAgents:
    """Implements ivr.calls.agent_desk.Agents and ivr.calls.desk.ports.DeskAgents.

    A PIN has four to eight digits, so a slow hash would not protect a stolen table; PINs are hashed with a key that is
    not in the table, and guessing is limited by counting wrong PINs. `reader` has the deadline of a call.
    Redis keys: `wismo:guess:agent:<agent>`, by keyed hash of the number and whether it is attested, and
    `wismo:guess:pin:<sid>`.
    """

    def __init__(self, engine: Engine, reader: Engine, client: redis.Redis, key: bytes) -> None:
        self._engine = engine
        self._reader = reader
        self._redis = client
        self._key = key
        scripts = files("ivr.adapters.redis.rate_limits")
        self._take = client.register_script(scripts.joinpath("guesses.lua").read_text())
        self._give_back = client.register_script(scripts.joinpath("give_back.lua").read_text())

    def find(self, number: str) -> Agent | None:
        """Return the agent with this number (E.164), or None. Raises Unavailable."""
        try:
            with self._reader.connect() as connection:
                row = connection.execute(select(agents).where(agents.c.number == number)).one_or_none()
        except Exception as error:
            raise Unavailable("the agents cannot be read") from error
        return _agent(row) if row else None

    def has_pin(self, number: str, pin: str, *, call: str = "", vouched: bool = False) -> bool:
        """Return whether this is the agent's PIN; False once the limit of wrong PINs is reached. Raises Unavailable.

        Each attempt is counted before the comparison, so that parallel attempts cannot get around the limit. A correct
        PIN is subtracted again.
        """
        counters = [self._counter(number, vouched=vouched), *([f"wismo:guess:pin:{call}"] if call else [])]
        limits = [MOST_WRONG, _QUARTER, MOST_IN_A_CALL, _LONGEST_CALL]
        try:
            if self._take(counters, limits[: 2 * len(counters)]):
                return False
            with self._reader.connect() as connection:
                kept = connection.scalar(select(agents.c.pin).where(agents.c.number == number))
            right = bool(kept) and hmac.compare_digest(kept or "", self._hashed(number, pin))
            if right:
                self._give_back(counters)
        except Exception as error:
            raise Unavailable("a PIN cannot be checked") from error
        return right

    def set_away(self, number: str, *, away: bool) -> None:
        """Mark an agent as away or present. Raises Unavailable."""
        try:
            with writing(self._engine) as connection:
                connection.execute(update(agents).where(agents.c.number == number).values(away=away))
        except Exception as error:
            raise Unavailable("the agents cannot be written") from error

    def by_id(self, agent: str) -> DeskAgent | None:
        """Implements DeskAgents.by_id."""
        return self._one(agents.c.id == agent)

    def of_user(self, user: str) -> DeskAgent | None:
        """Implements DeskAgents.of_user."""
        return self._one(agents.c.user == user) if user else None

    def everybody(self) -> list[DeskAgent]:
        """Return all agents, sorted by name. Raises Unavailable."""
        try:
            with self._reader.connect() as connection:
                return [_desk_agent(row) for row in connection.execute(select(agents).order_by(agents.c.name))]
        except Exception as error:
            raise Unavailable("the agents cannot be read") from error

    def add(
        self,
        number: str,
        *,
        name: str,
        queues: Sequence[str],
        pin: str = "",
        switches: Sequence[str] = (),
        user: str = "",
        languages: Sequence[str] = (),
        issues: Sequence[str] = (),
        station: Station = "phone",
    ) -> str:
        """Add an agent, or replace the one with this number or user. Returns the id, which a replaced one keeps.

        `number` may be empty for an agent with a user. Resets the count of wrong PINs.
        """
        agent = DeskAgent(
            id=token_hex(8),
            name=name,
            user=user,
            number=number,
            queues=tuple(queues),
            languages=tuple(languages),
            issues=tuple(issues),
            switches=tuple(switches),
            station=station,
        )
        with writing(self._engine) as connection:
            same = _same(number, user)
            found = connection.scalars(select(agents.c.id).where(same).order_by(agents.c.id)).first()
            connection.execute(delete(agents).where(same))
            row = {**_row(agent), "id": found or agent.id, "pin": self._hashed(number, pin), "away": False}
            connection.execute(insert(agents).values(**row))
        self._forgive(number)
        return found or agent.id

    def change(self, agent: DeskAgent, *, pin: str = "") -> None:
        """Store an agent by id, with a new PIN if given. A new number without a new PIN leaves the agent without one.

        Raises NumberInUse for a number or user of another agent, and KeyError for an unknown id.
        """
        with writing(self._engine) as connection:
            if _belongs_to_another(connection, agent):
                raise NumberInUse
            kept = connection.execute(
                select(agents.c.number, agents.c.pin).where(agents.c.id == agent.id)
            ).one_or_none()
            if kept is None:
                raise KeyError(agent.id)
            same = (kept.number or "") == agent.number
            hashed_pin = self._hashed(agent.number, pin) if pin else (kept.pin if same else "")
            connection.execute(update(agents).where(agents.c.id == agent.id).values(**_row(agent), pin=hashed_pin))
        self._forgive(agent.number)

    def remove(self, number: str) -> bool:
        """Remove the agent with a number. Returns whether the agent existed."""
        return self._remove(agents.c.number == number)

    def remove_agent(self, agent: str) -> bool:
        """Remove an agent by id. Returns whether the agent existed."""
        return self._remove(agents.c.id == agent)

    def all(self) -> list[Agent]:
        """Return all agents as the desk line has them, sorted by name."""
        with self._reader.connect() as connection:
            return [_agent(row) for row in connection.execute(select(agents).order_by(agents.c.name))]

    def _one(self, which: ColumnElement[bool]) -> DeskAgent | None:
        try:
            with self._reader.connect() as connection:
                row = connection.execute(select(agents).where(which)).one_or_none()
        except Exception as error:
            raise Unavailable("the agents cannot be read") from error
        return _desk_agent(row) if row else None

    def _remove(self, which: ColumnElement[bool]) -> bool:
        with writing(self._engine) as connection:
            return connection.execute(delete(agents).where(which)).rowcount > 0

    def _forgive(self, number: str) -> None:
        """Reset the counts of wrong PINs."""
        with suppress(redis.RedisError):  # the counts expire within minutes
            self._redis.delete(*(self._counter(number, vouched=vouched) for vouched in (True, False)))

    def _counter(self, number: str, *, vouched: bool) -> str:
        """The key that counts an agent's wrong PINs: one for attested calls, one for all others."""
        return f"wismo:guess:agent:{hashed(f'{number}:vouched' if vouched else number, self._key)}"

    def _hashed(self, number: str, pin: str) -> str:
        """The PIN as it is stored; empty without a PIN or a number to ring from, which no PIN matches."""
        return hmac.digest(self._key, f"pin\0{number}\0{pin}".encode(), sha256).hex() if pin and number else ""


def _same(number: str, user: str) -> ColumnElement[bool]:
    """The agents with this number or user; "" is nobody's."""
    return or_(
        false(), *(column == value for column, value in ((agents.c.number, number), (agents.c.user, user)) if value)
    )


def _belongs_to_another(connection: Connection, agent: DeskAgent) -> bool:
    """Whether another agent has the number or the user."""
    others = select(agents.c.id).where(agents.c.id != agent.id)
    found = [
        connection.scalars(others.where(column == value)).first()
        for column, value in ((agents.c.number, agent.number), (agents.c.user, agent.user))
        if value
    ]
    return any(found)


def _row(agent: DeskAgent) -> dict[str, Any]:
    return {
        "number": agent.number or None,
        "user": agent.user or None,
        "name": agent.name,
        "queues": list(agent.queues),
        "languages": list(agent.languages),
        "issues": list(agent.issues),
        "switches": list(agent.switches),
        "station": agent.station,
    }


def _agent(row: Row[tuple[object, ...]]) -> Agent:
    return Agent(
        row.number or "", row.name, tuple(row.queues), row.away, tuple(row.switches), id=row.id, user=row.user or ""
    )


def _desk_agent(row: Row[tuple[object, ...]]) -> DeskAgent:
    return DeskAgent(
        id=row.id,
        name=row.name,
        user=row.user or "",
        number=row.number or "",
        queues=tuple(row.queues),
        languages=tuple(row.languages),
        issues=tuple(row.issues),
        switches=tuple(row.switches),
        station=row.station,
    )

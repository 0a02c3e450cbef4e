"""The agents of the desk line, stored in SQL. The counts of wrong PINs are in Redis."""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files

import redis
from sqlalchemy import JSON, Boolean, Column, Engine, Row, String, Table, delete, insert, select, update

from ivr.adapters.sql.database import metadata, writing
from ivr.calls.agent_desk import Agent
from ivr.calls.ports import Unavailable
from ivr.orders.phone_numbers import hashed

agents = Table(
    "agents",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("pin", String(64), nullable=False),
    Column("queues", JSON, nullable=False),
    Column("away", Boolean, nullable=False),
    Column("switches", JSON, nullable=False),
)
"""Agents: telephone number (E.164), name, PIN (a keyed hash), queues, whether the agent is away, and the switches that
the agent may turn."""

MOST_WRONG = 5
"""Maximum of wrong PINs for an agent in a quarter of an hour, counted separately for numbers that passed attestation. A
caller who spoofs an agent's number locks the agent out for no longer, and an attested agent not at all."""
MOST_IN_A_CALL = 3
_QUARTER = 900
_LONGEST_CALL = 5 * 3600


class SqlAgents:
    """Implements ivr.calls.agent_desk.Agents.

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
            right = kept is not None and hmac.compare_digest(kept, self._hashed(number, pin))
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

    def add(self, number: str, *, name: str, queues: Sequence[str], pin: str, switches: Sequence[str] = ()) -> None:
        """Add an agent, or replace the one with this number. Resets the count of wrong PINs."""
        with writing(self._engine) as connection:
            connection.execute(delete(agents).where(agents.c.number == number))
            row = {"number": number, "name": name, "queues": list(queues), "pin": self._hashed(number, pin)}
            connection.execute(insert(agents).values(away=False, switches=list(switches), **row))
        with suppress(redis.RedisError):  # the counts expire within minutes
            self._redis.delete(*(self._counter(number, vouched=vouched) for vouched in (True, False)))

    def remove(self, number: str) -> bool:
        """Remove an agent. Returns whether the agent existed."""
        with writing(self._engine) as connection:
            return connection.execute(delete(agents).where(agents.c.number == number)).rowcount > 0

    def all(self) -> list[Agent]:
        """Return all agents, sorted by name."""
        with self._reader.connect() as connection:
            return [_agent(row) for row in connection.execute(select(agents).order_by(agents.c.name))]

    def _counter(self, number: str, *, vouched: bool) -> str:
        """The key that counts an agent's wrong PINs: one for attested calls, one for all others."""
        return f"wismo:guess:agent:{hashed(f'{number}:vouched' if vouched else number, self._key)}"

    def _hashed(self, number: str, pin: str) -> str:
        return hmac.digest(self._key, f"pin\0{number}\0{pin}".encode(), sha256).hex()


def _agent(row: Row[tuple[object, ...]]) -> Agent:
    return Agent(row.number, row.name, tuple(row.queues), row.away, tuple(row.switches))

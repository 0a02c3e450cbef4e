"""Those who take calls at the desk, in SQL; wrong PINs, in Redis."""

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
"""An agent's telephone (E.164), name, PIN (as a keyed hash), queues, whether they are away, and the switches that they
may turn."""

MOST_WRONG = 5
"""Wrong PINs of an agent in a quarter of an hour, counted apart for numbers that passed attestation: who feigns
an agent's number does not keep the agent out for longer, and one who is vouched for not at all."""
MOST_IN_A_CALL = 3
_QUARTER = 900
_LONGEST_CALL = 5 * 3600


class SqlAgents:
    """Implements ivr.calls.agent_desk.Agents.

    A PIN is four to eight digits, which no slow hash protects once the table is stolen; the key that it is hashed with
    is not in the table. Guessing is limited by the number of wrong ones instead. `reader` has the deadline of a call.
    Keys: `wismo:guess:agent:<agent>`, by keyed hash of the number and whether it is vouched for, and
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
        """The agent who rings from a number. Raises Unavailable."""
        try:
            with self._reader.connect() as connection:
                row = connection.execute(select(agents).where(agents.c.number == number)).one_or_none()
        except Exception as error:
            raise Unavailable("the agents cannot be read") from error
        return _agent(row) if row else None

    def has_pin(self, number: str, pin: str, *, call: str = "", vouched: bool = False) -> bool:
        """Whether this is the agent's PIN; never after too many wrong ones. Raises Unavailable.

        A try is counted before it is compared, so that many at once are no way around the limit, and a right one is
        given back.
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
        """Let an agent be away, or back. Raises Unavailable."""
        try:
            with writing(self._engine) as connection:
                connection.execute(update(agents).where(agents.c.number == number).values(away=away))
        except Exception as error:
            raise Unavailable("the agents cannot be written") from error

    def add(self, number: str, *, name: str, queues: Sequence[str], pin: str, switches: Sequence[str] = ()) -> None:
        """Put an agent in, in place of the one with this number; wrong PINs of before count no more."""
        with writing(self._engine) as connection:
            connection.execute(delete(agents).where(agents.c.number == number))
            row = {"number": number, "name": name, "queues": list(queues), "pin": self._hashed(number, pin)}
            connection.execute(insert(agents).values(away=False, switches=list(switches), **row))
        with suppress(redis.RedisError):  # the counts die by themselves within minutes
            self._redis.delete(*(self._counter(number, vouched=vouched) for vouched in (True, False)))

    def remove(self, number: str) -> bool:
        """Take an agent out; whether there was one."""
        with writing(self._engine) as connection:
            return connection.execute(delete(agents).where(agents.c.number == number)).rowcount > 0

    def all(self) -> list[Agent]:
        """Every agent, by name."""
        with self._reader.connect() as connection:
            return [_agent(row) for row in connection.execute(select(agents).order_by(agents.c.name))]

    def _counter(self, number: str, *, vouched: bool) -> str:
        """The count of an agent's wrong PINs: one of calls that are vouched for, one of all others."""
        return f"wismo:guess:agent:{hashed(f'{number}:vouched' if vouched else number, self._key)}"

    def _hashed(self, number: str, pin: str) -> str:
        return hmac.digest(self._key, f"pin\0{number}\0{pin}".encode(), sha256).hex()


def _agent(row: Row[tuple[object, ...]]) -> Agent:
    return Agent(row.number, row.name, tuple(row.queues), row.away, tuple(row.switches))

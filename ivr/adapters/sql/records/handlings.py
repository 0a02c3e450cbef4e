"""Reads the record of agents' work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select

from ivr.adapters.sql.desk.tables import handlings
from ivr.reporting.handling import Handling

LATELY = 20
_READ = [handlings.c[name] for name in Handling.__dataclass_fields__]


class SqlHandlings:
    """Implements ivr.reporting.handling.Handlings."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_calls(self, sids: Sequence[str]) -> dict[str, list[Handling]]:
        """The handlings of calls by SID, each oldest first."""
        if not sids:
            return {}
        found: dict[str, list[Handling]] = {}
        wanted = select(*_READ).where(handlings.c.call_sid.in_(sids)).order_by(handlings.c.offered_at)
        with self._engine.connect() as connection:
            for row in connection.execute(wanted):
                found.setdefault(row.call_sid, []).append(_handling(row))
        return found

    def of_agent(self, agent: str, since: datetime) -> list[Handling]:
        """The newest calls of an agent since a time, newest first."""
        wanted = select(*_READ).where(handlings.c.agent == agent, handlings.c.offered_at >= since)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(handlings.c.offered_at.desc()).limit(LATELY)).all()
        return list(map(_handling, rows))


def _handling(row: Row[Any]) -> Handling:
    return Handling(**row._mapping)

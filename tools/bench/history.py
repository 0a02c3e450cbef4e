"""Rolling calls up into the history, and reading a year of 10 million calls from it."""

import resource
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.history.rolling_up import Rolled, RollUp
from ivr.adapters.sql.history.store import SqlHistory
from ivr.adapters.sql.history.tables import AMOUNTS, WHOLE_NUMBERS
from ivr.adapters.sql.schema import upgrade
from ivr.app.sample_year.sample_routing import sample_routing
from ivr.app.sample_year.writing import sample_year, write_sample_year
from tests.adapters.postgres import postgres

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
YEAR = NOW - timedelta(days=365)
KEYS = {"queue": 20, "number": 8, "agent": 300, "language": 8, "issue": 10, "disposition": 6}
"""Values of each part in a year of 10 million calls; each stands with a few queues."""
YEAR_OF_HALF_HOURS = "half-hours of the line, a whole year"
"""What only the forecast's job asks."""


@dataclass(slots=True)
class HistoryMeasured:
    """Calls rolled up a second and the peak memory (MB) of the process; seconds of the slowest reading by question."""

    rate: float = 0.0
    memory: float = 0.0
    rows: int = 0
    reading: Mapping[str, float] = field(default_factory=dict)


def measured_history(directory: Path, calls: int) -> HistoryMeasured:
    """Roll up generated calls of a month on SQLite; read generated counts of a year on PostgreSQL."""
    engine = connect("", directory / "history")
    upgrade(engine)
    first = (NOW - timedelta(days=30)).date()
    write_sample_year(engine, sample_year(sample_routing(), seed=1, many=calls, first=first, now=NOW, zone=ZONE))
    engine.dispose()
    context = get_context("spawn")
    with context.Pool(1) as pool:
        rate, memory = pool.apply(_rolled, (directory / "history",))
    with postgres() as address:
        server = connect(address, directory)
        upgrade(server)
        rows = _fill(server)
        reading = _read(SqlHistory(server, ZONE))
        server.dispose()
    return HistoryMeasured(rate, memory, rows, reading)


def _rolled(directory: Path) -> tuple[float, float]:
    engine = connect("", directory)
    rolling = RollUp(engine=engine, zone=ZONE, first=sample_routing(), kept_since=YEAR)
    began = perf_counter()
    done = sum(rolling.roll(rolling.days(YEAR, NOW), now=NOW), Rolled())
    took = perf_counter() - began
    return done.calls / took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(engine: Engine) -> int:
    """Days by every part, each key with two queues; half-hours by queue and by issue."""
    columns = ", ".join((*WHOLE_NUMBERS, *AMOUNTS))
    values = ", ".join((*("(random() * 50)::int" for _ in WHOLE_NUMBERS), *("random() * 900" for _ in AMOUNTS)))
    rows = 0
    with engine.begin() as connection:
        for part, many in KEYS.items():
            for grain, step in (("day", "1 day"), ("half_hour", "30 minutes"))[
                : 2 if part in ("queue", "issue") else 1
            ]:
                filling = _FILL.format(columns=columns, values=values)
                named = {"grain": grain, "part": part, "step": step, "many": many, "each": 1 if part == "queue" else 2}
                rows += connection.execute(text(filling), {**named, "since": YEAR, "until": NOW}).rowcount
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE period_counts"))
    return rows


_FILL = """
INSERT INTO period_counts (grain, part, starts_at, key, queue, vendor, {columns})
SELECT CAST(:grain AS varchar), CAST(:part AS varchar), at, CAST(:part AS varchar) || ' ' || k,
  'queue ' || q, 'vendor ' || q % 4, {values}
FROM generate_series(CAST(:since AS timestamptz), CAST(:until AS timestamptz) - interval '1 second',
       CAST(:step AS interval)) AS at,
  generate_series(0, CAST(:many AS int) - 1) AS k, generate_series(1, CAST(:each AS int)) AS n,
  LATERAL (SELECT (k + 7 * (n - 1)) % 20 AS q) AS queues"""


def _read(history: SqlHistory) -> Mapping[str, float]:
    """The middle of three readings of each question."""
    asked: Mapping[str, dict[str, Any]] = {
        "the line by day": {"by": "line", "grain": "day"},
        "queues by month": {"by": "queue", "grain": "month"},
        "vendors by week": {"by": "vendor", "grain": "week"},
        "agents, the whole year": {"by": "agent", "grain": "whole"},
        "agents by week": {"by": "agent", "grain": "week"},
        YEAR_OF_HALF_HOURS: {"by": "line", "grain": "half_hour"},
        "half-hours of a week by queue": {"by": "queue", "grain": "half_hour", "since": NOW - timedelta(days=7)},
    }
    return {name: sorted(_timed(history, **question) for _ in range(3))[1] for name, question in asked.items()}


def _timed(history: SqlHistory, **question: Any) -> float:
    began = perf_counter()
    history.rows(**{"since": YEAR, "until": NOW, **question})
    return perf_counter() - began

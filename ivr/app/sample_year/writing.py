"""Writes a generated year to the record."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, Engine, Table, delete, exists, insert, select

from ivr.adapters.sql.agents import agents
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.desk.tables import agent_states, handlings
from ivr.adapters.sql.records.tables import call_reasons, calls, hops, legs
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.app.sample_year.calls import SID, SampleDay, SampleYear
from ivr.app.sample_year.desk import AGENT, NAMES, agent_id
from ivr.app.sample_year.notices import add_sample_notices, clear_sample_notices
from ivr.app.sample_year.quality import sample_queues
from ivr.app.sample_year.reasons import add_sample_reasons
from ivr.app.sample_year.shares import add_sample_shares
from ivr.app.sample_year.survey import sample_survey
from routing.model import Routing

MoreRows = Callable[[Connection, SampleDay], None]
"""Adds the rows of other tables for a day."""

MORE: tuple[MoreRows, ...] = (
    add_sample_notices,
    add_sample_reasons,
    add_sample_shares,
    sample_survey,
)
"""What other tables get: one function each, from the module of this package that knows the table."""


def has_real_calls(engine: Engine) -> bool:
    """Whether the record holds calls that were not generated."""
    with engine.connect() as connection:
        return bool(connection.scalar(select(exists().where(~calls.c.sid.startswith(SID)))))


def sample_year(routing: Routing, *, seed: int, many: int, first: date, now: datetime, zone: tzinfo) -> SampleYear:
    """A span of days up to `now` on the queues and numbers of a routing document."""
    numbers = {dnis: number.languages or (number.language,) for dnis, number in routing.numbers.items()}
    return SampleYear(
        seed=seed,
        calls=many,
        first=first,
        now=now,
        zone=zone,
        queues=sample_queues(routing),
        numbers=numbers or {"+18005550199": ("en-US",)},
    )


def write_sample_year(engine: Engine, year: SampleYear) -> int:
    """Write a generated year in place of an earlier one. Returns the number of calls."""
    with writing(engine) as connection:
        _clear(connection)
        _write(connection, agents, _agents(year))
    written = 0
    for day in year.days():
        written += len(day.calls)
        with writing(engine) as connection:
            _write_day(connection, day)
    return written


def _write_day(connection: Connection, day: SampleDay) -> None:
    for table, rows in (
        (calls, day.calls),
        (legs, day.legs),
        (handlings, day.handlings),
        (hops, day.hops),
        (agent_states, day.states),
    ):
        _write(connection, table, rows)
    for more in MORE:
        more(connection, day)


def _write(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _clear(connection: Connection) -> None:
    """Delete an earlier generated year."""
    clear_sample_notices(connection)
    for table in (handlings, legs, hops, call_reasons, survey_answers):
        connection.execute(delete(table).where(table.c.call_sid.startswith(SID)))
    connection.execute(delete(calls).where(calls.c.sid.startswith(SID)))
    connection.execute(delete(agent_states).where(agent_states.c.agent.startswith(AGENT)))
    connection.execute(delete(agents).where(agents.c.id.startswith(AGENT)))


def _agents(year: SampleYear) -> list[Mapping[str, object]]:
    in_house = [queue.key for queue in year.queues if not queue.vendor]
    rest = {"queues": in_house, "languages": [], "issues": [], "switches": [], "station": "phone", "away": True}
    nobody = {"number": None, "user": None, "pin": ""}
    names = (f"{NAMES[place % len(NAMES)]} {place // len(NAMES) + 1}" for place in range(year.agents))
    return [{"id": agent_id(place), "name": name, **nobody, **rest} for place, name in enumerate(names)]

"""Forecasts in SQL: those that count, and those of earlier nights that days are held against."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing.tables import ledger
from ivr.adapters.sql.staffing.tables import call_forecasts, forecast_subjects
from ivr.reporting.forecast_accuracy import ForecastError
from ivr.reporting.forecast_model import ForecastDay
from ivr.reporting.kept_forecasts import KEPT_LEADS, ForecastPart, ForecastSubject, KeptForecast
from routing.allocation import LedgerKey

KEPT_DAYS = 400
"""Days after which a forecast of the past is deleted."""
_DAY_KEY = 10
"""Characters of a day's key in the ledger; a month's is shorter."""


class SqlForecasts:
    """Implements ivr.reporting.kept_forecasts.KeptForecasts, and keeps what a night made. Raises SQL errors."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def subjects(self) -> list[ForecastSubject]:
        """All that was forecast last, by part and key."""
        c = forecast_subjects.c
        with self._engine.connect() as connection:
            found = connection.execute(select(forecast_subjects).order_by(c.part, c.key))
            return [_subject(row) for row in found]

    def days(self, part: ForecastPart, keys: Collection[str] | None, *, since: date, until: date) -> list[KeptForecast]:
        """The newest forecast of each day from `since`, before `until`, by key and day; of all keys if None."""
        c = call_forecasts.c
        wanted = select(call_forecasts).where(c.part == part, c.day >= f"{since}", c.day < f"{until}")
        wanted = wanted if keys is None else wanted.where(c.key.in_(keys))
        newest = {(each.key, each.forecast.day): each for each in self._read(wanted)}
        return list(newest.values())

    def made_ahead(self, part: ForecastPart, key: str, lead: int, *, since: date, until: date) -> list[KeptForecast]:
        """The forecasts of days that were made `lead` days ahead."""
        c = call_forecasts.c
        wanted = select(call_forecasts).where(c.part == part, c.key == key, c.day >= f"{since}", c.day < f"{until}")
        ahead = timedelta(days=lead)
        return [each for each in self._read(wanted) if each.forecast.day - each.made_on == ahead]

    def given(self, *, since: date, until: date) -> dict[LedgerKey, int]:
        """The calls that splits gave to queues, by rule and queue, from the ledger of days."""
        c = ledger.c
        wanted = (
            select(c.rule, c.queue, func.sum(c.given))
            .where(c.period >= f"{since}", c.period < f"{until}", func.length(c.period) == _DAY_KEY)
            .group_by(c.rule, c.queue)
        )
        with self._engine.connect() as connection:
            return {(rule, queue): int(given) for rule, queue, given in connection.execute(wanted)}

    def made_on(self) -> dict[tuple[str, str], date]:
        """The day of the last night in which each part of the line was forecast."""
        c = forecast_subjects.c
        with self._engine.connect() as connection:
            found = connection.execute(select(c.part, c.key, c.made_on)).all()
        return {(part, key): date.fromisoformat(day) for part, key, day in found}

    def keep(self, subject: ForecastSubject, days: Sequence[ForecastDay]) -> None:
        """Keep what was forecast of a part, in place of what was made before and is held against no day."""
        c, s = call_forecasts.c, forecast_subjects.c
        own = (c.part == subject.part, c.key == subject.key)
        rows = [
            {"part": subject.part, "key": subject.key, "day": f"{each.day}", "made_on": f"{subject.made_on}",
             "body": _body(each)}
            for each in days
        ]  # fmt: skip
        with writing(self._engine) as connection:
            connection.execute(delete(call_forecasts).where(*own, c.made_on == f"{subject.made_on}"))
            _drop_replaced(connection, subject)
            if rows:
                connection.execute(insert(call_forecasts), rows)
            connection.execute(delete(forecast_subjects).where(s.part == subject.part, s.key == subject.key))
            connection.execute(insert(forecast_subjects), _subject_row(subject))

    def forget(self, today: date, known: Collection[tuple[str, str]]) -> None:
        """Delete old forecasts, and what is forecast no more, as of a queue that was removed."""
        c, s = call_forecasts.c, forecast_subjects.c
        with writing(self._engine) as connection:
            connection.execute(delete(call_forecasts).where(c.day < f"{today - timedelta(days=KEPT_DAYS)}"))
            for part, key in connection.execute(select(s.part, s.key)).all():
                if (part, key) not in known:
                    connection.execute(delete(forecast_subjects).where(s.part == part, s.key == key))
                    gone = (c.part == part, c.key == key, c.day >= f"{today}")
                    connection.execute(delete(call_forecasts).where(*gone))

    def _read(self, wanted: Select[Any]) -> Iterator[KeptForecast]:
        """By key and day, those made later last."""
        c = call_forecasts.c
        with self._engine.connect() as connection:
            for row in connection.execute(wanted.order_by(c.key, c.day, c.made_on)):
                yield KeptForecast(
                    part=row.part,
                    key=row.key,
                    made_on=date.fromisoformat(row.made_on),
                    forecast=_forecast(date.fromisoformat(row.day), row.body),
                )


def _drop_replaced(connection: Connection, subject: ForecastSubject) -> None:
    """Delete the earlier forecasts of days to come that no day will be held against."""
    c = call_forecasts.c
    own = (c.part == subject.part, c.key == subject.key, c.day >= f"{subject.made_on}")
    replaced: dict[str, list[str]] = {}
    for day, made_on in connection.execute(select(c.day, c.made_on).where(*own, c.made_on < f"{subject.made_on}")):
        if (date.fromisoformat(day) - date.fromisoformat(made_on)).days not in KEPT_LEADS:
            replaced.setdefault(made_on, []).append(day)
    for made_on, found in replaced.items():
        connection.execute(delete(call_forecasts).where(*own, c.made_on == made_on, c.day.in_(found)))


def _body(forecast: ForecastDay) -> dict[str, Any]:
    body = asdict(forecast)
    del body["day"]
    return body


def _forecast(day: date, body: Mapping[str, Any]) -> ForecastDay:
    lists = {name: tuple(body[name]) for name in ("means", "lows", "highs", "names")}
    return ForecastDay(day=day, **{**body, **lists})


def _subject_row(subject: ForecastSubject) -> dict[str, Any]:
    errors = {str(lead): asdict(error) for lead, error in subject.errors.items()}
    known_from = f"{subject.known_from}" if subject.known_from else None
    return {**asdict(subject), "made_on": f"{subject.made_on}", "known_from": known_from, "errors": errors}


def _subject(row: Row[Any]) -> ForecastSubject:
    return ForecastSubject(
        part=row.part,
        key=row.key,
        made_on=date.fromisoformat(row.made_on),
        known_from=date.fromisoformat(row.known_from) if row.known_from else None,
        errors={int(lead): ForecastError(**error) for lead, error in row.errors.items()},
        handling=row.handling,
        patience=row.patience,
        offered=row.offered,
    )

"""Forecasts as they are kept: made every night, and held against what came."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from ivr.reporting.forecast_accuracy import ForecastError
from ivr.reporting.forecast_model import ForecastDay
from routing.allocation import LedgerKey

ForecastPart = Literal["line", "queue", "language"]
"""What is forecast: calls of the whole line (key ""), calls offered to a queue, calls in a language."""
KEPT_LEADS = (0, 7, 28)
"""Days from the making of a forecast to its day; those of other leads are replaced every night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSubject:
    """What was forecast in the night of `made_on`, and how good forecasts of it are.

    `known_from` is the first day that can be forecast if nothing can be yet; else None. `errors` are by weeks ahead.
    Of a queue: handling time and patience in seconds, None if unknown, and the calls that were `offered` to it in the
    weeks that it was learned from.
    """

    part: ForecastPart
    key: str
    made_on: date
    known_from: date | None = None
    errors: Mapping[int, ForecastError]
    handling: float | None = None
    patience: float | None = None
    offered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForecast:
    """A day's forecast of a part of the line, and the day on which it was made."""

    part: ForecastPart
    key: str
    made_on: date
    forecast: ForecastDay


class KeptForecasts(Protocol):
    """The forecasts of all nights."""

    def subjects(self) -> Sequence[ForecastSubject]:
        """All that was forecast last, by part and key."""

    def days(
        self, part: ForecastPart, keys: Collection[str] | None, *, since: date, until: date
    ) -> Sequence[KeptForecast]:
        """The newest forecast of each day from `since`, before `until`, by key and day; of all keys if None."""

    def made_ahead(
        self, part: ForecastPart, key: str, lead: int, *, since: date, until: date
    ) -> Sequence[KeptForecast]:
        """The forecasts of days that were made `lead` days ahead."""

    def given(self, *, since: date, until: date) -> Mapping[LedgerKey, int]:
        """The calls that splits gave to queues, by rule and queue, from the ledger of days."""

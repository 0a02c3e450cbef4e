"""Counts as rows of the table, and back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from ivr.adapters.sql.history.tables import COLUMNS, SECTIONS
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.rolling import RolledKey

_ALL = attrgetter(*(f"{section}.{each.name}" for section, kind in SECTIONS for each in fields(kind)))


def rows_of(found: Iterable[tuple[RolledKey, PeriodCounts]]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of rolled-up counts."""
    for key, counts in found:
        yield {**key._asdict(), **dict(zip(COLUMNS, _ALL(counts), strict=True))}


def _slices() -> Iterator[tuple[type[Any], slice]]:
    place = 0
    for _, kind in SECTIONS:
        yield kind, slice(place, place := place + len(fields(kind)))


_SLICES = tuple(_slices())


def counts_of(values: Sequence[Any]) -> PeriodCounts:
    """The counts of values in the order of COLUMNS."""
    return PeriodCounts(*(kind(*values[its]) for kind, its in _SLICES))

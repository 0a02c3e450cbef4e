"""The date order of each column, day or month first, by all dates of the column together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ivr.orders.sources.dates import DateOrder, readings_of
from ivr.orders.sources.import_report import FileRefused

DATE_COLUMNS = ("placed_at", "cancelled_at", "last_scan_at", "window_start", "window_end", "delivered_at")

_Readings = Mapping[DateOrder, date]


@dataclass(slots=True)
class DateColumns:
    """Collects the dates of a file and finds the date order of its columns."""

    _clear: dict[str, dict[DateOrder, int]] = field(default_factory=dict)
    """By column and date order, the first line with a date that can be read in this order only."""
    _open: dict[str, tuple[int, _Readings]] = field(default_factory=dict)
    """By column, the first date that can be read in both orders, with its line."""

    def see(self, values: Mapping[str, str], line: int) -> None:
        """Record the dates of a row."""
        for column in DATE_COLUMNS:
            text = values.get(column, "")
            if text and text[4:5] != "-" and (readings := readings_of(text)):
                self._see(column, line, readings)

    def _see(self, column: str, line: int, readings: _Readings) -> None:
        if len(readings) > 1:
            self._open.setdefault(column, (line, readings))
        else:
            self._clear.setdefault(column, {}).setdefault(next(iter(readings)), line)

    def settled(self, asked: DateOrder | None) -> Mapping[str, DateOrder]:
        """The date order of each column of numeric dates.

        Raises FileRefused if a column allows both orders and `asked` is None.
        """
        return {column: self._order(column) or asked or self._refuse(column) for column in {*self._clear, *self._open}}

    def _order(self, column: str) -> DateOrder | None:
        clear = self._clear.get(column, {})
        return next(iter(clear)) if len(clear) == 1 else None

    def _refuse(self, column: str) -> DateOrder:
        how = "; say which with " + " or ".join(f"--dates {order}" for order in DateOrder)
        if both := self._clear.get(column):
            lines = " and ".join(f"{order} in line {line}" for order, line in sorted(both.items()))
            raise FileRefused(f"the days of column {column} are {lines}{how}")
        line, readings = self._open[column]
        days = " or ".join(f"{day:%-d %B %Y} ({order})" for order, day in sorted(readings.items()))
        raise FileRefused(f"the days of column {column} can be read in two ways: line {line} is {days}{how}")

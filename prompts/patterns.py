"""The spoken patterns of one language: the catalogue's `speech.*` entries, with CLDR's names of days and months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from babel import Locale, UnknownLocaleError

from prompts.book import Book, CatalogueError, Entry
from prompts.contractions import Contractions

NEEDED: Mapping[str, frozenset[str]] = {
    "yesterday": frozenset(),
    "today": frozenset(),
    "tomorrow": frozenset(),
    "day": frozenset({"date"}),
    "date.near": frozenset({"weekday", "day", "month"}),
    "date.far": frozenset({"weekday", "day", "month"}),
    "date.year": frozenset({"weekday", "day", "month", "year"}),
    "first": frozenset(),
    "hours": frozenset(),
    "periods": frozenset(),
    "noon": frozenset(),
    "midnight": frozenset(),
    "time": frozenset({"hour", "period"}),
    "minutes": frozenset({"hour", "minute", "minutes"}),
    "moment": frozenset({"day", "time"}),
    "window.times": frozenset({"day", "start", "end"}),
    "window.one_period": frozenset({"day", "start", "end", "period"}),
    "window.by_time": frozenset({"day", "time"}),
    "window.around": frozenset({"day", "time"}),
    "window.days": frozenset({"start", "end"}),
    "window.two_days": frozenset({"start", "end"}),
    "window.by_day": frozenset({"end"}),
    "thousand": frozenset(),
    "money": frozenset({"amount", "currency"}),
    "key.star": frozenset(),
    "key.pound": frozenset(),
}
"""Every pattern a language must have (`speech.<key>`), with the slots it may use."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """How a language builds what it says of days, times, money and codes."""

    entries: Mapping[str, Entry]
    locale: Locale
    weekdays: tuple[str, ...]
    """Monday first."""
    months: tuple[str, ...]
    """January first."""
    hours: tuple[str, ...]
    """The names of the hours from midnight on: 12 of them, or 24."""
    periods: tuple[tuple[int, str], ...]
    """The hour at which each part of the day begins, the latest first: (12, "p.m."), (0, "a.m.")."""
    contracted: Contractions

    @classmethod
    def of(cls, locale: str, books: Sequence[Book]) -> Self:
        """The patterns of a language's books, the first of which wins. Raises CatalogueError."""
        names = _cldr(locale)
        entries = {key: entry for book in reversed(books) for key, entry in book.entries.items()}
        if missing := sorted(key for key in NEEDED if f"speech.{key}" not in entries):
            raise CatalogueError(f"{locale}: speech.{missing[0]}: every language needs this pattern of its own")
        return cls(
            entries=entries,
            locale=names,
            weekdays=tuple(names.days["format"]["wide"][day] for day in range(7)),
            months=tuple(names.months["format"]["wide"][month] for month in range(1, 13)),
            hours=_hours(locale, entries["speech.hours"].parts),
            periods=_periods(locale, entries["speech.periods"].parts),
            contracted=_contractions(locale, entries.get("speech.contractions")),
        )

    def has(self, key: str) -> bool:
        """Whether the language has words of its own at `speech.<key>`."""
        return f"speech.{key}" in self.entries

    def say(self, key: str, values: Mapping[str, str], count: int = 0) -> str:
        """Fill the pattern `speech.<key>`."""
        words = self.entries[f"speech.{key}"].form(count).fill(values.__getitem__)
        return self.contracted(words.strip())  # a part of the day without a name leaves a blank


def _cldr(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise CatalogueError(f"{locale}: CLDR knows no such locale") from error


def _hours(locale: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) not in (12, 24):
        raise CatalogueError(f"{locale}: speech.hours: needs 12 or 24 names, found {len(names)}")
    return names


def _periods(locale: str, parts: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """From "0 a.m. | 12 p.m."."""
    cut = [part.partition(" ") for part in parts]
    hours = [int(hour) if hour.isdigit() else -1 for hour, _, _ in cut]
    if hours != sorted(set(hours)) or hours[0] != 0 or hours[-1] > 23:
        raise CatalogueError(f"{locale}: speech.periods: hours from 0 upwards, each with a name")
    return tuple((hour, name) for hour, (_, _, name) in reversed(list(zip(hours, cut, strict=True))))


def _contractions(locale: str, entry: Entry | None) -> Contractions:
    try:
        return Contractions.of(entry.parts if entry else ())
    except ValueError as error:
        raise CatalogueError(f"{locale}: speech.contractions: {error}") from error

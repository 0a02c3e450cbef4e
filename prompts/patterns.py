"""The spoken patterns of one language: the catalogue's `speech.*` entries, with CLDR's names of days and months."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from babel import Locale, UnknownLocaleError

from prompts.po_file import CatalogueError, PoFile, PromptEntry

NEEDED: Mapping[str, frozenset[str]] = {
    "yesterday": frozenset(),
    "today": frozenset(),
    "tomorrow": frozenset(),
    "day": frozenset({"date"}),
    "date.near": frozenset({"weekday", "day", "month"}),
    "date.far": frozenset({"weekday", "day", "month"}),
    "date.year": frozenset({"weekday", "day", "month", "year"}),
    "days": frozenset(),
    "hours": frozenset(),
    "periods": frozenset(),
    "midnight": frozenset(),
    "time": frozenset({"hour", "period"}),
    "minutes": frozenset({"hour", "minute", "minutes"}),
    "moment": frozenset({"day", "time"}),
    "window.times": frozenset({"day", "start", "end"}),
    "window.one_period": frozenset({"day", "start", "end", "period"}),
    "window.by_time": frozenset({"day", "time"}),
    "window.around": frozenset({"day", "time"}),
    "window.days": frozenset({"start", "end"}),
    "window.two_days": frozenset({"start", "end", "on_end"}),
    "window.by_day": frozenset({"end", "on_end"}),
    "thousand": frozenset(),
    "money": frozenset({"amount", "currency"}),
    "key.star": frozenset(),
    "key.pound": frozenset(),
}
"""Every pattern that a language must have (`speech.<key>`), with the slots that it can use.

These may be empty: `weekdays`, `noon`, `hours.start`, `hours.end`, `minutes.start`, `midnight.end`, `signs`,
`carriers`.
"""

WindowEdge = Literal["", ".start", ".end"]
"""The position of a time: alone, or at the start or end of a window, where some languages need another form."""

_PLACES: tuple[WindowEdge, ...] = ("", ".start", ".end")


@dataclass(frozen=True, slots=True)
class Contractions:
    """Contractions of adjacent words in one language: Italian "a le quattordici" becomes "alle quattordici"."""

    melted: Mapping[str, str]
    found: re.Pattern[str]

    @classmethod
    def of(cls, pairs: Sequence[str]) -> Self:
        """Parse pairs such as "a le = alle". Raises ValueError for any other form."""
        cut = [pair.partition(" = ") for pair in pairs]
        if wrong := next((before for before, _, after in cut if not after), None):
            raise ValueError(f"{wrong!r} is not words, a blank, =, a blank and what becomes of them")
        return cls({before: after for before, _, after in cut}, _any_words_of([before for before, _, _ in cut]))

    def __call__(self, words: str) -> str:
        """The text with all contractions applied."""
        return self.found.sub(lambda match: self.melted[match[0]], words) if self.melted else words


@dataclass(frozen=True, slots=True)
class CarrierNames:
    """Spoken names of carriers in one language: "UPS" is "U P S", and ユーピーエス in Japanese.

    Names are matched regardless of case; a name that is not in the list stays as it is.
    """

    said: Mapping[str, str]
    found: re.Pattern[str]

    @classmethod
    def of(cls, pairs: Sequence[str]) -> Self:
        """Parse pairs such as "DHL = D H L". Raises ValueError for any other form, and for duplicate names."""
        said: dict[str, str] = {}
        for pair in pairs:
            name, _, words = pair.partition(" = ")
            if not words or name.casefold() in said:
                raise ValueError(f"{pair!r} is not a name that is there once, a blank, =, a blank and what is said")
            said[name.casefold()] = words
        return cls(said, _any_name_of(said))

    def __call__(self, name: str) -> str:
        """A name with its known parts replaced: "DHL Express" becomes "D H L Express"."""
        return self.found.sub(lambda match: self.said[match[0].casefold()], name) if self.said else name


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns by which a language says days, times, money and codes."""

    entries: Mapping[str, PromptEntry]
    locale: Locale
    weekdays: tuple[str, ...]
    """Monday first."""
    months: tuple[str, ...]
    """January first."""
    days: tuple[str, ...]
    """Names of the first days of a month; later days are said in digits."""
    hours: Mapping[WindowEdge, tuple[str, ...]]
    """The names of the hours from midnight on: 12 or 24 of them."""
    periods: tuple[tuple[int, str], ...]
    """The hour at which each part of the day begins, the latest first: (12, "p.m."), (0, "a.m.")."""
    contracted: Contractions
    signs: Mapping[str, str]
    """Letters and digits with a spoken name of their own: "B Berta"."""
    carriers: CarrierNames

    @classmethod
    def of(cls, locale: str, books: Sequence[PoFile]) -> Self:
        """Merge the patterns of a language's files; the first file has precedence. Raises CatalogueError."""
        names = _cldr(locale)
        entries = {key: entry for book in reversed(books) for key, entry in book.entries.items()}
        if missing := sorted(key for key in NEEDED if f"speech.{key}" not in entries):
            raise CatalogueError(f"{locale}: speech.{missing[0]}: every language needs this pattern of its own")
        return cls(
            entries=entries,
            locale=names,
            weekdays=_weekdays(locale, _parts(entries, "weekdays"), names),
            months=tuple(names.months["format"]["wide"][month] for month in range(1, 13)),
            days=_parts(entries, "days"),
            hours={place: _hours(locale, place, _parts(entries, f"hours{place}", "hours")) for place in _PLACES},
            periods=_periods(locale, _parts(entries, "periods")),
            signs=_signs(_parts(entries, "signs")),
            contracted=_contractions(locale, entries.get("speech.contractions")),
            carriers=_carriers(locale, _parts(entries, "carriers")),
        )

    def has(self, key: str) -> bool:
        """Whether the language has a pattern `speech.<key>`."""
        return f"speech.{key}" in self.entries

    def placed(self, key: str, place: WindowEdge) -> str:
        """The key of the form for a position, if the language has a separate one."""
        return f"{key}{place}" if self.has(f"{key}{place}") else key

    def say(self, key: str, values: Mapping[str, str], count: int = 0) -> str:
        """Fill the pattern `speech.<key>`."""
        words = self.entries[f"speech.{key}"].form(count).fill(values.__getitem__)
        return self.contracted(words.strip())  # a part of the day without a name leaves a blank


def _cldr(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise CatalogueError(f"{locale}: CLDR knows no such locale") from error


def _parts(entries: Mapping[str, PromptEntry], *keys: str) -> tuple[str, ...]:
    """The list at the first of these keys that the language has; empty if it has none."""
    return next((entries[f"speech.{key}"].parts for key in keys if f"speech.{key}" in entries), ())


def _weekdays(locale: str, names: tuple[str, ...], cldr: Locale) -> tuple[str, ...]:
    if len(names) not in (0, 7):
        raise CatalogueError(f"{locale}: speech.weekdays: needs 7 names, found {len(names)}")
    return names or tuple(cldr.days["format"]["wide"][day] for day in range(7))


def _hours(locale: str, place: WindowEdge, names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) not in (12, 24):
        raise CatalogueError(f"{locale}: speech.hours{place}: needs 12 or 24 names, found {len(names)}")
    return names


def _periods(locale: str, parts: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Parse "0 a.m. | 12 p.m."."""
    cut = [part.partition(" ") for part in parts]
    hours = [int(hour) if hour.isdigit() else -1 for hour, _, _ in cut]
    if hours != sorted(set(hours)) or hours[0] != 0 or hours[-1] > 23:
        raise CatalogueError(f"{locale}: speech.periods: hours from 0 upwards, each with a name")
    return tuple((hour, name) for hour, (_, _, name) in reversed(list(zip(hours, cut, strict=True))))


def _signs(parts: tuple[str, ...]) -> dict[str, str]:
    """Parse "A Anton | B Berta"."""
    return {sign: name for sign, _, name in (part.partition(" ") for part in parts)}


def _carriers(locale: str, pairs: tuple[str, ...]) -> CarrierNames:
    try:
        return CarrierNames.of(pairs)
    except ValueError as error:
        raise CatalogueError(f"{locale}: speech.carriers: {error}") from error


def _contractions(locale: str, entry: PromptEntry | None) -> Contractions:
    try:
        return Contractions.of(entry.parts if entry else ())
    except ValueError as error:
        raise CatalogueError(f"{locale}: speech.contractions: {error}") from error


def _any_name_of(names: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern for whole words, which prefers the longer of two names with the same beginning."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _any_words_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")

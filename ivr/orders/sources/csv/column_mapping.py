"""How the columns of another program's file become the columns of the orders file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ivr.orders.sources.csv.cell_text import bare
from ivr.orders.sources.csv.date_columns import DATE_COLUMNS
from ivr.orders.sources.field_parsers import normalized
from ivr.orders.sources.order_rows import COLUMNS, PHONE_SEPARATOR

Clock = Literal["offset", "shop", "utc"]
"""The clock of times without an offset: none (they are refused), the shop's, or UTC."""

ANY = "*"
"""In a case: any value."""
NEEDED = ("order_number", "placed_at")
_AMOUNTS = frozenset({"total", "refund_amount"})


@dataclass(frozen=True, slots=True)
class TextPart:
    """A value inside the text of another program's column: between two markers, or behind the last one."""

    column: str
    after: str
    before: str = ""

    def found_in(self, text: str) -> Iterator[str]:
        """The values; the rest behind the last marker if there is no closing one."""
        if not self.before:
            yield text.rpartition(self.after)[2].strip()
            return
        for piece in text.split(self.after)[1:]:
            yield piece.partition(self.before)[0].strip(" ,;|")


@dataclass(frozen=True, slots=True)
class Case:
    """Values of ours for rows whose columns have certain words. The first that fits decides on each of our columns.

    None fits a row in which all its columns are empty: such rows only continue an order.
    """

    when: Mapping[str, frozenset[str]]
    then: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Our columns by those of a file. Names of a file's columns are in the form of `normalized`.

    Where several columns are named for one of ours, the first with a value counts; telephone numbers, parts of a name
    and items are taken from all of them.
    """

    columns: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, TextPart] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    """Values of every row with a value of its own."""
    cases: tuple[Case, ...] = ()
    clock: Clock = "shop"
    needs_phone: bool = False
    """Whether a row without a telephone number is refused; else its order is found by number and postcode alone."""

    def fits(self, names: Iterable[str]) -> bool:
        """Whether a file with these columns has the needed ones."""
        return not self.lacking(names)

    def lacking(self, names: Iterable[str]) -> tuple[str, ...]:
        """The needed columns of ours that a file does not have."""
        known = frozenset(names)
        needed = (*NEEDED, "phone") if self.needs_phone else NEEDED
        return tuple(name for name in needed if known.isdisjoint(self.columns.get(name, ())))

    def with_columns(self, columns: Mapping[str, str]) -> "ColumnMapping":
        """The mapping with other columns for some of ours; `columns` is by the file's name."""
        asked: dict[str, tuple[str, ...]] = {}
        for theirs, ours in columns.items():
            asked[ours] = (*asked.get(ours, ()), normalized(theirs))
        taken = {name for names in asked.values() for name in names}
        rest = {ours: tuple(each for each in theirs if each not in taken) for ours, theirs in self.columns.items()}
        parts = {ours: part for ours, part in self.parts.items() if ours not in asked}
        cases = tuple(case for case in self.cases if asked.keys().isdisjoint(case.then))
        clock: Clock = "shop" if self.clock == "offset" else self.clock
        return ColumnMapping({**rest, **asked}, parts, self.always, cases, clock)

    def used(self) -> frozenset[str]:
        """The file's columns that are read."""
        named = {name for names in self.columns.values() for name in names}
        cases = {name for case in self.cases for name in case.when}
        return frozenset({*named, *cases, *(part.column for part in self.parts.values())})


OWN = ColumnMapping({name: (name,) for name in COLUMNS}, clock="offset", needs_phone=True)
"""The orders file itself."""


class BoundColumns:
    """A mapping bound to the header of a file: reads rows."""

    def __init__(self, mapping: ColumnMapping, names: Sequence[str]) -> None:
        places = {name: place for place, name in reversed(list(enumerate(names)))}
        found = {
            ours: tuple(places[each] for each in theirs if each in places) for ours, theirs in mapping.columns.items()
        }
        self.places = {ours: at for ours, at in found.items() if at and (ours not in _AMOUNTS or _has(found, mapping))}
        """The places of each column of ours, the most important first."""
        self._single = [(at[0], ours) for ours, at in self.places.items() if len(at) == 1 and ours != "items"]
        self._several = [(ours, at) for ours, at in self.places.items() if len(at) > 1 or ours == "items"]
        self._parts = [
            (ours, part, places[part.column]) for ours, part in mapping.parts.items() if part.column in places
        ]
        self._cases = [
            ([(places.get(name, -1), words) for name, words in case.when.items()], case.then) for case in mapping.cases
        ]
        self._always = mapping.always
        self._is_own = mapping is OWN
        self._plain = sorted((at[0], ours) for ours, at in self.places.items())
        self._brief = [(at, ours) for at, ours in self._plain if ours == "order_number" or ours in DATE_COLUMNS]

    def values(self, row: Sequence[str]) -> Mapping[str, str]:
        """The values of a row that are not empty, by our columns."""
        if self._is_own:
            last = len(row)
            return {ours: text for at, ours in self._plain if at < last and (cell := row[at]) and (text := bare(cell))}
        return self._translated([bare(cell) for cell in row])

    def brief(self, row: Sequence[str]) -> Mapping[str, str]:
        """The number and the days of a row; all its values if it has no number, or is of another program."""
        if not self._is_own:
            return self.values(row)
        last = len(row)
        values = {ours: text for at, ours in self._brief if at < last and (cell := row[at]) and (text := bare(cell))}
        return values if "order_number" in values else self.values(row)

    def _translated(self, row: Sequence[str]) -> Mapping[str, str]:
        values = {ours: text for at, ours in self._single if (text := _at(row, at))}
        for ours, places in self._several:
            if text := _joined(ours, [_at(row, at) for at in places]):
                values[ours] = text
        for ours, part, place in self._parts:
            if text := _joined(ours, list(part.found_in(_at(row, place)))):
                values[ours] = text
        decided: dict[str, str] = {}
        for when, then in self._cases:
            if _fits(row, when):
                decided = {**then, **decided}
        return {**self._always, **values, **decided} if values else {}


def _has(found: Mapping[str, Sequence[int]], mapping: ColumnMapping) -> bool:
    """Whether amounts have a currency. Without one they cannot be read."""
    return mapping is OWN or bool(found.get("currency")) or "currency" in mapping.always


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


def _joined(ours: str, texts: Sequence[str]) -> str:
    """One value of several: all telephone numbers, parts of a name and items; else the first."""
    given = list(dict.fromkeys(filter(None, texts)))
    if ours == "items":
        return "".join(f"{each.replace('|', '/')}|" for each in given)
    return {"phone": PHONE_SEPARATOR, "customer_name": " "}[ours].join(given) if ours in _ALL else "".join(given[:1])


_ALL = frozenset({"phone", "customer_name"})


def _fits(row: Sequence[str], when: Sequence[tuple[int, frozenset[str]]]) -> bool:
    texts = [(_at(row, place), words) for place, words in when]
    return any(text for text, _ in texts) and all(
        normalized(text) in words or (bool(text) and ANY in words) for text, words in texts
    )

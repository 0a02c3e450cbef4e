"""A clean file of orders, and the same orders as various exports write them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from ivr.orders.sources.order_rows import COLUMNS

Values = dict[str, str]

OF_AN_ITEM = ("items",)
OF_A_PARCEL = ("carrier", "tracking_number", "tracking_status", "last_scan_city", "delivered_at")


@dataclass(frozen=True)
class Written:
    """An order: the values shared by its rows, its items, its parcels."""

    head: Values
    items: Sequence[str]
    parcels: Sequence[Values] = field(default=())

    @property
    def rows(self) -> list[Values]:
        """Every row says all of the order; items and parcels stand beside each other as far as they go."""
        count = max(len(self.items), len(self.parcels), 1)
        return [
            {**self.head, **_at(self.parcels, place), **({"items": item} if (item := _item(self.items, place)) else {})}
            for place in range(count)
        ]


def _at(parcels: Sequence[Values], place: int) -> Values:
    return parcels[place] if place < len(parcels) else {}


def _item(items: Sequence[str], place: int) -> str:
    return items[place] if place < len(items) else ""


def clean(orders: Sequence[Written]) -> str:
    """The file as the contract has it: one parcel a row, all of the order in each."""
    rows = [row for order in orders for row in order.rows]
    quoted = [",".join('"' + row.get(name, "").replace('"', '""') + '"' for name in COLUMNS) for row in rows]
    return "\n".join([",".join(COLUMNS), *quoted, ""])


def exported(orders: Sequence[Written], rng: Random) -> bytes:
    """The same, with rows that go on, in any order of rows and columns, delimiter, quoting, armour and encoding."""
    delimiter, ending = rng.choice(",;\t|"), rng.choice(("\n", "\r\n", "\r"))
    rows = [row for order in orders for row in _spread(order, rng)]
    rng.shuffle(rows)
    names = [*COLUMNS, "notes"]
    rng.shuffle(names)
    lines = [delimiter.join(_cell(name, delimiter, rng, armour=False) for name in names)]
    for row in rows:
        lines += [rng.choice(("", " ", delimiter * 3))] * rng.randint(0, 1)
        lines.append(_line([row.get(name, "") for name in names], delimiter, rng))
    start = f"sep={delimiter}{ending}" if rng.random() < 0.3 else ""
    return (start + ending.join([*lines, ""])).encode(rng.choice(("utf-8", "utf-8-sig", "utf-16")))


def _spread(order: Written, rng: Random) -> list[Values]:
    """The rows of an order, items and parcels apart at times, each value of the order in one of them at least."""
    number = {"order_number": order.head["order_number"]}
    rows = []
    for row in order.rows:
        parts = {name: {key: row[key] for key in names if key in row} for name, names in _KINDS.items()}
        rows += [parts["item"], parts["parcel"]] if rng.random() < 0.3 else [{**parts["item"], **parts["parcel"]}]
    rows = [row for row in rows if row] or [{}]
    for name, value in order.head.items():
        for place in rng.sample(range(len(rows)), rng.randint(1, len(rows))):
            rows[place] = {**rows[place], name: value}
    return [{**row, **number} for row in rows]


_KINDS = {"item": OF_AN_ITEM, "parcel": OF_A_PARCEL}


def _line(values: Sequence[str], delimiter: str, rng: Random) -> str:
    cells = [_cell(value, delimiter, rng) for value in values]
    while rng.random() < 0.5 and not cells[-1].strip():
        cells.pop()
    return delimiter.join([*cells, *[rng.choice(("", " "))] * rng.choice((0, 0, 2))])


def _cell(value: str, delimiter: str, rng: Random, *, armour: bool = True) -> str:
    if value and armour and rng.random() < 0.2:
        value = rng.choice((f'="{value}"', f"'{value}"))
    must = any(sign in value for sign in (delimiter, '"', "\n", "\r"))
    quoted = '"' + value.replace('"', '""') + '"' if must or rng.random() < 0.3 else value
    blanks = rng.choice(("", "", " ", "  "))
    return blanks + quoted + rng.choice(("", blanks))

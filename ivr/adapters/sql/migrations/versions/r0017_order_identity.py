"""Identify orders by the number as the source writes it, instead of the folded number.

Before, two numbers that differ only in punctuation or case shared a key, so that an import of one replaced the other.
Each row gets the key of the number in its document, with the matching search keys. The rules are those of
`ivr.orders.order_numbers`, since a later change of them must derive all keys again in any case. No order is split or
lost: where two rows were one order in two forms of Unicode, the row stored later stays, as after an import.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from ivr.orders.order_document import dump, load
from ivr.orders.order_numbers import digits, identity, is_order_number, keypad

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BATCH = 500

_RENEWED = ("keypad", "digits", "document")
orders = sa.table("orders", *map(sa.column, ("key", "customer", "placed_at", "stored_at", *_RENEWED)))
phones = sa.table("order_phones", sa.column("order_key"))

Row = dict[str, Any]


def upgrade() -> None:
    _rewrite(op.get_bind(), _renewed)


def downgrade() -> None:
    _rewrite(op.get_bind(), lambda row: {**row, "key": _folded(orjson.loads(row["document"])["number"])})


def _folded(number: str) -> str:
    """The key of the version before."""
    return re.sub(r"[\W_]+", "", number).upper()


def _rewrite(connection: sa.Connection, renew: Callable[[Row], Row]) -> None:
    for rows in _batches(connection):
        renewed = [(row, renew(row)) for row in rows]
        if same := [new for row, new in renewed if new["key"] == row["key"] and new != row]:
            there = orders.update().where(orders.c.key == sa.bindparam("at"))
            connection.execute(there.values({name: sa.bindparam(name) for name in _RENEWED}), _at(same))
        if moved := [(row["key"], new) for row, new in renewed if new["key"] != row["key"]]:
            _move(connection, moved)


def _at(rows: list[Row]) -> list[Row]:
    return [{"at": row["key"], **{name: row[name] for name in _RENEWED}} for row in rows]


def _batches(connection: sa.Connection) -> Iterator[list[Row]]:
    """All orders, sorted by key. An order moved to a later key may be returned again, and is then left unchanged."""
    last = ""
    while True:
        following = sa.select(orders).where(orders.c.key > last).order_by(orders.c.key).limit(BATCH)
        rows = [dict(row) for row in connection.execute(following).mappings()]
        if not rows:
            return
        last = rows[-1]["key"]
        yield rows


def _renewed(row: Row) -> Row:
    """A row as this release writes it. A number that no import takes any more stays under the key that it has."""
    written = orjson.loads(row["document"])["number"]
    number = identity(written)
    if not is_order_number(number):
        return row
    document = row["document"] if number == written else dump(replace(load(row["document"]), number=number))
    return {**row, "key": number, "keypad": keypad(number), "digits": digits(number), "document": document}


def _move(connection: sa.Connection, moved: list[tuple[str, Row]]) -> None:
    """Put rows under other keys. Their telephones follow; of two that meet the one stored later stays."""
    taken = sa.select(orders.c.key, orders.c.stored_at).where(orders.c.key.in_([new["key"] for _, new in moved]))
    newest: dict[str, tuple[str, int]] = {key: (key, stored_at) for key, stored_at in connection.execute(taken)}
    for old, new in moved:
        if newest.get(new["key"], ("", -1))[1] < new["stored_at"]:
            newest[new["key"]] = (old, new["stored_at"])
    staying = [(old, new) for old, new in moved if newest[new["key"]][0] == old]
    if staying:
        connection.execute(orders.delete().where(orders.c.key.in_([new["key"] for _, new in staying])))
        connection.execute(orders.insert(), [new for _, new in staying])
        follow = phones.update().where(phones.c.order_key == sa.bindparam("old"))
        connection.execute(
            follow.values(order_key=sa.bindparam("new")), [{"old": o, "new": n["key"]} for o, n in staying]
        )
    connection.execute(orders.delete().where(orders.c.key.in_([old for old, _ in moved])))

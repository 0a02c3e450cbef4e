"""An order is what its source calls it: orders go from the folded number to the number as it is written.

Until here two numbers that differ in signs or case alone shared a key, so that an import of one replaced the other.
Each row gets the key that its own document tells, with the search keys that go with it. The rules are those of
`ivr.orders.order_numbers`, as a later change of them has to derive all keys anew anyway. No order is split, and none
is lost: where two rows were one order in two forms of Unicode, the one stored later stays, as after an import.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from ivr.orders.document import dump, load
from ivr.orders.order_numbers import digits, identity, is_order_number, keypad

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BATCH = 500

_names = ("key", "keypad", "digits", "customer", "placed_at", "stored_at", "document")
orders = sa.table("orders", *map(sa.column, _names))
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
        for row in rows:
            _store(connection, row, renew(row))


def _batches(connection: sa.Connection) -> Iterator[list[Row]]:
    """All orders in the order of their keys. One that was moved on may come again, and then stays as it is."""
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


def _store(connection: sa.Connection, row: Row, new: Row) -> None:
    """Replace a row. Its telephones follow; of two that meet under one key the one stored later stays."""
    key = row["key"]
    if new["key"] == key:
        if new != row:
            connection.execute(orders.update().where(orders.c.key == key).values(**new))
        return
    if _is_newest(connection, new):
        connection.execute(orders.delete().where(orders.c.key == new["key"]))
        connection.execute(orders.insert().values(**new))
        connection.execute(phones.update().where(phones.c.order_key == key).values(order_key=new["key"]))
    connection.execute(orders.delete().where(orders.c.key == key))


def _is_newest(connection: sa.Connection, row: Row) -> bool:
    stored = connection.scalar(sa.select(orders.c.stored_at).where(orders.c.key == row["key"]))
    return stored is None or stored < row["stored_at"]

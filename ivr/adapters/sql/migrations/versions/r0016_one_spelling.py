"""One spelling for telephones of Argentina and Brazil: the one by which their owners are known when they ring.

Argentina's 9 before mobile numbers is left out, Brazil's ninth digit is put in, as
`ivr.orders.phone_numbers.plain` does.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ARGENTINE = re.compile(r"\+549(\d{10})")
_BRAZILIAN = re.compile(r"\+55([1-9]\d)([6-9]\d{7})")

_orders = sa.table("orders", sa.column("key", sa.String), sa.column("document", sa.Text))
_phones = sa.table(
    "order_phones",
    sa.column("e164", sa.String),
    sa.column("placed_at", sa.BigInteger),
    sa.column("order_key", sa.String),
)


def upgrade() -> None:
    connection = op.get_bind()
    old = sa.or_(_phones.c.e164.like("+549%"), _phones.c.e164.like("+55__________"))
    rows = connection.execute(sa.select(_phones).where(old)).all()
    spelled = [(row, _spelled(row.e164)) for row in rows]
    for row, e164 in ((row, e164) for row, e164 in spelled if e164 != row.e164):
        _respell(connection, row, e164)
    for key in {row.order_key for row, e164 in spelled if e164 != row.e164}:
        where = _orders.c.key == key
        document = json.loads(connection.scalar(sa.select(_orders.c.document).where(where)) or "{}")
        text = json.dumps(_respelled(document), ensure_ascii=False, separators=(",", ":"))
        connection.execute(sa.update(_orders).where(where).values(document=text))


def downgrade() -> None:
    """The old spelling is kept nowhere, and none of the earlier releases needs it."""


def _spelled(e164: str) -> str:
    return _BRAZILIAN.sub(r"+55\g<1>9\2", _ARGENTINE.sub(r"+54\1", e164)) if len(e164) in (13, 14) else e164


def _respell(connection: sa.Connection, row: sa.Row[Any], e164: str) -> None:
    """Put a number in its new spelling in place of the old, unless the order has both."""
    same = sa.and_(_phones.c.placed_at == row.placed_at, _phones.c.order_key == row.order_key)
    connection.execute(sa.delete(_phones).where(same, _phones.c.e164.in_([row.e164, e164])))
    values = {"e164": e164, "placed_at": row.placed_at, "order_key": row.order_key}
    connection.execute(sa.insert(_phones).values(values))


def _respelled(document: Mapping[str, Any]) -> dict[str, Any]:
    phones = [
        {**phone, "e164": _spelled(phone["e164"])} if phone.get("e164") else phone
        for phone in document.get("phones", ())
    ]
    return {**document, "phones": phones}

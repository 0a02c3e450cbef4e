"""An exception in a turn: the caller hears an apology and reaches a person; operators read one line about it."""

import json

import pytest
from structlog.testing import capture_logs

from ivr.adapters.sql.orders.tables import orders
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone
from tests.shop import Shop

pytestmark = pytest.mark.promise


def spoil(stores: Stores, parcel: dict) -> None:
    """Write values into the parcels of every order that the line itself never writes."""
    with stores.engine.begin() as connection:
        for key, text in connection.execute(orders.select().with_only_columns(orders.c.key, orders.c.document)).all():
            document = json.loads(text)
            document["shipments"][0] |= parcel
            spoiled = orders.update().where(orders.c.key == key).values(document=json.dumps(document))
            connection.execute(spoiled)


def broken(logs: list[dict]) -> list[tuple]:
    lines = [line for line in logs if line["event"] == "turn broke"]
    return [(line["call"], f"{line['flow']}.{line['step']}", line["turn"]) for line in lines]


def test_an_order_that_cannot_be_read_counts_as_one_that_cannot_be_seen(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    spoil(stores, {"windows": "soon"})
    phone.dials().hears("can't see your order right now").is_in_queue("care-en")


@pytest.mark.parametrize(
    ("parcel", "at"),
    [
        ({"tracking_url": 7}, "main_line.recognise"),
        ({"status": "ready_for_pickup", "pickup_at": 7}, "main_line.after_order"),
    ],
    ids=["a decision raises", "a sentence cannot be said"],
)
def test_what_breaks_is_apologised_for_and_logged_once(phone: Phone, shop: Shop, stores: Stores, parcel: dict, at: str):
    shop.has_order()
    spoil(stores, parcel)
    with capture_logs() as logs:
        phone.dials().hears("something went wrong").is_in_queue("care-en")
    assert broken(logs) == [(phone.call_sid, at, 0)]
    assert phone.alerts == []


def test_a_broken_turn_is_on_record_with_the_way_it_took(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    spoil(stores, {"carrier": 7})
    phone.dials()
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        hops = connection.exec_driver_sql("SELECT turn, outcome, target FROM hops ORDER BY place").all()
    assert (0, "error", "hand_off.route") in [tuple(hop) for hop in hops]

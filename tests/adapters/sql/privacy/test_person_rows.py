"""One person's rows on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from ivr.adapters.sql.database import metadata, writing
from ivr.adapters.sql.notices.book import SqlNotices
from ivr.adapters.sql.notices.opt_outs import opt_out_key
from ivr.adapters.sql.orders.expiry import forget_loose_reports, forget_orders
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.orders.tables import orders, parcel_reports
from ivr.adapters.sql.privacy.person_orders import traces_of
from ivr.adapters.sql.privacy.person_rows import calls_of, delete_rows, rows_of, selections
from ivr.adapters.sql.privacy.requests import Found, PrivacyRequests, RequestSealed, UnknownRequest
from ivr.adapters.sql.records.event_writer import write_events
from ivr.calls.events import Caller, TurnTaken
from ivr.calls.notices import Notice
from ivr.effects.call_back import Booking
from ivr.effects.send_text import Message
from ivr.orders.model import Shipment, TrackingStatus
from ivr.orders.news import OrderNews, ParcelNews
from ivr.orders.personal_data import Person, Traces, Unidentified
from ivr.orders.phone_numbers import hashed
from tests.orders.making import ALICE, BOB, NOW, an_order
from tests.requests_made import asked

KEY = b"key"
PARCEL = Shipment("1", TrackingStatus.IN_TRANSIT, tracking_number="1Z999AA10123456784")


def turn(sid: str, phone: str, **more) -> TurnTaken:
    hop = ("main_line.recognise", "one", "main_line.greet_one")
    return TurnTaken(
        sid=sid, turn=0, at=NOW, language="en-US", hops=(hop,), caller=Caller(hashed(phone, KEY), phone[-2:]), **more
    )


OF_NOBODY = {
    "agent_states",
    "agents",
    "alert_channels",
    "alert_deliveries",
    "alert_teams",
    "alerts",
    "api_tokens",
    "event_deliveries",
    "event_webhooks",
    "forecast_subjects",
    "call_forecasts",
    "column_mappings",
    "contact_reasons",
    "imports",
    "kept_reports",
    "launches",
    "parcel_counts",
    "period_counts",
    "privacy_requests",
    "reason_measures",
    "scorecard_disputes",
    "split_half_hours",
    "wall_links",
    "text_opt_outs",  # kept, so that the number is not texted again
    "recorded_characters",
    "recordings",
    "sources",
}
"""Tables without rows of customers, beside those of routing and of the console's users. Recorded sentences are retired,
not deleted."""


def noticed(order_key: str, number: str) -> Notice:
    """A text about an order, to a number."""
    return Notice(
        order_key=order_key,
        about=hashed(order_key, KEY),
        event="late",
        language="en-US",
        arm="texted",
        number_key=opt_out_key(number, KEY),
        number_hint=number[-2:],
        created_at=NOW,
    )


@pytest.fixture
def filled(database: Engine) -> Engine:
    """Orders, calls, a text and a callback of Alice and of Bob; a parcel of Alice's that is Bob's too."""
    hers = replace(an_order("A-1"), shipments=(PARCEL,), source_id="gid/1")
    his = replace(an_order("B-1", phone=BOB, customer="bob"), shipments=(PARCEL,))
    writer = NewsWriter(database, lambda: NOW)
    writer.apply([OrderNews("shop", hers, NOW), OrderNews("shop", his, NOW), ParcelNews("tracker", PARCEL, NOW)])
    text = Message("CA1:0:0", ALICE, "Follow your order", hashed("A-1", KEY))
    booking = Booking(ALICE, "+18005550199", "care-en", 0.0, {})
    write_events(database, [turn("CA1", ALICE, messages=(text,), booking=booking), turn("CA2", BOB)])
    for order, number in ((hers, ALICE), (his, BOB)):
        SqlNotices(database).plan(noticed(order.key, number), due_at=NOW)
    write_events(database, [asked("CA1", order="A-1", turn=1), asked("CA2", order="B-1", caller=BOB, key="b", turn=1)])
    return database


def test_what_is_read_is_what_is_deleted_and_nothing_of_others(filled: Engine) -> None:
    with writing(filled) as connection:
        traces = traces_of(connection, Person(phones=(ALICE,)))
        found = calls_of(connection, traces, KEY)
        rows = {name: len(each) for name, each in rows_of(connection, traces, found.calls, KEY).items()}
        assert dict(delete_rows(connection, traces, found.calls, KEY, NOW)) == rows
        assert not rows_of(connection, traces, found.calls, KEY)
        assert traces.parcels == (), "it is in another's order"
        of_bob = traces_of(connection, Person(phones=(BOB,)))
        assert of_bob.parcels == ("1Z999AA10123456784",)
        assert calls_of(connection, of_bob, KEY).calls == ("CA2",)
    assert rows.keys() >= {"orders", "order_phones", "order_parcels", "calls", "turns", "hops", "messages", "callbacks"}
    assert rows["notices"] == 1
    assert rows["requests"] == rows["request_deliveries"] == 1


def test_every_table_with_data_of_customers_is_looked_at() -> None:
    looked_at = {table.name for table, _ in selections(Traces(), (), KEY)}
    others = {name for name in metadata.tables if name.startswith(("routing_", "console_"))}
    assert looked_at | others | OF_NOBODY == set(metadata.tables)
    assert looked_at.isdisjoint(others | OF_NOBODY)


def test_an_order_is_found_by_its_exact_number_and_its_name_at_a_source(filled: Engine) -> None:
    with filled.connect() as connection:
        assert traces_of(connection, Person(numbers=("A-1",))).keys == ("A-1",)
        assert traces_of(connection, Person(numbers=("A1",))).keys == ()
        assert traces_of(connection, Person(source="shop", source_ids=("gid/1",))).keys == ("A-1",)
        assert traces_of(connection, Person(source="other", source_ids=("gid/1",))).keys == ()
        assert set(traces_of(connection, Person(source="shop", is_whole_source=True)).keys) == {"A-1", "B-1"}
        assert traces_of(connection, Person()) == Traces()


def test_of_two_shops_orders_with_one_number_the_shop_has_to_be_named(database: Engine) -> None:
    both = [OrderNews(name, replace(an_order("7"), shop=name, source_id="7"), NOW) for name in ("north", "south")]
    NewsWriter(database, lambda: NOW).apply(both)
    with database.connect() as connection:
        with pytest.raises(Unidentified, match="several shops"):
            traces_of(connection, Person(numbers=("7",)))
        assert len(traces_of(connection, Person(numbers=("7",), shop="south")).keys) == 1


def test_orders_go_once_they_are_old_and_nothing_more_is_heard(database: Engine) -> None:
    old, older = an_order("1", days_ago=800), an_order("2", days_ago=900)
    OrderIndex(database, database, lambda: NOW - timedelta(days=750)).replace([old, older, an_order("3")])
    OrderIndex(database, database, lambda: NOW).replace([older])
    assert forget_orders(database, NOW - timedelta(days=730)) == 1
    with database.connect() as connection:
        assert sorted(connection.scalars(select(orders.c.key))) == ["2", "3"]


def test_reports_on_unknown_parcels_go_after_a_while(filled: Engine) -> None:
    stray = replace(PARCEL, tracking_number="1Z999AA10000000000")
    NewsWriter(filled, lambda: NOW).apply([ParcelNews("tracker", stray, NOW)])
    assert forget_loose_reports(filled, NOW) == 0
    assert forget_loose_reports(filled, NOW + timedelta(days=1)) == 1
    with filled.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(parcel_reports)) == 1


def test_a_request_holds_the_person_until_it_is_done(database: Engine) -> None:
    requests = PrivacyRequests(database, lambda: NOW, KEY)
    who = Person(phones=(ALICE,), customers=("hash",))
    name = requests.add("erase", who, asked_by="ada")
    found = Found(Traces(keys=("1",), phones=(ALICE,)), calls=("CA1",), texts=("SM1",))
    requests.note_found(requests.get(name), found)
    opened = requests.get(name)
    assert (opened.person, opened.found) == (who, found)
    with pytest.raises(RequestSealed, match="SECRET_KEY"):
        PrivacyRequests(database, lambda: NOW, b"another").get(name)
    requests.settle(name)
    with pytest.raises(UnknownRequest):
        requests.get(name)
    assert [each.done_at for each in requests.all()] == [NOW]

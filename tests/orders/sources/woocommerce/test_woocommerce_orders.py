"""What an order of WooCommerce says, read into the canonical order."""

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Order, OrderStatus, Refund, RefundState, Shipment, TrackingStatus
from ivr.orders.news import OrderGone, OrderNews
from ivr.orders.sources.field_parsers import Unreadable, email_hash, name_hash
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.woocommerce.orders import ParcelLists, read_order

from .orders_json import SHOP, fulfillment, payload, tracking_meta, woo_order

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
SETTINGS = ImportSettings(key=b"key", shop_country="US", now=NOW, shop_zone=ZoneInfo("America/Los_Angeles"))


def read(parcels: ParcelLists | None = None, **changes: Any) -> tuple[Order, Sequence[Note]]:
    found = read_order(payload(woo_order(**changes)), SHOP, SETTINGS, parcels)
    assert isinstance(found.news, OrderNews)
    return found.news.order, found.notes


def order(**changes: Any) -> Order:
    return read(**changes)[0]


def tracked(*items: dict[str, str], **changes: Any) -> tuple[Shipment, ...]:
    return order(meta_data=[tracking_meta(*items)], **changes).shipments


def fulfilled(*items: dict[str, Any], **changes: Any) -> Order:
    return read(ParcelLists(fulfillments=[payload(each) for each in items]), **changes)[0]


def test_an_order_has_all_that_the_shop_says() -> None:
    found = order()
    assert (found.number, found.source_id, found.brand, found.shop) == ("727", "727", "northwind", "")
    assert found.placed_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert (found.postcode, found.country, found.currency, found.total_cents) == ("10001", "US", "USD", 12950)
    assert (found.items, [phone.e164 for phone in found.phones]) == (("Mug & spoon", "Lamp"), ["+14155550100"])
    assert found.customer == email_hash("alice@example.com", b"key")


def test_the_news_has_the_time_of_the_last_change() -> None:
    news = read_order(payload(woo_order()), SHOP, SETTINGS).news
    assert news is not None
    assert (news.source, news.at) == ("mugs", datetime(2026, 11, 21, 10, tzinfo=UTC))


def test_the_number_that_a_plugin_gives_counts_and_the_id_is_asked_for() -> None:
    found = order(number="NW-2026/15")
    assert (found.number, found.source_id) == ("NW-2026/15", "727")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("pending", OrderStatus.PENDING_PAYMENT),
        ("failed", OrderStatus.PENDING_PAYMENT),
        ("processing", OrderStatus.PROCESSING),
        ("on-hold", OrderStatus.ON_HOLD),
        ("completed", OrderStatus.SHIPPED),
        ("cancelled", OrderStatus.CANCELLED),
        ("refunded", OrderStatus.CANCELLED),
        ("pre-ordered", OrderStatus.PREORDER),
        ("partial-shipped", OrderStatus.PARTIALLY_SHIPPED),
        ("wc-shipped", OrderStatus.SHIPPED),
        ("delivered", OrderStatus.DELIVERED),
        ("ready-pickup", OrderStatus.READY_FOR_PICKUP),
    ],
)
def test_every_status_of_woocommerce_and_of_well_known_plugins_is_read(status: str, said: OrderStatus) -> None:
    found = order(status=status)
    assert (found.status, found.unknown_words) == (said, {})


def test_a_status_that_nobody_knows_is_kept_and_named() -> None:
    found, notes = read(status="awaiting-engraving")
    assert (found.status, found.unknown_words) == (OrderStatus.UNKNOWN, {"status": "awaiting-engraving"})
    assert Note(NoteKind.UNKNOWN_WORD, 0, "status", "awaiting-engraving") in notes


@pytest.mark.parametrize("status", [None, "", 5, ["completed"]])
def test_an_order_without_a_status_is_of_unknown_status(status: object) -> None:
    assert order(status=status).status is OrderStatus.UNKNOWN


@pytest.mark.parametrize("method", ["local_pickup", "pickup_location"])
def test_a_completed_order_that_is_collected_was_not_sent(method: str) -> None:
    found = order(status="completed", shipping_lines=[{"method_id": method}])
    assert found.status is OrderStatus.PICKED_UP


@pytest.mark.parametrize("status", ["draft", "auto-draft", "checkout-draft"])
def test_a_cart_is_no_news(status: str) -> None:
    assert read_order(payload(woo_order(status=status, date_created_gmt=None)), SHOP, SETTINGS).news is None


def test_an_order_in_the_trash_is_gone() -> None:
    found = read_order(payload(woo_order(status="trash")), SHOP, SETTINGS)
    assert found.news == OrderGone("mugs", "727", datetime(2026, 11, 21, 10, tzinfo=UTC))


def test_times_are_read_in_gmt_or_on_the_clock_of_the_shop() -> None:
    assert order(date_created_gmt=None).placed_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert order(date_created=None, date_created_gmt="2026-11-20T09:30:00Z").placed_at.hour == 9


def test_a_time_without_a_change_is_that_of_the_order() -> None:
    news = read_order(payload(woo_order(date_modified=None, date_modified_gmt="soon")), SHOP, SETTINGS).news
    assert news is not None
    assert news.at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("currency", "total", "minor"),
    [
        ("JPY", "1000", 1000),
        ("JPY", "1000.00", 1000),
        ("KWD", "12.345", 12345),
        ("USD", "12.990", 1299),
        ("EUR", 31.2, 3120),
        ("USD", "12.345", None),
        ("ZZZ", "12.00", None),
        ("USD", "1e9", None),
        ("USD", None, None),
    ],
)
def test_amounts_are_in_the_minor_unit_of_their_currency(currency: str, total: object, minor: int | None) -> None:
    assert order(currency=currency, total=total).total_cents == minor


def test_refunds_are_amounts_that_went_back() -> None:
    found = order(refunds=[{"id": 9, "reason": "", "total": "-10.00"}, {"id": 10, "total": "?"}])
    assert found.refunds == (Refund(RefundState.COMPLETED, 1000, "9"), Refund(RefundState.COMPLETED, None, "10"))
    assert order(status="refunded").refunds == (Refund(RefundState.COMPLETED),)


def test_phones_are_read_by_the_country_of_their_address() -> None:
    found = order(
        billing={"phone": "020 7946 0018", "country": "GB"},
        shipping={"phone": "030 123456", "country": "DE", "postcode": "10115"},
        meta_data=[{"key": "_shipping_phone", "value": "030 123456"}],
    )
    assert [phone.e164 for phone in found.phones] == ["+442079460018", "+4930123456"]


def test_an_order_without_a_number_that_can_call_is_named() -> None:
    found, notes = read(billing={"phone": "555-555-SHIP", "first_name": "Bo", "last_name": "Li"})
    assert [phone.e164 for phone in found.phones] == [None]
    assert found.customer == name_hash("Bo Li", b"key")
    assert Note(NoteKind.NO_NUMBER, 0) in notes


def test_an_order_to_the_billing_address_has_its_postcode() -> None:
    assert order(shipping={"postcode": "", "city": "", "address_1": "", "country": ""}).postcode == "94105"


def test_a_parcel_of_the_plugin_has_its_carrier_and_number() -> None:
    (parcel,) = tracked(
        {
            "tracking_provider": "usps",
            "custom_tracking_provider": "",
            "tracking_number": "9400111899560000000000",
            "date_shipped": "1795132800",
            "tracking_id": "7f49",
        }
    )
    assert (parcel.id, parcel.carrier, parcel.tracking_number) == ("7f49", "USPS", "9400111899560000000000")
    assert parcel.status is TrackingStatus.PICKED_UP


def test_a_parcel_of_the_plugins_api_is_the_same_parcel() -> None:
    item = payload(
        {
            "tracking_id": "7f49",
            "tracking_provider": "Royal Mail",
            "tracking_link": "https://carrier.example.com/AB1",
            "tracking_number": "AB1",
            "date_shipped": "2026-11-20",
        }
    )
    (parcel,) = read(ParcelLists(trackings=[item]), status="completed")[0].shipments
    assert (parcel.carrier, parcel.tracking_url) == ("Royal Mail", "https://carrier.example.com/AB1")


def test_a_link_of_the_shops_own_gets_the_number() -> None:
    custom = {"custom_tracking_provider": "Example Courier", "tracking_number": "A 1"}
    (parcel,) = tracked({**custom, "custom_tracking_link": "https://courier.example.com/?n=%1$s"})
    assert (parcel.carrier, parcel.tracking_url) == ("Example Courier", "https://courier.example.com/?n=A%201")
    (parcel,) = tracked({**custom, "custom_tracking_link": "https://courier.example.com/%1$s/%2$s"})
    assert parcel.tracking_url == ""


@pytest.mark.parametrize(
    ("shipped", "status", "said"),
    [
        ("2026-11-20", "processing", TrackingStatus.PICKED_UP),
        ("2026-12-24", "completed", TrackingStatus.LABEL_CREATED),
        ("", "processing", TrackingStatus.LABEL_CREATED),
        ("", "completed", TrackingStatus.PICKED_UP),
        ("99999999999", "completed", TrackingStatus.PICKED_UP),
    ],
)
def test_a_parcel_is_on_its_way_from_the_day_it_was_sent(shipped: str, status: str, said: TrackingStatus) -> None:
    (parcel,) = tracked({"tracking_number": "1", "date_shipped": shipped}, status=status)
    assert parcel.status is said


def test_a_parcel_without_a_number_is_none_and_one_named_twice_is_one() -> None:
    item = {"tracking_number": "1", "date_shipped": "2026-11-20"}
    assert len(tracked(item, item, {"tracking_number": ""})) == 1


def test_a_fulfillment_is_a_parcel() -> None:
    found = fulfilled(fulfillment(), status="completed")
    (parcel,) = found.shipments
    assert (parcel.carrier, parcel.tracking_number, parcel.status) == (
        "UPS", "1Z999AA10123456784", TrackingStatus.PICKED_UP,
    )  # fmt: skip
    assert found.status is OrderStatus.SHIPPED


def test_a_draft_is_a_parcel_once_it_has_a_number_and_a_deleted_one_is_none() -> None:
    draft = fulfillment("", is_fulfilled=False)
    assert fulfilled(draft, fulfillment(date_deleted="2026-11-21T11:00:00Z")).shipments == ()
    assert fulfilled(fulfillment(is_fulfilled=False)).shipments[0].status is TrackingStatus.LABEL_CREATED


def test_a_fulfillment_with_a_carriers_word_has_that_status() -> None:
    assert fulfilled(fulfillment(status="out-for-delivery")).shipments[0].status is TrackingStatus.OUT_FOR_DELIVERY
    found, notes = read(ParcelLists(fulfillments=[payload(fulfillment(status="at-the-drone"))]))
    assert found.shipments[0].status is TrackingStatus.PICKED_UP
    assert Note(NoteKind.UNKNOWN_WORD, 0, "tracking_status", "at-the-drone") in notes


def test_an_order_that_is_fulfilled_in_part_has_more_to_come() -> None:
    in_part = [{"key": "_fulfillment_status", "value": "partially_fulfilled"}]
    assert fulfilled(fulfillment(), meta_data=in_part).status is OrderStatus.PARTIALLY_SHIPPED


@pytest.mark.parametrize("missing", ["id", "date_created_gmt"])
def test_an_order_that_cannot_be_told_from_others_is_refused(missing: str) -> None:
    with pytest.raises(Unreadable, match=missing):
        read_order(payload(woo_order(date_created=None) | {missing: None}), SHOP, SETTINGS)


def test_an_order_of_the_future_is_refused() -> None:
    with pytest.raises(Unreadable, match="future"):
        order(date_created_gmt="2027-01-01T00:00:00")


def test_a_hostile_order_costs_no_more_than_itself() -> None:
    found = order(
        refunds={"total": "-" * 9999},
        line_items=[{"name": "\0\ud800" + "x" * 9999}] * 5000,
        meta_data=[tracking_meta(*[{"tracking_number": str(n)} for n in range(5000)])],
        billing="none",
        total={"amount": 1},
    )
    assert len(found.shipments) == 1000
    assert found.items[0].encode()


ANY_JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from(["completed", "2026-11-20"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(woo_order())), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(woo_order())), ANY_JSON))
def test_any_json_is_read_or_refused_as_unreadable(changes: dict[str, JsonValue]) -> None:
    with contextlib.suppress(Unreadable):
        read_order(Payload(woo_order() | changes), SHOP, SETTINGS)


def test_a_list_from_which_php_took_something_out_is_read_as_a_list() -> None:
    items = {"1": {"tracking_number": "T1"}, "2": {"tracking_number": "T2"}}
    found = order(meta_data={"0": {"key": "x"}, "3": {"key": "_wc_shipment_tracking_items", "value": items}})
    assert [parcel.tracking_number for parcel in found.shipments] == ["T1", "T2"]

"""Orders as the GraphQL API gives them."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.emulator.shop.orders import part_to_send, placed_order, scan, sent_parcel
from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    OrderStatus,
    RefundState,
    ReturnState,
    TrackingStatus,
)
from ivr.orders.news import OrderNews
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.order_reader import read_order
from ivr.orders.sources.source import Source

from .reading import DAY, NOW, SETTINGS, SHOP, order_in, order_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
MEMBERS = sorted(placed_order(1, NOW))


def windowed(first: str | None, last: str | None, method: str = "SHIPPING") -> dict:
    parts = {"methodType": method, "minDeliveryDateTime": first, "maxDeliveryDateTime": last}
    return {"fulfillmentOrders": [part_to_send(1, NOW, deliveryMethod=parts)]}


def held(*reasons: str) -> dict:
    holds = [{"reason": reason} for reason in reasons]
    return {"fulfillmentOrders": [part_to_send(1, NOW, "ON_HOLD", fulfillmentHolds=holds)]}


def refund(state: str, amount: str = "5.00", number: int = 9, currency: str = "USD") -> dict:
    paid = {"presentmentMoney": {"amount": amount, "currencyCode": currency}}
    return {"id": f"gid://shopify/OrderTransaction/{number}", "kind": "REFUND", "status": state, "amountSet": paid}


class TestTheHead:
    def test_an_order_is_read(self) -> None:
        order = order_of(phone="(415) 555-0100", items=("Mug", "Tea"))
        assert (order.number, order.source_id, order.status) == ("#1001", "1001", OrderStatus.PROCESSING)
        assert (order.items, order.total_cents, order.currency) == (("Mug", "Tea"), 2450, "USD")
        assert (order.postcode, order.country, order.time_zone) == ("10001", "US", "America/New_York")
        assert [phone.e164 for phone in order.phones] == ["+14155550100"]

    def test_the_tags_of_the_shop_are_read(self) -> None:
        assert order_of(tags=["Final Sale", "", "VIP", "vip"]).tags == ("final sale", "vip")

    def test_phones_are_taken_from_all_four_places(self) -> None:
        places = {
            "shippingAddress": {"phone": "020 7946 0018", "countryCodeV2": "GB"},
            "billingAddress": {"phone": "415 555 0102", "countryCodeV2": "US"},
            "customer": {"defaultPhoneNumber": {"phoneNumber": "+14155550103"}},
        }
        order = order_in({**placed_order(1, NOW), "phone": "+14155550104", **places})
        assert [phone.e164 for phone in order.phones] == [
            "+14155550104",
            "+14155550103",
            "+442079460018",
            "+14155550102",
        ]

    def test_a_slogan_is_no_number_and_is_noted(self) -> None:
        notes: list[Note] = []
        order = order_in(placed_order(1, NOW, phone="555-555-SHIP"), notes)
        assert [phone.e164 for phone in order.phones] == [None]
        assert NoteKind.NO_NUMBER in {note.kind for note in notes}

    def test_protected_data_that_is_not_shown_leaves_the_order(self) -> None:
        order = order_of(email=None, phone=None, customer=None, shippingAddress=None, billingAddress=None)
        assert (order.status, order.phones, bool(order.customer)) == (OrderStatus.PROCESSING, (), True)

    def test_two_orders_of_one_address_have_one_customer(self) -> None:
        first, second = (order_in(placed_order(number, NOW, email="a@example.com")) for number in (1, 2))
        assert first.customer == second.customer
        assert first.customer != order_in(placed_order(3, NOW, email="b@example.com")).customer

    def test_a_customer_without_address_is_known_by_name(self) -> None:
        both = [order_in(placed_order(number, NOW, email=None)).customer for number in (1, 2)]
        assert both[0] == both[1]

    def test_a_test_order_is_left_out(self) -> None:
        assert read_order(Node(placed_order(1, NOW, test=True)), SHOP, SETTINGS) == (None, ())

    @pytest.mark.parametrize("missing", [{"name": ""}, {"processedAt": None, "createdAt": "yesterday"}])
    def test_what_is_no_order_is_noted(self, missing: dict) -> None:
        news, notes = read_order(Node(placed_order(1, NOW) | missing), SHOP, SETTINGS, line=7)
        assert news is None
        assert [(note.kind, note.line, note.name) for note in notes] == [(NoteKind.DROPPED, 7, "order")]

    def test_a_currency_nobody_knows_costs_the_amounts_alone(self) -> None:
        order = order_of(presentmentCurrencyCode="QQQ", transactions=[refund("SUCCESS", currency="QQQ")])
        assert (order.currency, order.total_cents, order.refunds[0].cents) == ("", None, None)

    def test_the_name_of_the_shop_goes_before_its_numbers(self) -> None:
        source = Source("northwind", "shopify", shop="northwind", brand="Northwind")
        news, _ = read_order(Node(placed_order(1, NOW)), source, SETTINGS)
        assert news is not None
        assert (news.order.shop, news.order.brand) == ("northwind", "Northwind")

    @pytest.mark.parametrize(
        "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-24", "2026-11-24T10:00:00", "now", ""]
    )
    def test_a_time_that_cannot_be_meant_is_none(self, at: str) -> None:
        assert Node({"at": at}).time("at") is None

    def test_its_time_is_that_of_its_newest_part(self) -> None:
        parcel = sent_parcel(1, NOW, updatedAt=(NOW + DAY).isoformat())
        news, _ = read_order(Node(placed_order(1, NOW, fulfillments=[parcel])), SHOP, SETTINGS)
        assert news is not None
        assert news.at == NOW + DAY

    @given(st.sampled_from(MEMBERS), JSON)
    def test_no_value_of_any_member_breaks_it(self, name: str, value: object) -> None:
        members = placed_order(1, NOW, fulfillments=[sent_parcel(1, NOW)])
        news, _ = read_order(Node({**members, name: value}), SHOP, SETTINGS)
        assert news is None or isinstance(news, OrderNews)

    @given(st.sampled_from(sorted(sent_parcel(1, NOW))), JSON)
    def test_no_value_in_a_parcel_breaks_it(self, name: str, value: object) -> None:
        members = placed_order(1, NOW, fulfillments=[{**sent_parcel(1, NOW), name: value}])
        assert read_order(Node(members), SHOP, SETTINGS)[0] is not None


class TestWhatIsStillToBeSent:
    @pytest.mark.parametrize(
        ("reason", "status"),
        [
            ("AWAITING_PAYMENT", OrderStatus.PENDING_PAYMENT),
            ("INVENTORY_OUT_OF_STOCK", OrderStatus.BACKORDER),
            ("HIGH_RISK_OF_FRAUD", OrderStatus.ON_HOLD),
            ("INCORRECT_ADDRESS", OrderStatus.ON_HOLD),
            ("AWAITING_RETURN_ITEMS", OrderStatus.ON_HOLD),
            ("ONLINE_STORE_POST_PURCHASE_CROSS_SELL", OrderStatus.ON_HOLD),
            ("UNKNOWN_DELIVERY_DATE", OrderStatus.ON_HOLD),
            ("OTHER", OrderStatus.ON_HOLD),
            ("A_REASON_OF_NEXT_YEAR", OrderStatus.ON_HOLD),
        ],
    )
    def test_a_hold(self, reason: str, status: OrderStatus) -> None:
        order = order_of(displayFulfillmentStatus="ON_HOLD", **held(reason))
        assert order.status is status
        assert reason not in repr(order)

    def test_a_part_that_is_scheduled_is_a_pre_order_with_its_day(self) -> None:
        part = part_to_send(1, NOW, "SCHEDULED", fulfillAt="2026-12-24T05:00:00Z")
        order = order_of(displayFulfillmentStatus="SCHEDULED", fulfillmentOrders=[part])
        assert (order.status, order.expected_ship_on) == (OrderStatus.PREORDER, date(2026, 12, 24))

    def test_a_selling_plan_without_a_day_is_a_pre_order(self) -> None:
        line = {"id": "1", "title": "Console", "currentQuantity": 1, "sellingPlan": {"name": "Pre-order"}}
        assert order_of(lineItems=[line], **held("UNKNOWN_DELIVERY_DATE")).status is OrderStatus.PREORDER

    def test_a_part_that_is_being_prepared_counts_before_one_that_waits(self) -> None:
        parts = [part_to_send(1, NOW, "ON_HOLD"), part_to_send(2, NOW)]
        assert order_of(fulfillmentOrders=parts).status is OrderStatus.PROCESSING

    def test_a_held_part_is_not_lost_behind_a_sent_one(self) -> None:
        members = held("INVENTORY_OUT_OF_STOCK") | {"displayFulfillmentStatus": "ON_HOLD"}
        sent = order_of(fulfillments=[sent_parcel(1, NOW)], **members)
        arrived = order_of(fulfillments=[sent_parcel(1, NOW, "DELIVERED")], **members)
        assert (sent.status, arrived.status) == (OrderStatus.PARTIALLY_SHIPPED, OrderStatus.PARTIALLY_DELIVERED)

    def test_a_cancelled_order(self) -> None:
        order = order_of(cancelledAt=NOW.isoformat(), fulfillments=[sent_parcel(1, NOW)])
        assert (order.status, order.cancelled_at) == (OrderStatus.CANCELLED, NOW)

    def test_one_that_was_paid_back_and_never_sent_is_cancelled(self) -> None:
        assert order_of(displayFinancialStatus="REFUNDED", fulfillmentOrders=[]).status is OrderStatus.CANCELLED

    def test_goods_that_were_put_back_and_paid_back_are_cancelled(self) -> None:
        said = {"displayFulfillmentStatus": "RESTOCKED", "fulfillmentOrders": []}
        assert order_of(displayFinancialStatus="REFUNDED", **said).status is OrderStatus.CANCELLED
        assert order_of(**said).status is OrderStatus.UNKNOWN

    def test_an_order_of_which_nothing_is_sent_is_delivered(self) -> None:
        said = {"displayFulfillmentStatus": "FULFILLMENT_NOT_REQUIRED", "fulfillmentOrders": []}
        assert order_of(requiresShipping=False, **said).status is OrderStatus.DELIVERED

    def test_a_payment_that_is_pending_does_not_mean_that_it_is_waited_for(self) -> None:
        assert order_of(displayFinancialStatus="PENDING").status is OrderStatus.PROCESSING

    def test_an_unknown_status_is_kept_and_noted(self) -> None:
        notes: list[Note] = []
        order = order_in(placed_order(1, NOW, displayFulfillmentStatus="IN_LIMBO"), notes)
        assert (order.status, order.unknown_words) == (OrderStatus.UNKNOWN, {"status": "IN_LIMBO"})
        assert (NoteKind.UNKNOWN_WORD, "status", "in_limbo") in {(each.kind, each.name, each.detail) for each in notes}


class TestParcels:
    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("ATTEMPTED_DELIVERY", TrackingStatus.ATTEMPTED),
            ("CANCELED", TrackingStatus.CANCELLED),
            ("CARRIER_PICKED_UP", TrackingStatus.PICKED_UP),
            ("CONFIRMED", TrackingStatus.LABEL_CREATED),
            ("DELAYED", TrackingStatus.DELAYED),
            ("DELIVERED", TrackingStatus.DELIVERED),
            ("FAILURE", TrackingStatus.EXCEPTION),
            ("FULFILLED", TrackingStatus.PICKED_UP),
            ("IN_TRANSIT", TrackingStatus.IN_TRANSIT),
            ("LABEL_PRINTED", TrackingStatus.LABEL_CREATED),
            ("LABEL_PURCHASED", TrackingStatus.LABEL_CREATED),
            ("LABEL_VOIDED", TrackingStatus.CANCELLED),
            ("MARKED_AS_FULFILLED", TrackingStatus.LABEL_CREATED),
            ("NOT_DELIVERED", TrackingStatus.EXCEPTION),
            ("OUT_FOR_DELIVERY", TrackingStatus.OUT_FOR_DELIVERY),
            ("PICKED_UP", TrackingStatus.DELIVERED),
            ("READY_FOR_PICKUP", TrackingStatus.READY_FOR_PICKUP),
            ("SUBMITTED", TrackingStatus.LABEL_CREATED),
            ("BUYER_ACTION_REQUIRED", TrackingStatus.EXCEPTION),
            ("READY_FOR_RECIPIENT_PICKUP", TrackingStatus.READY_FOR_PICKUP),
            ("RETURNING_TO_SENDER", TrackingStatus.RETURNING),
        ],
    )
    def test_every_word_of_a_parcel(self, word: str, status: TrackingStatus) -> None:
        order = order_of(displayFulfillmentStatus="FULFILLED", fulfillments=[sent_parcel(1, NOW, word)])
        assert order.shipments[0].status is status
        assert not order.unknown_words

    def test_an_unknown_word_is_kept(self) -> None:
        order = order_of(fulfillments=[sent_parcel(1, NOW, "ON_THE_MOON")])
        assert (order.shipments[0].status, order.shipments[0].reason) == (TrackingStatus.UNKNOWN, "ON_THE_MOON")
        assert order.unknown_words == {"tracking_status": "ON_THE_MOON"}

    @pytest.mark.parametrize("status", ["CANCELLED", "ERROR", "FAILURE"])
    def test_a_fulfilment_that_failed_is_no_parcel(self, status: str) -> None:
        order = order_of(fulfillments=[sent_parcel(1, NOW, status=status)])
        assert order.shipments[0].status is TrackingStatus.CANCELLED
        assert order.status is OrderStatus.PROCESSING

    def test_one_marked_as_sent_without_a_number_has_left(self) -> None:
        parcel = sent_parcel(1, NOW, "MARKED_AS_FULFILLED", trackingInfo=[])
        order = order_of(displayFulfillmentStatus="FULFILLED", fulfillmentOrders=[], fulfillments=[parcel])
        assert order.status is OrderStatus.SHIPPED

    def test_each_tracking_number_is_a_parcel(self) -> None:
        labels = [{"company": "UPS", "number": number, "url": "no address"} for number in ("1Z1", "1Z2")]
        parcels = order_of(fulfillments=[sent_parcel(7, NOW, trackingInfo=labels)]).shipments
        assert [(each.id, each.tracking_number, each.tracking_url) for each in parcels] == [
            ("7", "1Z1", ""),
            ("7.2", "1Z2", ""),
        ]

    def test_the_newest_scan_is_kept_on_the_destinations_clock(self) -> None:
        parcel = sent_parcel(1, NOW, "DELIVERED", events=[scan("DELIVERED", NOW, city="Queens")])
        found = order_of(fulfillments=[parcel]).shipments[0]
        assert (found.last_scan_city, found.delivered_at) == ("Queens", NOW)
        assert found.delivered_at.utcoffset() == timedelta(hours=-5)

    def test_five_thousand_parcels_are_cut_and_noted(self) -> None:
        notes: list[Note] = []
        order = order_in(placed_order(1, NOW, fulfillments=[sent_parcel(each, NOW) for each in range(5000)]), notes)
        assert len(order.shipments) == 250
        assert (NoteKind.DROPPED, "fulfillments") in {(note.kind, note.name) for note in notes}

    def test_goods_sold_in_the_store_are_no_parcel(self) -> None:
        given_out = windowed(None, None, "RETAIL")
        given_out["fulfillmentOrders"][0]["status"] = "CLOSED"
        parcel = sent_parcel(1, NOW, "FULFILLED", trackingInfo=[])
        order = order_of(displayFulfillmentStatus="FULFILLED", fulfillments=[parcel], **given_out)
        assert (order.status, order.shipments) == (OrderStatus.PICKED_UP, ())

    def test_goods_picked_up_in_the_store(self) -> None:
        collected = windowed(None, None, "PICK_UP")
        collected["fulfillmentOrders"][0]["status"] = "CLOSED"
        ready, taken = (
            order_of(displayFulfillmentStatus="FULFILLED", fulfillments=[sent_parcel(1, NOW, word)], **collected)
            for word in ("READY_FOR_PICKUP", "FULFILLED")
        )
        assert (ready.status, taken.status) == (OrderStatus.READY_FOR_PICKUP, OrderStatus.PICKED_UP)

    def test_a_download_is_delivered(self) -> None:
        parcel = sent_parcel(1, NOW, "FULFILLED", trackingInfo=[])
        order = order_of(requiresShipping=False, displayFulfillmentStatus="FULFILLED", fulfillments=[parcel])
        assert (order.shipments, order.status) == ((), OrderStatus.PROCESSING)
        done = order_of(
            requiresShipping=False,
            displayFulfillmentStatus="FULFILLED",
            fulfillments=[parcel],
            fulfillmentOrders=[],
        )
        assert done.status is OrderStatus.DELIVERED


class TestWindows:
    def test_the_promise_of_the_checkout_is_in_days(self) -> None:
        order = order_of(**windowed("2026-11-26T13:00:00Z", "2026-11-28T23:00:00Z"))
        assert order.promises == (
            DeliveryWindow(date(2026, 11, 26), date(2026, 11, 28), Basis.PROMISED, NOW, "northwind"),
        )

    def test_a_local_delivery_is_promised_in_hours(self) -> None:
        promise = order_of(**windowed("2026-11-26T19:00:00Z", "2026-11-26T23:00:00Z", "LOCAL")).promises[0]
        assert isinstance(promise.start, datetime)
        assert (promise.start.hour, promise.end.hour) == (14, 18)

    def test_a_window_that_ends_before_it_starts_is_noted(self) -> None:
        notes: list[Note] = []
        members = windowed("2026-11-28T13:00:00Z", "2026-11-26T13:00:00Z")
        assert order_in(placed_order(1, NOW, **members), notes).promises == ()
        assert (NoteKind.DROPPED, "deliveryMethod") in {(note.kind, note.name) for note in notes}

    def test_an_estimate_is_a_day_and_the_newest_event_counts(self) -> None:
        event = scan("IN_TRANSIT", NOW, estimate=datetime(2026, 11, 29, 1, tzinfo=UTC))
        parcel = sent_parcel(1, NOW - DAY, estimatedDeliveryAt="2026-11-27T00:00:00Z", events=[event])
        windows = order_of(fulfillments=[parcel]).shipments[0].windows
        assert [(each.start, each.as_of) for each in windows] == [
            (date(2026, 11, 27), NOW - DAY),
            (date(2026, 11, 28), NOW),
        ]

    @given(st.dates(date(2026, 1, 2), date(2027, 1, 1)), st.integers(-12, 14))
    def test_midnight_in_utc_is_that_day_wherever_it_goes(self, day: date, offset: int) -> None:
        midnight = datetime.combine(day, time.min, UTC)
        written = midnight.astimezone(timezone(timedelta(hours=offset))).isoformat()
        parcel = sent_parcel(1, NOW, estimatedDeliveryAt=written)
        assert order_of(fulfillments=[parcel]).shipments[0].windows[0].start == day


class TestMoneyAndReturns:
    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("SUCCESS", RefundState.COMPLETED),
            ("PENDING", RefundState.PENDING),
            ("AWAITING_RESPONSE", RefundState.PENDING),
            ("FAILURE", RefundState.FAILED),
            ("ERROR", RefundState.FAILED),
        ],
    )
    def test_every_state_of_a_refund(self, word: str, state: RefundState) -> None:
        found = order_of(transactions=[refund(word)]).refunds[0]
        assert (found.state, found.cents, found.id) == (state, 500, "9")

    def test_an_attempt_that_failed_is_not_told_beside_one_that_went_through(self) -> None:
        tried = [refund("FAILURE", number=1), refund("SUCCESS", number=2)]
        assert [each.id for each in order_of(transactions=tried).refunds] == ["2"]

    def test_payments_are_no_refunds(self) -> None:
        assert order_of(transactions=[{**refund("SUCCESS"), "kind": "SALE"}]).refunds == ()

    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("REQUESTED", ReturnState.REQUESTED),
            ("OPEN", ReturnState.APPROVED),
            ("CLOSED", ReturnState.COMPLETED),
            ("DECLINED", ReturnState.DECLINED),
            ("CANCELED", ReturnState.CANCELLED),
        ],
    )
    def test_every_state_of_a_return(self, word: str, state: ReturnState) -> None:
        goods = {"id": "gid://shopify/Return/5", "status": word}
        found = order_of(returns=[goods]).returns[0]
        assert (found.state, found.id) == (state, "5")

    def test_an_open_return_is_inspected_once_the_order_says_so(self) -> None:
        goods = {"id": "gid://shopify/Return/5", "status": "OPEN"}
        order = order_of(returns=[goods], returnStatus="INSPECTION_COMPLETE")
        assert order.returns[0].state is ReturnState.INSPECTED

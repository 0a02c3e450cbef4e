"""Webhooks as Shopify sends them."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.emulator.shop.orders import gid, in_answer, placed_order, scan, sent_parcel
from ivr.emulator.shop.webhook_bodies import event_body, fulfilment_body, order_body
from ivr.orders.model import OrderStatus, RefundState, Return, ReturnState, TrackingStatus
from ivr.orders.news import News, OrderChanged, OrderGone, OrderNews, PartNews, PrivacyRequest
from ivr.orders.sources.import_report import NoteKind
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.order_reader import read_order
from ivr.orders.sources.shopify.webhooks import TOPIC_READERS, ShopifyWebhooks, signature
from ivr.orders.sources.source import Source, Webhook, WebhookUnreadable

from .reading import DAY, NOW, SECRET, SETTINGS, SHOP, order_in
from .test_order_reader import JSON

RULES = ShopifyWebhooks(SETTINGS)
PARCEL = sent_parcel(7, NOW, "OUT_FOR_DELIVERY")
ORDER = placed_order(1001, NOW - DAY, phone="415 555 0100", fulfillments=[PARCEL], tags=["Clearance", "vip"])


def webhook(topic: str, body: object, **more: str) -> Webhook:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = {
        "x-shopify-topic": topic,
        "x-shopify-triggered-at": NOW.isoformat(),
        "x-shopify-webhook-id": "a-delivery",
        "x-shopify-shop-domain": "northwind.myshopify.com",
        "x-shopify-hmac-sha256": signature(text, SECRET).decode(),
    }
    return Webhook(head | {name.replace("_", "-"): value for name, value in more.items()}, text)


def news(topic: str, body: object) -> tuple[News, ...]:
    return RULES.read(webhook(topic, body), SHOP)[0]


class TestTheProof:
    def test_the_signature_of_the_raw_body_is_the_proof(self) -> None:
        assert RULES.is_proven(webhook("orders/create", b'{"id": 1 }'), SHOP)

    @pytest.mark.parametrize("wrong", ["", "bm90IGl0", "é", "a" * 10_000])
    def test_any_other_is_none(self, wrong: str) -> None:
        assert not RULES.is_proven(webhook("orders/create", b"{}", x_shopify_hmac_sha256=wrong), SHOP)

    def test_a_changed_body_is_not_proven(self) -> None:
        sent = webhook("orders/create", b"{}")
        assert not RULES.is_proven(Webhook(sent.headers, b"{} "), SHOP)

    def test_a_source_without_a_secret_takes_nothing(self) -> None:
        unsigned = webhook("orders/create", b"{}", x_shopify_hmac_sha256=signature(b"{}", "").decode())
        for secrets in ({}, {"client_secret": ""}):
            assert not RULES.is_proven(unsigned, Source("northwind", "shopify", secrets=secrets))

    def test_a_webhook_about_another_shop_is_not_taken(self) -> None:
        other = webhook("orders/create", b"{}", x_shopify_shop_domain="southwind.myshopify.com")
        assert not RULES.is_proven(other, SHOP)

    def test_a_delivery_without_a_name_is_named_by_its_body(self) -> None:
        one, same, other = (Webhook({}, body) for body in (b"1", b"1", b"2"))
        assert RULES.delivery(one) == RULES.delivery(same) != RULES.delivery(other)


class TestOrders:
    def test_a_new_order_is_told_whole_and_asked_for(self) -> None:
        whole, changed = news("orders/create", order_body(ORDER))
        assert isinstance(whole, OrderNews)
        assert isinstance(changed, OrderChanged)
        assert (whole.order.number, whole.order.phones[0].e164) == ("#1001", "+14155550100")
        assert whole.order.shipments[0].status is TrackingStatus.OUT_FOR_DELIVERY

    def test_a_webhook_and_the_api_tell_the_same_order(self) -> None:
        whole = news("orders/create", order_body(ORDER))[0]
        asked = order_in(ORDER)
        assert isinstance(whole, OrderNews)
        assert whole.order.customer == asked.customer
        assert [each.id for each in whole.order.shipments] == [each.id for each in asked.shipments]

    def test_what_the_api_tells_of_the_same_order_counts_more(self) -> None:
        whole, changed = news("orders/create", order_body(ORDER))
        asked, _ = read_order(Node(in_answer(ORDER)), SHOP, SETTINGS)
        assert asked is not None
        assert whole.at < changed.at <= asked.at

    def test_a_changed_order_keeps_what_only_the_api_tells(self) -> None:
        parcel, changed = news("orders/updated", order_body(ORDER))
        assert isinstance(parcel, PartNews)
        assert parcel.part.tracking_number == f"1Z{7:016}"
        assert changed == OrderChanged("northwind", "1001", NOW)

    def test_a_cancelled_order_is_told_at_once(self) -> None:
        whole = news("orders/cancelled", order_body({**ORDER, "cancelledAt": NOW.isoformat()}))[0]
        assert isinstance(whole, OrderNews)
        assert whole.order.status is OrderStatus.CANCELLED

    @pytest.mark.parametrize("topic", ["orders/create", "orders/updated"])
    def test_test_orders_are_left_out(self, topic: str) -> None:
        assert news(topic, order_body({**ORDER, "test": True})) == ()

    def test_an_edited_and_a_deleted_order(self) -> None:
        assert news("orders/edited", {"order_edit": {"order_id": 5}}) == (OrderChanged("northwind", "5", NOW),)
        assert news("orders/delete", {"id": 5}) == (OrderGone("northwind", "5", NOW),)

    def test_the_parts_of_a_fulfilment_order_are_asked_for_by_its_name(self) -> None:
        body = {"fulfillment_order": {"id": gid("FulfillmentOrder", 3), "status": "on_hold"}}
        assert news("fulfillment_orders/placed_on_hold", body) == (
            OrderChanged("northwind", "FulfillmentOrder/3", NOW),
        )


class TestParts:
    def test_a_parcel(self) -> None:
        (parcel,) = news("fulfillments/update", fulfilment_body(ORDER, PARCEL))
        assert isinstance(parcel, PartNews)
        assert (parcel.source_id, parcel.part.id, parcel.at) == ("1001", "7", NOW)
        assert parcel.part.status is TrackingStatus.OUT_FOR_DELIVERY

    @pytest.mark.parametrize("topic", ["fulfillments/create", "orders/updated"])
    def test_goods_without_a_parcel_are_asked_for(self, topic: str) -> None:
        given_out = sent_parcel(7, NOW, "", trackingInfo=[])
        body = order_body({**ORDER, "fulfillments": [given_out]})
        found = news(topic, fulfilment_body(ORDER, given_out) if topic.startswith("ful") else body)
        assert [type(each) for each in found] == [OrderChanged]

    def test_a_scan(self) -> None:
        event = scan("DELIVERED", NOW, city="Queens")
        (parcel,) = news("fulfillment_events/create", event_body(ORDER, PARCEL, event))
        assert isinstance(parcel, PartNews)
        assert (parcel.part.id, parcel.part.delivered_at, parcel.part.tracking_number) == ("7", NOW, "")

    def test_a_scan_that_says_something_unknown_is_noted(self) -> None:
        body = event_body(ORDER, PARCEL, scan("ON_THE_MOON", NOW))
        found, notes = RULES.read(webhook("fulfillment_events/create", body), SHOP)
        assert isinstance(found[0], PartNews)
        assert (found[0].part.status, notes[0].kind) == (TrackingStatus.UNKNOWN, NoteKind.UNKNOWN_WORD)

    def test_a_refund_is_told_without_an_amount_and_asked_for(self) -> None:
        given = {"id": 4, "kind": "refund", "status": "success", "amount": "5.00"}
        body = {"id": 1, "order_id": 1001, "created_at": NOW.isoformat(), "transactions": [given]}
        part, changed = news("refunds/create", body)
        assert isinstance(part, PartNews)
        assert (part.part.id, part.part.state, part.part.cents) == ("4", RefundState.COMPLETED, None)
        assert isinstance(changed, OrderChanged)

    @pytest.mark.parametrize("order", [{"order": {"id": 1001}}, {"order_id": 1001}])
    def test_a_return(self, order: dict) -> None:
        (part,) = news("returns/approve", {"id": 5, "status": "open", **order})
        assert part == PartNews("northwind", "1001", Return(ReturnState.APPROVED, "5"), NOW)

    def test_a_return_without_its_order_is_asked_for(self) -> None:
        body = {"admin_graphql_api_id": gid("Return", 5), "return_line_items": {}}
        assert news("returns/update", body) == (OrderChanged("northwind", "Return/5", NOW),)
        assert news("returns/process", {}) == ()


CUSTOMER = {"customer": {"id": 1, "email": "a@example.com", "phone": "555-555-0199"}}


class TestPrivacy:
    def test_a_customer_is_erased(self) -> None:
        assert news("customers/redact", {**CUSTOMER, "orders_to_redact": [1, 2]}) == (
            PrivacyRequest("northwind", True, NOW, ("555-555-0199",), ("a@example.com",), ("1", "2")),
        )

    def test_a_customer_is_shown(self) -> None:
        (request,) = news("customers/data_request", {**CUSTOMER, "orders_requested": [1]})
        assert isinstance(request, PrivacyRequest)
        assert not request.erase

    def test_a_shop_is_erased(self) -> None:
        assert news("shop/redact", {"shop_id": 1}) == (PrivacyRequest("northwind", erase=True, at=NOW),)

    @pytest.mark.parametrize("body", [{}, {"customer": None}, {"customer": {"id": 1}, "orders_to_redact": []}])
    def test_a_request_that_names_nobody_does_not_concern_everybody(self, body: dict) -> None:
        with pytest.raises(WebhookUnreadable):
            news("customers/redact", body)


class TestHostileBodies:
    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"null", b"[" * 100_000, b'{"id": "\\ud800"}'])
    def test_a_body_that_is_no_order_is_unreadable(self, body: bytes) -> None:
        with pytest.raises(WebhookUnreadable):
            news("orders/create", body)

    @pytest.mark.parametrize("topic", ["", "products/update", "orders/risk_assessment_changed", "\0"])
    def test_other_topics_say_nothing(self, topic: str) -> None:
        assert news(topic, {"anything": 1}) == ()

    @settings(max_examples=60)
    @given(st.sampled_from(sorted(TOPIC_READERS)), st.dictionaries(st.sampled_from(sorted(order_body(ORDER))), JSON))
    def test_no_body_breaks_it(self, topic: str, body: dict) -> None:
        try:
            RULES.read(webhook(topic, {**order_body(ORDER), "order_id": 1, "fulfillment_id": 1, **body}), SHOP)
        except WebhookUnreadable as error:
            assert str(error).isascii()

    def test_a_webhook_without_a_time_is_unreadable(self) -> None:
        with pytest.raises(WebhookUnreadable):
            RULES.read(Webhook({"x-shopify-topic": "orders/delete"}, b'{"id": 1}'), SHOP)

    def test_a_late_scan_keeps_its_own_time(self) -> None:
        (parcel,) = news("fulfillment_events/create", event_body(ORDER, PARCEL, scan("IN_TRANSIT", NOW - DAY)))
        assert parcel.at == NOW - timedelta(days=1)

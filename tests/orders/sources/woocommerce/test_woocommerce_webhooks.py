"""The webhooks of WooCommerce: their proof, their identity and their news."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ivr.orders.news import OrderChanged, OrderNews
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source, Webhook, WebhookUnreadable
from ivr.orders.sources.woocommerce.webhooks import WooCommerceWebhooks, webhook_secret

from .orders_json import SECRET, SHOP, tracking_meta, webhook, woo_order

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
RULES = WooCommerceWebhooks(ImportSettings(key=b"key", shop_country="US", now=NOW))
SIGNING = replace(SHOP, secrets={**SHOP.secrets, "webhook_secret": SECRET})
MODIFIED = datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_a_body_signed_with_the_secret_is_proven_and_no_other() -> None:
    sent = webhook(woo_order())
    assert RULES.is_proven(sent, SIGNING)
    assert not RULES.is_proven(replace(sent, body=sent.body + b" "), SIGNING)
    assert not RULES.is_proven(webhook(woo_order(), secret="another"), SIGNING)
    assert not RULES.is_proven(replace(sent, headers={}), SIGNING)
    assert not RULES.is_proven(replace(sent, headers={"x-wc-webhook-signature": "é\ud800"}), SIGNING)


def test_a_published_signature_is_the_one_that_is_expected() -> None:
    """RFC 4231, test case 2."""
    digest = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    vector = Webhook({"x-wc-webhook-signature": b64encode(digest).decode()}, b"what do ya want for nothing?")
    assert RULES.is_proven(vector, replace(SHOP, secrets={"webhook_secret": "Jefe"}))


def test_the_secret_follows_from_the_key_and_nothing_is_proven_without_one() -> None:
    derived = webhook_secret(SHOP)
    assert RULES.is_proven(webhook(woo_order(), secret=derived), SHOP)
    assert derived != webhook_secret(replace(SHOP, name="lamps"))
    bare = Source(name="mugs", kind="woocommerce")
    assert not RULES.is_proven(webhook(woo_order(), secret=webhook_secret(bare)), bare)


def test_the_ping_of_a_new_webhook_is_not_proven() -> None:
    assert not RULES.is_proven(Webhook({"user-agent": "WooCommerce/10.7.0 Hookshot"}, b"webhook_id=7"), SHOP)


def test_two_orders_of_one_second_are_two_deliveries_and_a_repeated_one_is_one() -> None:
    first, again, other = (webhook(woo_order(each)) for each in (1, 1, 2))
    assert RULES.delivery(first) == RULES.delivery(again) != RULES.delivery(other)
    assert RULES.delivery(first) != RULES.delivery(webhook(woo_order(1), delivery="d2"))


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "order.restored"])
def test_an_order_is_news(topic: str) -> None:
    (news,), notes = RULES.read(webhook(woo_order(), topic), SHOP)
    assert isinstance(news, OrderNews)
    assert (news.order.number, news.at, notes) == ("727", MODIFIED, ())


def test_a_deleted_order_is_asked_for_since_it_may_have_been_restored() -> None:
    assert RULES.read(webhook({"id": 727}, "order.deleted"), SHOP) == ((OrderChanged("mugs", "727", NOW),), ())


@pytest.mark.parametrize(
    "changes",
    [{"status": "completed"}, {"meta_data": [{"key": "_fulfillment_status", "value": "partially_fulfilled"}]}],
)
def test_an_order_that_does_not_tell_its_parcels_has_to_be_asked_for(changes: dict[str, object]) -> None:
    news, _ = RULES.read(webhook(woo_order(**changes)), SHOP)
    assert news == (OrderChanged("mugs", "727", MODIFIED),)


def test_a_sent_order_with_its_parcels_is_news() -> None:
    parcels = tracking_meta({"tracking_number": "1", "date_shipped": "2026-11-21"})
    (news,), _ = RULES.read(webhook(woo_order(status="completed", meta_data=[parcels])), SHOP)
    assert isinstance(news, OrderNews)
    assert news.order.shipments[0].tracking_number == "1"


@pytest.mark.parametrize("topic", ["product.updated", "customer.created", ""])
def test_other_topics_and_carts_are_no_news(topic: str) -> None:
    assert RULES.read(webhook({"id": 1}, topic), SHOP) == ((), ())
    assert RULES.read(webhook(woo_order(status="checkout-draft")), SHOP)[0] == ()


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"id": null}', b"{}"])
@pytest.mark.parametrize("topic", ["order.updated", "order.deleted"])
def test_a_body_that_is_no_order_is_refused(body: bytes, topic: str) -> None:
    with pytest.raises(WebhookUnreadable):
        RULES.read(webhook(body, topic), SHOP)


def test_a_webhook_whose_user_lost_the_right_says_so() -> None:
    refused = {"code": "woocommerce_rest_cannot_view", "message": "Sorry", "data": {"status": 401}}
    with pytest.raises(WebhookUnreadable, match="user who made the webhook"):
        RULES.read(webhook(refused), SHOP)

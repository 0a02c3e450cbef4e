"""A WooCommerce shop by its API, against a server that answers as WordPress does, on good days and bad ones."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.wrappers import Response

from ivr.adapters.woocommerce.client import shop_address
from ivr.adapters.woocommerce.shop import WooCommerceShop
from ivr.orders.model import OrderStatus
from ivr.orders.news import OrderGone, OrderNews
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Batch, Source, SourceRefused, SourceSilent
from ivr.orders.sources.woocommerce.webhooks import webhook_secret
from tests.orders.sources.woocommerce.orders_json import fulfillment, tracking_meta, woo_order

from .wordpress import KEY, SECRET, WordPress, running

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
SETTINGS = ImportSettings(key=b"key", shop_country="US", now=NOW)
HOOKS = "https://line.example.com/webhooks/mugs"
SINCE = NOW - timedelta(days=1)


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with running(WordPress()) as shop:
        yield shop


@pytest.fixture
def shop(wordpress: WordPress) -> Iterator[WooCommerceShop]:
    with connected(wordpress) as shop:
        yield shop


@contextmanager
def connected(wordpress: WordPress, *, secret: str = SECRET, **options: Any) -> Iterator[WooCommerceShop]:
    with closing(WooCommerceShop(source_of(wordpress, secret), SETTINGS, **options)) as shop:
        yield shop


def source_of(wordpress: WordPress, secret: str = SECRET) -> Source:
    secrets = {"consumer_key": KEY, "consumer_secret": secret}
    return Source("mugs", "woocommerce", address=wordpress.url, secrets=secrets)


def changed_at(order_id: int, seconds: int, **changes: Any) -> dict[str, Any]:
    at = (SINCE + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    return woo_order(order_id, date_modified_gmt=at, **changes)


def numbers(batches: Iterator[Batch]) -> list[str]:
    news = [each for batch in batches for each in batch.news]
    return [each.order.number for each in news if isinstance(each, OrderNews)]


def test_a_test_tells_the_shops_name_its_version_and_where_parcels_come_from(wordpress, shop):
    wordpress.orders, wordpress.fulfillments = [woo_order()], {}
    access = shop.test()
    assert (access.name, access.missing) == ("Mugs & More", ())
    assert access.remarks == ("WooCommerce 10.7.0", "order fulfillments are on")


def test_a_test_says_that_there_are_no_tracking_numbers(wordpress, shop):
    wordpress.orders = [woo_order()]
    assert "no tracking numbers" in shop.test().remarks[-1]
    wordpress.orders = []
    assert shop.test().remarks == ("no orders yet",)


def test_a_key_that_may_only_read_misses_a_right(wordpress, shop):
    wordpress.may_write = False
    assert shop.test().missing == ("Read/Write",)


def test_all_orders_are_read_at_first(wordpress, shop):
    wordpress.orders = [changed_at(n, n) for n in range(250)]
    batches = list(shop.changed(None))
    assert numbers(iter(batches)) == [str(n) for n in range(250)]
    assert (batches[0].of, [batch.done for batch in batches]) == (250, [100, 199, 250])


def test_only_changes_are_read_afterwards_and_the_trash(wordpress, shop):
    wordpress.orders = [changed_at(1, -5), changed_at(2, 5), changed_at(3, 6, status="trash")]
    batches = list(shop.changed(SINCE))
    assert numbers(iter(batches)) == ["2"]
    assert batches[-1].news == (OrderGone("mugs", "3", SINCE + timedelta(seconds=6)),)


def test_hundreds_of_orders_of_one_second_are_all_read(wordpress, shop):
    wordpress.orders = [changed_at(n, 7) for n in range(730)] + [changed_at(n, 8) for n in range(730, 760)]
    assert set(numbers(shop.changed(None))) == {str(n) for n in range(760)}


def test_an_order_that_changes_while_pages_are_read_hides_no_other(wordpress, shop):
    wordpress.orders = [changed_at(n, n) for n in range(250)]

    def change(request: int) -> None:
        if request == 2:
            wordpress.orders = [*wordpress.orders[10:], *[changed_at(n, 1000 + n) for n in range(10)]]

    wordpress.between = change
    assert set(numbers(shop.changed(None))) == {str(n) for n in range(250)}


@pytest.mark.parametrize("batches_before", [1, 2, 3])
def test_a_synchronisation_that_was_cut_off_goes_on_at_its_cursor(wordpress, shop, batches_before):
    gone = [changed_at(n, n, status="trash") for n in range(200, 205)]
    wordpress.orders = [changed_at(n, n) for n in range(1, 180)] + gone
    whole = list(shop.changed(SINCE))
    before = len(wordpress.asked)
    rest = list(shop.changed(SINCE, whole[batches_before - 1].cursor))
    assert len(rest) <= len(whole) - batches_before + 1
    seen = [each for batch in [*whole[:batches_before], *rest] for each in batch.news]
    assert {each.at for each in seen} == {SINCE + timedelta(seconds=n) for n in [*range(1, 180), *range(200, 205)]}
    assert len(wordpress.asked) - before <= len(rest) + 2


def test_a_cursor_that_is_none_begins_anew(wordpress, shop):
    wordpress.orders = [changed_at(1, 1)]
    assert numbers(shop.changed(SINCE, "?")) == ["1"]


def test_a_shop_that_ignores_the_time_is_too_old(wordpress, shop):
    wordpress.orders = [changed_at(1, -500)]
    wordpress.knows_modified_after = False
    with pytest.raises(SourceRefused, match=r"5\.8"):
        list(shop.changed(SINCE))


def test_an_unreadable_order_is_noted_and_the_others_are_read(wordpress, shop):
    wordpress.orders = [changed_at(1, 1, number="?"), changed_at(2, 2)]
    (batch,) = shop.changed(None)
    assert numbers(iter([batch])) == ["2"]
    assert [note.name for note in batch.notes] == ["order"]


def test_parcels_are_asked_for_where_an_order_does_not_tell_them(wordpress, shop):
    told = tracking_meta({"tracking_number": "T1", "date_shipped": "2026-11-20"})
    fulfilled = {"key": "_fulfillment_status", "value": "fulfilled"}
    wordpress.fulfillments = {2: [fulfillment("F2")]}
    wordpress.trackings = {3: [{"tracking_number": "T3", "date_shipped": "2026-11-20"}]}
    wordpress.orders = [
        changed_at(1, 1, status="completed", meta_data=[told]),
        changed_at(2, 2, meta_data=[fulfilled]),
        changed_at(3, 3, status="completed"),
        changed_at(4, 4),
    ]
    (batch,) = shop.changed(None)
    found = [each.order.shipments for each in batch.news if isinstance(each, OrderNews)]
    assert [[parcel.tracking_number for parcel in each] for each in found] == [["T1"], ["F2"], ["T3"], []]
    assert len(wordpress.asked) == 4


@pytest.mark.parametrize("space", ["wc/v3", "wc-ast/v3"])
def test_other_and_older_tracking_plugins_are_asked_too_and_absent_ones_once(wordpress, shop, space):
    wordpress.trackings = {n: [{"tracking_number": f"T{n}", "date_shipped": "2026-11-20"}] for n in range(9)}
    wordpress.tracking_space = space
    wordpress.orders = [changed_at(n, n, status="completed") for n in range(9)]
    (batch,) = shop.changed(None)
    assert [each.order.shipments[0].tracking_number for each in batch.news] == [f"T{n}" for n in range(9)]
    assert len(wordpress.asked) < 2 + 9 + 3


def test_one_order_is_as_it_is_now(wordpress, shop):
    wordpress.orders = [woo_order(status="completed")]
    news = shop.order("727", patience=5)
    assert news is not None
    assert (news.order.status, news.order.source_id) == (OrderStatus.SHIPPED, "727")


@pytest.mark.parametrize("source_id", ["1", "../settings", "", "¹"])
def test_an_order_that_is_gone_is_none(wordpress, shop, source_id):
    wordpress.orders = [woo_order(), woo_order(1, status="trash")]
    assert shop.order(source_id, patience=5) is None
    wordpress.orders = []
    assert shop.order("727", patience=5) is None


def test_a_page_that_says_not_found_deletes_no_order(wordpress, shop):
    wordpress.faults.append(Response("<html>Not found</html>", 404))
    with pytest.raises(SourceRefused, match="Plain"):
        shop.order("727", patience=5)


def test_webhooks_are_made_once_and_turned_on_again(wordpress, shop):
    topics = shop.register(HOOKS)
    assert [hook["topic"] for hook in wordpress.hooks] == list(topics)
    assert {hook["secret"] for hook in wordpress.hooks} == {webhook_secret(source_of(wordpress))}
    wordpress.hooks[1] |= {"status": "disabled", "secret": "of an earlier key"}
    before = [dict(hook) | {"status": "active", "secret": wordpress.hooks[0]["secret"]} for hook in wordpress.hooks]
    shop.register(HOOKS)
    assert wordpress.hooks == before


def test_webhooks_move_with_the_line_and_others_are_left_alone(wordpress, shop):
    other = {"id": 1, "name": "ERP", "topic": "order.updated", "delivery_url": "https://erp.example.com"}
    wordpress.hooks = [other, *({**other, "id": n} for n in range(2, 130))]
    shop.register("https://old.example.com/webhooks/mugs")
    shop.register(HOOKS)
    assert wordpress.hooks[0] == other
    assert [hook["delivery_url"] for hook in wordpress.hooks[129:]] == [HOOKS] * 4


def test_a_wrong_key_is_named_and_not_shown(wordpress):
    with (
        connected(wordpress, secret="cs_wrong") as shop,
        pytest.raises(SourceRefused, match="consumer key and secret") as refused,
    ):
        shop.test()
    assert "cs_wrong" not in str(refused.value)


PAGE = "<html><body>Checking your browser</body></html>"


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (Response(json.dumps({"code": "rest_no_route"}), 404), "no WooCommerce at this address"),
        (Response(json.dumps({"code": "woocommerce_rest_cannot_view"}), 401), "shop manager"),
        (Response(PAGE, 401), "Authorization"),
        (Response(PAGE, 403), "security plugin or firewall"),
        (Response(PAGE, 404), "permalinks"),
        (Response("", 301, {"Location": "https://www.shop.example.com/wp-json/"}), "https://www.shop.example.com"),
    ],
)
def test_what_to_mend_is_said_in_the_words_of_wordpress(wordpress, shop, fault, refusal):
    wordpress.faults.append(fault)
    with pytest.raises(SourceRefused, match=refusal):
        shop.test()


@pytest.mark.parametrize(
    "fault",
    [
        Response(PAGE, 200),
        Response("Briefly unavailable for scheduled maintenance.", 503),
        Response(PAGE, 500),
        Response("", 429, {"Retry-After": "7"}),
        Response('[{"id": 1,', 200),
        Response("<br /><b>Warning</b>: Undefined index[]", 200),
        Response("{}", 200),
        Response("", 200),
    ],
)
def test_a_shop_that_is_not_itself_is_asked_again_later(wordpress, shop, fault):
    wordpress.faults.append(fault)
    with pytest.raises(SourceSilent) as silent:
        list(shop.changed(None))
    assert silent.value.wait == (7 if fault.status_code == 429 else 0)


def test_a_failure_between_pages_loses_nothing_that_was_read(wordpress, shop):
    wordpress.orders = [changed_at(n, n) for n in range(150)]
    reading = shop.changed(None)
    first = next(reading)
    wordpress.faults.append(Response(PAGE, 502))
    with pytest.raises(SourceSilent):
        next(reading)
    assert set(numbers(iter([first, *shop.changed(None, first.cursor)]))) == {str(n) for n in range(150)}


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("shop.example.com", "https://shop.example.com"),
        (" https://shop.example.com/ ", "https://shop.example.com"),
        ("https://shop.example.com/store/wp-json/", "https://shop.example.com/store"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_a_shops_address_is_that_of_its_first_page(given, address):
    assert shop_address(given) == address


@pytest.mark.parametrize(
    "given",
    ["http://shop.example.com", "", "https://", "ftp://shop.example.com", "https://a:b@shop.example.com", "a b:c"],
)
def test_an_address_that_would_give_the_key_away_is_refused(given):
    with pytest.raises(SourceRefused):
        shop_address(given)


def test_an_address_that_is_none_is_refused_when_the_shop_is_asked():
    shop = WooCommerceShop(Source("mugs", "woocommerce", address="http://shop.example.com"), SETTINGS)
    with pytest.raises(SourceRefused, match="https"):
        shop.order("1", patience=1)


def test_parcels_of_old_orders_are_not_asked_for_since_nobody_hears_of_them(wordpress, shop):
    months = -200 * 24 * 3600
    wordpress.orders = [changed_at(1, months, status="completed"), changed_at(2, 1, status="completed")]
    wordpress.trackings = {n: [{"tracking_number": f"T{n}"}] for n in (1, 2)}
    (old, new) = next(shop.changed(None)).news
    assert isinstance(old, OrderNews)
    assert isinstance(new, OrderNews)
    assert (old.order.shipments, len(new.order.shipments)) == ((), 1)

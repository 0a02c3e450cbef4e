"""A shop on Shopify over real HTTP, its answers judged by Shopify's schema."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Response

from ivr.emulator.shop.orders import gid, part_to_send, placed_order, sent_parcel
from ivr.emulator.shop.server import ShopServer, Throttle
from ivr.orders.model import OrderStatus
from ivr.orders.news import News, OrderChanged, OrderNews
from ivr.orders.sources.shopify import documents
from ivr.orders.sources.source import Batch, OrderHidden, SourceRefused, SourceSilent
from tests.orders.sources.shopify.reading import DAY, NOW

from .conftest import Connected

ADDRESS = "https://line.example.com/webhooks/northwind"


def stock(served: ShopServer, count: int) -> None:
    """Orders 1 to `count`, each changed a minute after the one before."""
    for number in range(1, count + 1):
        at = NOW - DAY + timedelta(minutes=number)
        served.shop.put(placed_order(number, at, phone="415 555 0100", fulfillments=[sent_parcel(number, at)]))


def numbers(batches: list[Batch]) -> list[str]:
    return [name(each) for batch in batches for each in batch.news]


def name(news: News) -> str:
    assert isinstance(news, OrderNews)
    return news.order.number


class TestConnecting:
    def test_the_shop_tells_its_name_and_what_it_granted(self, connected: Connected) -> None:
        access = connected().test()
        assert (access.name, access.missing, access.remarks) == ("Northwind", (), ())

    def test_rights_that_are_missing_are_named(self, served: ShopServer, connected: Connected) -> None:
        served.shop.scopes = ("write_orders", "read_customers")
        access = connected().test()
        assert access.missing == ("read_fulfillments", "read_merchant_managed_fulfillment_orders", "read_returns")
        assert "60 days" in access.remarks[0]

    def test_customers_data_that_is_not_shown_is_told(self, served: ShopServer, connected: Connected) -> None:
        served.judge = denying("This app is not approved to use the phone field.", "phone")
        assert "not known by number" in connected().test().remarks[0]

    def test_a_given_token_is_used(self, served: ShopServer, connected: Connected) -> None:
        served.shop.tokens.add("shpat_given")
        assert connected(secrets={"token": "shpat_given"}).test().name == "Northwind"

    def test_a_token_that_was_revoked_is_refused(self, connected: Connected) -> None:
        with pytest.raises(SourceRefused, match="revoked"):
            connected(secrets={"token": "shpat_old"}).test()

    def test_a_token_that_ended_early_is_fetched_again(self, served: ShopServer, connected: Connected) -> None:
        shop = connected()
        shop.test()
        served.shop.tokens.clear()
        assert shop.test().name == "Northwind"

    def test_a_wrong_secret_names_the_app(self, connected: Connected) -> None:
        with pytest.raises(SourceRefused, match="client ID and secret") as refused:
            connected(secrets={"client_secret": "guessed"}).test()
        assert "guessed" not in str(refused.value)

    def test_a_source_without_any_secret_says_so(self, connected: Connected) -> None:
        with pytest.raises(SourceRefused, match="neither an access token nor"):
            connected(secrets={}).test()

    def test_webhooks_are_subscribed_to_once(self, served: ShopServer, connected: Connected) -> None:
        assert connected().register(ADDRESS) == documents.TOPICS
        connected().register(ADDRESS)
        assert served.shop.subscriptions == [(topic, ADDRESS) for topic in documents.TOPICS]


class TestOneOrder:
    def test_it_is_asked_for_by_its_name(self, served: ShopServer, connected: Connected) -> None:
        stock(served, 2)
        news = connected().order("2", patience=2)
        assert news is not None
        assert (news.order.number, news.order.status) == ("#2", OrderStatus.PARTIALLY_SHIPPED)

    @pytest.mark.parametrize("part", ["FulfillmentOrder/9", "Return/9"])
    def test_it_is_asked_for_by_a_part(self, part: str, served: ShopServer, connected: Connected) -> None:
        parts = {
            "fulfillmentOrders": [part_to_send(9, NOW, "ON_HOLD")],
            "returns": [{"id": gid("Return", 9), "status": "OPEN"}],
        }
        served.shop.put(placed_order(1, NOW, **parts))
        news = connected().order(part, patience=2)
        assert news is not None
        assert (news.order.source_id, news.order.status) == ("1", OrderStatus.ON_HOLD)

    @pytest.mark.parametrize("unknown", ["7", "", "../1", "1 OR 1", "Customer/1"])
    def test_there_may_be_none(self, unknown: str, connected: Connected) -> None:
        assert connected().order(unknown, patience=2) is None

    def test_one_that_may_only_be_too_old_is_not_gone(self, served: ShopServer, connected: Connected) -> None:
        served.shop.scopes = documents.NEEDED_SCOPES
        with pytest.raises(OrderHidden):
            connected().order("7", patience=2)

    def test_threads_that_ask_at_once_share_a_token(self, served: ShopServer, connected: Connected) -> None:
        stock(served, 1)
        shop = connected()
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: shop.order("1", patience=5), range(16)))
        assert len(served.shop.tokens) == 1
        assert all(found)

    def test_nobody_waits_for_points_in_a_call(self, served: ShopServer, connected: Connected, waits: list) -> None:
        served.throttle = Throttle(left=0, a_second=0)
        with pytest.raises(SourceSilent, match="asks to wait"):
            connected().order("1", patience=2)
        assert waits == []


class TestChangedOrders:
    def test_they_come_by_pages_and_oldest_change_first(self, served: ShopServer, connected: Connected) -> None:
        stock(served, 12)
        batches = list(connected().changed(NOW - DAY + timedelta(minutes=2)))
        assert numbers(batches) == [f"#{number}" for number in range(2, 13)]
        assert [batch.done for batch in batches] == [5, 10, 11]

    def test_they_go_on_from_a_cursor(self, served: ShopServer, connected: Connected) -> None:
        stock(served, 12)
        since = NOW - DAY
        first = next(iter(connected().changed(since)))
        assert numbers(list(connected().changed(since, first.cursor))) == [f"#{number}" for number in range(6, 13)]

    def test_an_order_of_more_parcels_than_a_page_has_is_asked_for(
        self, served: ShopServer, connected: Connected
    ) -> None:
        parcels = [sent_parcel(number, NOW) for number in range(9)]
        served.shop.put(placed_order(1, NOW, fulfillments=parcels))
        (batch,) = connected().changed(NOW - DAY)
        assert batch.news == (OrderChanged("northwind", "1", NOW),)

    def test_points_are_waited_for(self, served: ShopServer, connected: Connected, waits: list[float]) -> None:
        stock(served, 6)
        served.throttle = Throttle(cost=100, left=100, most=200, a_second=50)
        assert len(numbers(list(connected().changed(NOW - DAY)))) == 6
        assert waits
        assert max(waits) <= 60

    def test_a_shop_that_never_gives_points_is_silent(self, served: ShopServer, connected: Connected) -> None:
        served.throttle = Throttle(left=0, a_second=0)
        with pytest.raises(SourceSilent) as silent:
            list(connected().changed(NOW - DAY))
        assert silent.value.wait > 0


def page(status: int, body: str = "", **headers: str) -> Callable[[], Response]:
    return lambda: Response(body, status, headers)


class TestBadDays:
    @pytest.mark.parametrize(
        ("status", "words"),
        [(402, "bill"), (403, "granted"), (404, "myshopify.com"), (423, "locked")],
    )
    def test_a_refusal_says_what_to_mend(
        self, status: int, words: str, served: ShopServer, connected: Connected
    ) -> None:
        shop = connected()
        shop.test()
        served.faults.append(page(status, "<html>"))
        with pytest.raises(SourceRefused, match=words):
            shop.test()

    @pytest.mark.parametrize(
        "fault",
        [
            page(500),
            page(503, "<html>busy</html>"),
            page(200, "<html>Log in</html>"),
            page(200, '{"data": {"shop": {"na'),
            page(200, "[1]"),
            page(200, '{"data": null}'),
            page(200, '{"errors": [{"message": "oops", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}'),
            page(200, ""),
        ],
    )
    def test_a_bad_answer_is_silence(
        self, fault: Callable[[], Response], served: ShopServer, connected: Connected
    ) -> None:
        shop = connected()
        shop.test()
        served.faults.append(fault)
        with pytest.raises(SourceSilent):
            shop.test()
        assert shop.test().name == "Northwind"

    def test_a_wait_that_is_asked_for_is_passed_on(self, served: ShopServer, connected: Connected) -> None:
        shop = connected()
        shop.test()
        served.faults.append(page(429, **{"Retry-After": "7"}))
        with pytest.raises(SourceSilent) as silent:
            shop.test()
        assert silent.value.wait == 7

    def test_a_scope_that_is_missing_is_named(self, served: ShopServer, connected: Connected) -> None:
        stock(served, 1)
        served.judge = lambda *_: {
            "data": {"node": None},
            "errors": [denied("Required access: `read_returns`.", "node")],
        }
        with pytest.raises(SourceRefused, match="read_returns"):
            connected().order("1", patience=2)

    def test_a_document_that_shopify_does_not_know_is_refused(self, served: ShopServer, connected: Connected) -> None:
        error = {"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}
        served.judge = lambda *_: {"errors": [error]}
        with pytest.raises(SourceRefused, match="undefinedField"):
            connected().order("1", patience=2)

    def test_nobody_at_the_address_is_silence(self, connected: Connected) -> None:
        with pytest.raises(SourceSilent):
            connected(address="http://127.0.0.1:9").test()


def denied(message: str, *path: str) -> dict:
    return {"message": message, "path": list(path), "extensions": {"code": "ACCESS_DENIED"}}


def denying(message: str, *path: str) -> Callable[..., dict]:
    """Answers with the data, and an error beside it."""
    return lambda _document, _variables, data: {"data": data, "errors": [denied(message, *path)]}

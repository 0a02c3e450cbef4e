"""An admin connects a shop at its real protocol; supervisors see how it is doing; no secret comes back."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from markupsafe import escape
from werkzeug.wrappers import Response

from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.app.sources import CONNECTABLE, connectors
from ivr.console.ports.sources import SourceReport
from ivr.console.sources.guides import GUIDES
from ivr.console.sources.health import health
from ivr.emulator import Phone
from ivr.orders.sources.source import Source, SourceState
from ivr.settings import Settings
from tests.adapters.woocommerce.wordpress import KEY, SECRET, WordPress, running
from tests.console.conftest import Browser
from tests.orders.sources.woocommerce.orders_json import woo_order
from tests.shop import Shop

FORM = "/sources/new/woocommerce"


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with running(WordPress(orders=[woo_order()])) as wordpress:
        yield wordpress


def connects(browser: Browser, wordpress: WordPress, secret: str = SECRET, **typed: str) -> Browser:
    given = {"name": "mugs", "address": wordpress.url, "secret-consumer_key": KEY, "secret-consumer_secret": secret}
    return browser.opens(FORM).sends(FORM, **{**given, **typed})


def reads(settings: Settings, stores: Stores, shop: Shop) -> None:
    """As the job does."""
    intake = NewsIntake.of(settings, stores, shop.now)
    source = intake.sources.get("mugs")
    intake.synchronise(source, intake.shop(source), lambda: True)


def test_a_shop_is_connected_read_and_heard(
    ada: Browser, wordpress: WordPress, settings: Settings, stores: Stores, shop: Shop, phone: Phone
):
    connects(ada, wordpress).shows("mugs answers as Mugs &amp; More", "webhooks are registered", "reading orders")
    assert {hook["delivery_url"] for hook in wordpress.hooks} == {"https://line.example/webhooks/mugs"}
    reads(settings, stores, shop)
    ada.opens("/sources/of/mugs").shows("What the caller of 727 would hear", "Your order is being prepared", "good")
    phone.dials().hears("Your order is being prepared")
    (order,) = re.findall(r'href="/console(/orders/[^"]+)">727', ada.page)
    ada.opens(order).shows("Order 727", "Which source said what", "mugs")
    ada.opens("/sources").shows("mugs", "WooCommerce", "good")
    ada.opens("/audit").shows("source mugs")


def test_no_secret_comes_back(ada: Browser, wordpress: WordPress):
    connects(ada, wordpress)
    pages = [ada.page, *(ada.opens(path).page for path in ("/sources", "/sources/of/mugs", "/audit"))]
    pages.append(connects(ada, wordpress, name="Mugs!").page)
    assert [page for page in pages if KEY in page or SECRET in page] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "Mugs!"}, "small letters, digits and dashes"),
        ({"name": ""}, "small letters, digits and dashes"),
        ({"secret-consumer_key": ""}, "This is needed"),
        ({"address": ""}, "This is needed"),
        ({"secret-consumer_secret": "wrong"}, "It refuses: "),
        ({"address": "http://127.0.0.1:9"}, "It does not answer: "),
    ],
)
def test_what_cannot_be_connected_is_told_and_typed_values_stay(ada: Browser, wordpress: WordPress, typed, told: str):
    connects(ada, wordpress, **{"brand": "", **typed}).shows(told)
    assert ada.status == 422
    assert ada.opens("/sources").shows("No source is connected")


def test_two_shops_of_the_same_numbers_need_names(ada: Browser, wordpress: WordPress):
    connects(ada, wordpress)
    connects(ada, wordpress, name="cups").shows("Not stored: its order numbers may be those of mugs too")
    connects(ada, wordpress, name="cups", shop="cups").shows("cups answers")


def test_a_source_is_tested_paused_changed_and_removed(ada: Browser, wordpress: WordPress):
    path = "/sources/of/mugs"
    connects(ada, wordpress)
    ada.sends(path, act="test").shows("mugs answers as Mugs &amp; More")
    wordpress.faults.append(Response("<html>", 503))
    ada.sends(path, act="test").shows("It does not answer: ")
    ada.sends(path, act="pause").shows("mugs is paused", "Its webhooks are refused")
    ada.sends(path, act="resume").shows("mugs is listened to again")
    ada.sends(path, act="read").shows("What changed is read within a minute")
    ada.sends(path, act="secrets").shows("Type the secret that changes")
    ada.sends(path, **{"act": "secrets", "secret-consumer_secret": "wrong"}).shows("It refuses: ")
    ada.sends(path, **{"act": "secrets", "secret-consumer_secret": SECRET}).shows("mugs answers")
    ada.sends(path, act="remove").shows("type the name of the source")
    ada.sends(path, act="remove", sure="mugs").shows("mugs is removed", "No source is connected")


def test_supervisors_look_and_change_nothing(ada: Browser, signed_in: Callable[..., Browser], wordpress: WordPress):
    connects(ada, wordpress)
    sue = signed_in("supervisor", name="sue")
    sue.opens("/sources").shows("mugs")
    assert "Connect a source" not in sue.page
    assert "Remove" not in sue.opens("/sources/of/mugs").shows("State").page
    assert sue.opens("/sources/new").status == 403


def test_every_kind_that_can_be_connected_is_explained(ada: Browser):
    assert set(GUIDES) == set(CONNECTABLE)
    ada.opens("/sources/new")
    for kind, connector in connectors().items():
        assert f"/console/sources/new/{kind}" in ada.page
        Browser(ada.client).opens(f"/sources/new/{kind}").shows(*(str(escape(each.asks)) for each in connector.secrets))


def test_another_secret_key_is_named(ada: Browser, wordpress: WordPress, stores: Stores):
    connects(ada, wordpress)
    with stores.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sources SET secrets = 'sealed otherwise'")
    ada.opens("/sources").shows("SECRET_KEY")
    assert ada.opens("/sources/of/mugs").status == 404


class TestHealth:
    """How a source is doing, in words."""

    @pytest.mark.parametrize(
        ("state", "word", "advice"),
        [
            ({"synced_at": 0, "heard_at": 0}, "good", ""),
            ({}, "reading orders", "It begins within a minute."),
            ({"done": 1200, "of": 5000}, "reading orders", "1,200 of 5,000 orders are read."),
            ({"done": 1200}, "reading orders", "1,200 orders are read."),
            ({"trouble": "the token was revoked", "is_refused": True}, "refuses", "the token was revoked. Mend it"),
            ({"trouble": "answered 503"}, "silent", "answered 503. It is asked again by itself."),
        ],
    )
    def test_words(self, shop: Shop, state: dict, word: str, advice: str):
        now = shop.now()
        times = {name: now - timedelta(minutes=value) for name, value in state.items() if name.endswith("_at")}
        report = SourceReport(Source("mugs", "woocommerce"), SourceState(now, **{**state, **times}))
        found = health(report, now, is_shop=True)
        assert (found.word, advice in found.advice) == (word, True)

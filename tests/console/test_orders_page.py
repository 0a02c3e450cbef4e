"""The orders on file: found without a trace in an address, and heard as callers hear them."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.app.order_desk import References
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.orders.model import Basis, DeliveryWindow, Refund, RefundState
from ivr.orders.news import ParcelNews
from ivr.orders.sources.field_parsers import email_hash
from ivr.orders.sources.source import Source
from tests.calls.conftest import ALICE
from tests.console.conftest import Browser
from tests.shop import Shop

BOB = "+14155550101"
REFERENCES = References(b"a-secret-for-tests")


@pytest.fixture
def sue(store, signed_in: Callable[..., Browser]) -> Browser:
    """A supervisor."""
    return signed_in("supervisor", name="sue")


@pytest.fixture
def sam(store, signed_in: Callable[..., Browser]) -> Browser:
    """A supervisor who may see numbers."""
    return signed_in("supervisor", name="sam", sees_numbers=True)


def finds(browser: Browser, text: str) -> Browser:
    return browser.opens("/orders").sends("/orders", text=text)


def opens(browser: Browser, number: str) -> Browser:
    return browser.opens(f"/orders/{REFERENCES.of(number)}")


@pytest.mark.parametrize("text", ["1001", " nw-1001 ", ALICE, "(415) 555-0100"])
def test_an_order_is_found_by_number_or_telephone(sue: Browser, shop: Shop, text: str):
    shop.has_order(number="NW-1001")
    finds(sue, text).shows("NW-1001", "on its way")
    (link,) = re.findall(r'href="/console(/orders/[^"]+)"', sue.page)
    sue.opens(link).shows("Order NW-1001", "UPS", "America/New_York")
    assert "1001" not in link


def test_all_orders_of_a_telephone_are_listed_newest_first(sue: Browser, shop: Shop):
    for placed in (-3, -1, -2):
        shop.has_order(number=f"NW-{-placed}", placed=placed)
    assert re.findall(r">(NW-\d)<", finds(sue, ALICE).page) == ["NW-1", "NW-2", "NW-3"]


@pytest.mark.parametrize(("text", "told"), [("9999", "No order fits"), (" ", "Type an order number")])
def test_nothing_is_found(sue: Browser, shop: Shop, text: str, told: str):
    finds(sue, text).shows(told)


def test_the_page_says_what_a_call_says(sue: Browser, shop: Shop, phone: Phone):
    shop.has_order(number="1001", status="out_for_delivery", window="14:00-18:00")
    opens(sue, "1001").shows("A call from …00 hears this at once.", "es-MX")
    said = re.findall(r'<p class="line" lang="en-US">([^<]+)</p>', sue.page)
    phone.dials().hears(*map(unescape, said))


def test_refunds_are_heard_after_a_proof_alone(sue: Browser, shop: Shop):
    shop.has_order(number="1001", refunds=(Refund(RefundState.PENDING, 4990),))
    opens(sue, "1001").shows("$49.90")
    known, proven = sue.page.split("And after giving the order number", 1)
    assert "Your refund" not in known
    assert "Your refund of $49.90 is under way" in proven


@pytest.mark.parametrize(
    ("orders", "told"),
    [
        ([{}], "hears this at once"),
        ([{}, {"number": "1002"}], "chooses among several orders first"),
        ([{"status": "delivered", "placed": -100}], "is greeted without news"),
        ([{"status": "delivered", "placed": -100}, {"number": "1002"}], "hears at once of another order"),
        ([{}, {"number": "1002", "customer": "somebody else"}], "is not recognised"),
        ([{"placed": -600}], "is not recognised"),
    ],
)
def test_the_beginning_of_a_call_is_told(sue: Browser, shop: Shop, orders: list[dict], told: str):
    for order in orders:
        shop.has_order(**{"number": "1001", **order})
    opens(sue, "1001").shows(f"A call from …00 {told}")


def test_numbers_are_masked_but_for_those_who_may_see_them(sue: Browser, sam: Browser, shop: Shop):
    shop.has_order(number="1001")
    assert ALICE not in opens(sue, "1001").shows("…00", "US …10").page
    assert "94110" not in sue.page
    opens(sam, "1001").shows(ALICE, "US 94110")


def test_the_window_that_counts_is_marked_with_its_source(sue: Browser, shop: Shop):
    old, new = shop.day(2), shop.day(3)
    windows = (
        DeliveryWindow(old, old, Basis.PROMISED, source="northwind"),
        DeliveryWindow(new, new, Basis.ESTIMATED, shop.now() - timedelta(hours=1), source="easypost"),
    )
    shop.has_order(number="1001", status="shipped", shipments=(shop.parcel("in_transit", windows=windows),))
    opens(sue, "1001").shows("27 November 2026 counts estimated, easypost", "26 November 2026 promised, northwind")


def test_an_unknown_word_is_named(sue: Browser, shop: Shop):
    shop.has_order(number="1001", status="unknown", unknown_words={"status": "in limbo"})
    opens(sue, "1001").shows("in limbo", "not known")


@pytest.mark.parametrize("reference", ["x", "AAAA", "%00", "é" * 40, "A" * 200])
def test_what_is_no_reference_leads_nowhere(sue: Browser, reference: str):
    assert sue.opens(f"/orders/{reference}").status in (400, 404)


def test_vendors_and_auditors_do_not_see_orders(store, signed_in, shop: Shop):
    shop.has_order(number="1001")
    for browser in (signed_in("vendor", vendor="acme"), signed_in("auditor")):
        assert opens(browser, "1001").status == 403


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64))
def test_a_reference_is_the_same_each_time_and_leads_back(key: str):
    reference = REFERENCES.of(key)
    assert reference == REFERENCES.of(key)
    assert REFERENCES.key(reference) == key
    assert re.fullmatch(r"[\w-]+", reference)
    assert References(b"another").key(reference) is None


@given(st.text(max_size=80))
def test_any_text_may_come_as_a_reference(text: str):
    assert REFERENCES.key(text) is None


def test_it_is_told_which_source_said_what_and_which_of_it_is_heard(sue: Browser, shop: Shop, stores: Stores):
    day, later = shop.day(2), shop.day(3)
    told = shop.has_order(number="1001", window="", day=2)
    scanned = shop.now() - timedelta(minutes=5)
    windows = (DeliveryWindow(later, later, Basis.ESTIMATED, scanned),)
    parcel = shop.parcel("out_for_delivery", windows=windows, last_scan_at=scanned)
    source = Source("parcels", "easypost")
    NewsWriter(stores.engine, shop.now).apply([ParcelNews("parcels", parcel, scanned)], source)
    opens(sue, "1001").shows(
        "Status from parcels, as of 09:55 EST",
        f"{later.day} November 2026 counts estimated, parcels",
        f"{day.day} November 2026 estimated, file",
        f"parcels parcel {told.shipments[0].tracking_number} out for delivery 09:55 EST",
        "file the order shipped, 1 parcel",
    )


def test_an_order_is_found_by_its_customers_e_mail(sue: Browser, shop: Shop):
    shop.has_order(number="NW-1001", customer=email_hash("alice@example.com", b"a-secret-for-tests"))
    finds(sue, " Alice@Example.com ").shows("NW-1001")
    finds(sue, "bob@example.com").shows("No order fits")

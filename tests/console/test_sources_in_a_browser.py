"""A shop is connected in Chromium, step by step, and its first caller heard."""

import pytest
from playwright.sync_api import expect

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.settings import Settings
from tests.adapters.woocommerce.wordpress import KEY, SECRET, WordPress
from tests.console.browsing import CHROMIUM
from tests.console.test_in_a_browser import browser, document, enter, site
from tests.console.test_sources_page import reads, wordpress
from tests.shop import Shop

__all__ = ["browser", "document", "enter", "site", "wordpress"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def test_a_shop_is_connected_and_the_next_caller_hears_its_order(
    enter, store: RoutingStore, wordpress: WordPress, settings: Settings, stores: Stores, shop: Shop, phone: Phone
):
    page = enter("admin")
    page.get_by_text("Set up", exact=True).click()
    page.get_by_role("link", name="Sources").click()
    page.get_by_role("link", name="Connect a source").click()
    page.get_by_role("link", name="WooCommerce").click()
    expect(page.get_by_text("open WooCommerce, Settings, Advanced, REST API")).to_be_visible()
    page.get_by_label("Address of the shop").fill(wordpress.url)
    page.get_by_label("Consumer key").fill(KEY)
    page.get_by_label("Consumer secret").fill("wrong")
    page.get_by_label("Name of this source").fill("mugs")
    page.get_by_role("button", name="Test and connect").click()
    expect(page.get_by_role("alert")).to_contain_text("It refuses: ")
    expect(page.get_by_label("Address of the shop")).to_have_value(wordpress.url)
    expect(page.get_by_label("Consumer key")).to_have_value("")
    page.get_by_label("Consumer key").fill(KEY)
    page.get_by_label("Consumer secret").fill(SECRET)
    page.get_by_role("button", name="Test and connect").click()
    expect(page.get_by_text("4 webhooks are registered")).to_be_visible()
    expect(page.get_by_text("It begins within a minute")).to_be_visible()
    reads(settings, stores, shop)
    expect(page.get_by_role("heading", name="What the caller of 727 would hear")).to_be_visible(timeout=15_000)
    phone.dials().hears("Your order is being prepared")
    page.get_by_text("Remove", exact=True).first.click()
    page.get_by_label("Type mugs to remove it").fill("mugs")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No source is connected")).to_be_visible()

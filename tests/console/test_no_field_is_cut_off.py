"""The full text of every field of the console is visible, on a telephone's screen and on a wide one."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.reporting.audit import Actor
from routing.document import of_json, read, to_json
from routing.model import Routing
from tests.console.browsing import CHROMIUM
from tests.console.test_in_a_browser import browser, enter, site

__all__ = ["browser", "enter", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

LONG = """
brand: Northwind Outdoor and Sports
numbers: {"+18005550199": {language: en-US, languages: [en-US, es-MX, fr-CA], brand: outlet}}
brands: {outlet: {name: Northwind Factory Outlet, voices: {en-US: Google.en-US-Chirp3-HD-Autonoe}}}
hours:
  north-american-customer-care:
    time_zone: America/Argentina/Buenos_Aires
    open: {mon-fri: ["08:00-12:00", "13:00-17:00", "18:00-20:00"]}
    holidays: US-CA
    exceptions:
      - {date: 2026-12-24, open: ["08:00-12:00", "13:00-14:00"], reason: Christmas Eve}
      - {date: 2026-12-28, reason: Inventory of the warehouse}
vendors: {acme: {name: Acme Business Outsourcing}}
queues:
  english-customer-care: {name: English customer care, kind: in_house, languages: [en-US, es-MX, fr-CA],
    hours: north-american-customer-care, hand_off: {taskrouter: WW0123456789abcdef0123456789abcdef},
    closed: [callback, voicemail], told: ["+12125550150", "+12125550151"],
    overflow: [{wait_over: 12000, to: english-at-acme-outsourcing}]}
  english-at-acme-outsourcing: {name: Acme English, kind: outsourced, vendor: acme, languages: [en-US],
    hand_off: {sip: "sip:care@voice.acme.example"}}
rules:
  - {name: Gold members with damaged parcels, when: {tier: [platinum, gold], country: [US, MX, CA]},
     send: english-at-acme-outsourcing}
  - {name: Everybody else, split: {english-customer-care: 60, english-at-acme-outsourcing: 40}}
switches:
  closed-by-weather: {name: Closed for bad weather, closes: true, queues: [english-at-acme-outsourcing], code: "71",
    minutes: 44640, message: {en-US: "A storm has closed our warehouse in the north, and parcels are two days late."}}
default: english-customer-care
"""
FORMS = (
    "routing/queues/of/english-customer-care", "routing/queues/of/english-at-acme-outsourcing",
    "routing/hours/of/north-american-customer-care", "routing/vendors/of/acme", "routing/numbers/of/+18005550199",
    "routing/rules/of/Gold members with damaged parcels", "routing/rules/of/Everybody else", "routing/rules",
    "routing/switches/of/closed-by-weather", "routing/brands/of/outlet", "routing/line/of/line", "routing/review",
    "routing/queues/new", "routing/hours/new", "routing/rules/new", "routing/switches/new",
    "routing/try?language=en-US",
    "switches?ask=closed-by-weather", "phone", "prompts", "prompts/en-US/greeting", "audit", "users", "codes", "calls",
    "board?kind=outsourced", "live",
)  # fmt: skip
"""Every page with fields. A `%` stands for what the page is filled with when it is opened."""
CUT_OFF = """() => {
    const natural = (field) => {
        const twin = field.cloneNode(true);
        if (field.tagName === "SELECT") twin.replaceChildren(field.selectedOptions[0]?.cloneNode(true) ?? "");
        twin.removeAttribute("id"); twin.value = field.value;
        twin.style.cssText = "position: absolute; width: max-content; min-width: 0; max-width: none";
        field.after(twin);
        const { width } = twin.getBoundingClientRect();
        twin.remove();
        return width;
    };
    const is_sized = (field) => field.tagName === "SELECT" || /^(date|time|datetime-local)$/.test(field.type);
    const seen = [...document.querySelectorAll("input, select, textarea")].filter((field) => field.offsetParent
        && !["hidden", "checkbox", "radio", "submit", "file"].includes(field.type));
    for (const field of seen) if (field.type === "datetime-local") field.value = "2026-12-24T22:30";
    const right = (part) => part.getBoundingClientRect().right;
    return seen.filter((field) => field.scrollWidth > field.clientWidth + 1
            || right(field) > Math.min(innerWidth, right(field.closest("form, main"))) + 1
            || (is_sized(field) && natural(field) > field.getBoundingClientRect().width + 1))
        .map((field) => `${field.name || field.id}: ${field.value}`);
}"""


@pytest.fixture
def document() -> Routing:
    return read(LONG)


@pytest.fixture
def drafted(store: RoutingStore) -> None:
    """A draft, for the forms that publish at a time."""
    changed = to_json(store.current().routing)
    changed["queues"]["english-customer-care"]["capacity"] = 12
    store.save_draft(of_json(changed), actor=Actor("ada", "console"), revision=0)


def fields_cut_off(page: Page, address: str) -> list[str]:
    """Those on a wide screen, then on a telephone's."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {each}" for each in page.evaluate(CUT_OFF)]
    return found


def test_no_field_is_cut_off(enter: Callable[..., Page], site: str, drafted):
    page = enter("admin", size=(1440, 900))
    found = [f"{path} {each}" for path in FORMS for each in fields_cut_off(page, f"{site}/console/{path}")]
    assert found == [], "\n".join(found)


def test_no_form_is_left_out(console: Flask):
    looked_at = {console.url_map.bind("localhost").match(f"/console/{path.partition('?')[0]}")[0] for path in FORMS}
    templates = {"console.board", "console.live", "console.calls", "console.switches", "console.review"}
    assert templates <= looked_at

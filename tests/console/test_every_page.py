"""Every page of the console in Chromium, in order or not: axe finds nothing, and nothing is wider than the screen.

Each page is loaded once: wide and light for all rules of axe, then narrow and dark for those that depend on it.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from ivr.accounts import Role, User
from ivr.adapters.sql.imports.records import Imports
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.uploads import Uploads
from ivr.app.order_desk import References
from ivr.app.parts import Stores
from ivr.app.reading import reading_of
from ivr.app.sources import sources_of
from ivr.console.page import page_groups
from ivr.effects.make_request import request_id
from ivr.emulator import Phone
from ivr.orders.sources.import_report import FileRefused
from ivr.orders.sources.order_rows import REQUIRED
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import of_json, to_json
from tests.console.browsing import CHROMIUM
from tests.console.test_in_a_browser import browser, document, enter, site
from tests.requests_made import NOW, asked
from tests.shop import Shop

__all__ = ["browser", "document", "enter", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

AXE = Axe()
FAULTS = {"resultTypes": ["violations"]}
"""What passes is not written up: that takes as long as the check."""
_LISTS = "rules hours vendors numbers brands switches"
_FORMS = "rules/of/English hours/of/weekdays switches/of/storm brands/of/outlet line/of/line"
MORE: dict[Role, tuple[str, ...]] = {
    "admin": (
        *(f"routing/{page}" for page in f"{_LISTS} {_FORMS} try?language=en-US".split()),
        "prompts/en-US/goodbye?brand=outlet",
        f"orders/import/{'b' * 32}",
        f"orders/import/{'c' * 32}",
        "sources/of/parcels",
        "users/of/admin0",
        "audit?who=ada&part=queues",
        "nowhere",
    ),
    "supervisor": ("board?wall=1", "sources/of/care-en", "routing/rules", "routing/brands/of/outlet"),
    "auditor": ("routing/line/of/line", "prompts/en-US/goodbye", "users"),
    "vendor": ("board", "search"),
}
"""Pages that a role looks at, beside those that the console declares, all of which an admin looks at: those of the
others are not the same for them."""
FILLED = {
    "part": "queues", "name": "care-en", "number": "1", "sid": "LAST", "locale": "en-US", "prompt": "greeting",
    "reference": References(b"a-secret-for-tests").of("1001"), "token": "a" * 32, "kind": "shopify",
    "agent": "new", "day": "2026-11-24", "webhook": "HOOK",
    "asked": request_id("CA1", "start_return", shop="", order="1001"),
    "item": request_id("CA1", "start_return", shop="", order="1001"),
}  # fmt: skip
ROLES: tuple[Role, ...] = ("admin", "supervisor", "auditor", "vendor")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BY_LOOK = ["color-contrast", "scrollable-region-focusable", "link-in-text-block"]
"""The rules of axe whose result depends on the theme or the width of the screen."""


def sends(button: str, **typed: str) -> Callable[[Page], None]:
    """Something typed into fields, by their names, and the form sent."""

    def act(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"[name='{name}']").first.fill(text)
        page.get_by_role("button", name=button, exact=True).first.click()
        page.wait_for_load_state()

    return act


def opens(page: Page) -> None:
    """All that can be opened is open."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


STATES: dict[Role, dict[str, Callable[[Page], None]]] = {
    "admin": {
        "routing/queues/of/care-en": sends("Save draft", capacity="some", languages="English"),
        "routing/hours/of/weekdays": sends("Save draft", **{"open.hours": "eight to five"}),
        "routing/yaml": sends("Save draft", text="brand: [Northwind"),
        "routing/review": sends("Publish", note="now", at="2020-01-01T10:00"),
        "routing/try": sends("Try", order_value="much"),
        "prompts/en-US/greeting": sends("Save draft", words="Hello {nobody}."),
        "phone": sends("Call"),
        "switches": sends("Turn on", minutes="forever"),
        "users": opens,
        "audit": opens,
        "sources/of/care-en": opens,
        "orders": sends("Find", text="1001"),
        f"orders/{FILLED['reference']}": opens,
        "audit/1/undo": sends("Take it back at once", why=" "),
        "codes": sends("Ask for codes from now on", code="000000"),
    },
    "supervisor": {"board": opens, "calls/LAST": opens},
}
"""Pages as they are when something was wrong, or open."""


@pytest.fixture
def a_draft(some_calls: str, store: RoutingStore) -> str:
    """Recorded calls, and a draft whose queues are never open; the SID of the last call."""
    document = to_json(store.current().routing)
    document["hours"]["never"] = {"time_zone": "America/New_York", "open": {"sun": "08:00-08:01"}}
    for queue in document["queues"].values():
        queue["hours"] = "never"
    store.save_draft(of_json(document), actor=Actor("ada", "console"), revision=0)
    return some_calls


@pytest.fixture
def some_calls(phone: Phone, shop: Shop, store: RoutingStore, stores: Stores, settings: Settings) -> str:
    shop.has_order(number="1001", phone="+14155550177")
    uploaded(settings.data_dir / "uploads")
    connected(settings, stores, shop)
    write_events(stores.engine, [asked(after=shop.now() - NOW), asked("CA2", after=shop.now() - NOW)])
    phone.dials().presses("0").hangs_up()
    phone.dials().presses("0")
    drain(stores.redis, stores.engine)
    return phone.call_sid


def connected(settings: Settings, stores: Stores, shop: Shop) -> None:
    """A shop that refuses, a tracking service that never spoke, and an import."""
    sources, actor = sources_of(settings, stores.engine, shop.now), Actor("ada", "console")
    for name, kind in (("care-en", "shopify"), ("parcels", "easypost")):
        sources.add(Source(name, kind, address="shop.example"), actor=actor)  # type: ignore[arg-type]
    sources.failed("care-en", "the token was revoked", is_refused=True)
    with pytest.raises(FileRefused):
        file = settings.data_dir / "uploads" / ("a" * 32) / "file.csv"
        Imports(stores.engine, shop.now).run(file, reading_of(settings, shop.now()), actor=actor)


def uploaded(folder: Path) -> None:
    """Files whose columns are not known, that can be imported, and whose import is under way."""
    for token, header, about in (("a", "a,b", {}), ("b", ",".join(REQUIRED), {}), ("c", "", {"phase": "running"})):
        (folder / (token * 32)).mkdir(parents=True)
        (folder / (token * 32) / "file.csv").write_text(f"{header}\n1001,+14155550100,2026-11-20T12:00:00Z\n", "utf-8")
        Uploads(folder).write(token * 32, name="orders.csv", of=100, done=20, **about)


def declared() -> list[str]:
    """The addresses of all pages with a template, but those before the sign-in, and for parts of pages."""
    pages = [page for group in page_groups() for page in group.pages if page.template and page.roles]
    paths = [page.path for page in pages if "GET" in page.methods and not page.path.endswith("/part")]
    return [re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: FILLED[found[1]], path).lstrip("/") for path in paths]


def looks_at(role: Role) -> list[str]:
    """The addresses that a role looks at."""
    return list(dict.fromkeys([*(declared() if role == "admin" else ()), *MORE[role]]))


def test_nothing_stands_in_anybodys_way(enter, site: str, a_draft: str, console: Flask):
    hooks = console.extensions["ports"].event_webhooks
    hook, _ = hooks.make("https://hooks.example/wismo", ["call.ended"], actor=Actor("ada", "console"))
    found: dict[tuple[str, str], list[str]] = {}
    for role in ROLES:
        page = enter(role, size=(1440, 900))
        for path, act in [*((path, None) for path in looks_at(role)), *STATES.get(role, {}).items()]:
            page.goto(f"{site}/console/{path.replace('LAST', a_draft).replace('HOOK', hook)}")
            if act:
                act(page)
            found[role, path] = found.get((role, path), []) + looked_at(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_where_two_admins_wrote_the_same_field_nothing_stands_in_the_way(enter, site: str, store: RoutingStore):
    page, theirs = enter("admin", size=(1440, 900)), to_json(store.current().routing)
    page.goto(f"{site}/console/routing/rules/of/Gold")
    theirs["rules"][0]["priority"] = 8
    store.save_draft(of_json(theirs), actor=Actor("bob", "console"), revision=0)
    sends("Save draft", priority="3")(page)
    expect(page.get_by_text("bob changed the same fields")).to_be_visible()
    found = looked_at(page)
    theirs["rules"][0]["priority"] = 9
    store.publish(of_json(theirs), actor=Actor("bob", "cli"), note="more")
    page.goto(f"{site}/console/routing/review")
    found += looked_at(page)
    page.get_by_role("button", name="Bring version 2 into the draft").click()
    expect(page.get_by_text("keep the draft’s")).to_be_visible()
    assert found + looked_at(page) == []


def looked_at(page: Page) -> list[str]:
    """The accessibility violations of a page, and whether it is wider than the screen, wide and light, then narrow and
    dark.
    """
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is neither
    wrong = [*_violations(AXE.run(page, options=FAULTS).response), *_overflow(page, WIDE)]
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.set_viewport_size(NARROW)
    looks = page.evaluate("(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", BY_LOOK)
    wrong += [f"narrow and dark: {each}" for each in (*_violations(looks), *_overflow(page, NARROW))]
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.set_viewport_size(WIDE)
    return wrong


def _violations(found: Mapping[str, Any]) -> list[str]:
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


def _overflow(page: Page, size: Mapping[str, int]) -> list[str]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > size["width"] else []


def test_the_doors_too(site: str, browser: Browser, users: SqlUsers):
    users.add(User("ada", "admin"))
    page = browser.new_page(color_scheme="light", viewport=WIDE)  # type: ignore[arg-type]
    page.goto(f"{site}/console/")
    found = looked_at(page)
    sends("Sign in", name="nobody", password="no password")(page)
    found += looked_at(page)
    page.goto(f"{site}/console/link/{users.link('ada')}")
    found += looked_at(page)
    sends("Set it and sign in", password="ada", again="bob")(page)
    found += looked_at(page)
    page.close()
    assert found == []

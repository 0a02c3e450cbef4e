"""No page that a vendor can open shows anything of the queues of another vendor or of the shop."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask

from ivr.accounts import ROLES
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.orders.phone_numbers import hashed
from ivr.reporting.audit import Actor
from routing.document import of_json, to_json
from routing.model import Routing
from tests.calls.conftest import ALICE, LINE
from tests.console.conftest import Browser
from tests.requests_made import NOW, asked
from tests.shop import Shop
from tests.test_docs import text_of

QUEUES = {"aaa-house": "", "bbb-acme": "acme", "ccc-beta": "beta"}
VENDORS = ("acme", "beta", "nobody")
PROOF_OF_A_FORM = re.compile(r'name="csrf_token" value="[^"]*"')
"""Its value holds the second at which it was made."""
WHERE = ("", "?queue=aaa-house", "?queue=bbb-acme", "?queue=ccc-beta", "?queue=nowhere", "?disposition=under+way")


def queue(vendor: str, **more: object) -> dict[str, object]:
    whose = {"kind": "outsourced", "vendor": vendor} if vendor else {"kind": "in_house"}
    return {"name": "A team", "languages": ["en-US"], "hand_off": {"desk": "front"}, **whose, **more}


@pytest.fixture
def document() -> Routing:
    """Callers wait at acme's queue, then at beta's."""
    queues = {name: queue(vendor) for name, vendor in QUEUES.items()}
    queues["bbb-acme"]["overflow"] = [{"wait_over": 60, "to": "ccc-beta"}]
    return of_json({
        "brand": "Northwind",
        "numbers": {LINE: {"language": "en-US"}},
        "vendors": {vendor: {"name": "V"} for vendor in VENDORS},
        "queues": queues,
        "rules": [{"name": "All", "send": "bbb-acme"}],
        "default": "aaa-house",
    })  # fmt: skip


@pytest.fixture
def moved_on(store: RoutingStore, phone: Phone, shop: Shop, stores: Stores) -> str:
    """A call that has left acme's queue for beta's."""
    Announcements(stores.redis, store).tell()
    phone.dials().presses("0").waits(70).hears("another team")
    drain(stores.redis, stores.engine)
    return phone.call_sid


def test_no_page_of_a_vendor_names_a_queue_of_somebody_else(console: Flask, moved_on: str, signed_in):
    for vendor in VENDORS:
        vera = signed_in("vendor", name=vendor, vendor=vendor)
        others = [name for name, whose in QUEUES.items() if whose != vendor]
        for path in pages_of_vendors(console, moved_on):
            told = vera.opens(path).page
            assert not [name for name in others if name in told], (vendor, path)


def test_a_queue_of_somebody_else_cannot_be_asked_for(moved_on: str, signed_in):
    vera = signed_in("vendor", vendor="acme")
    asked = [vera.opens(f"/calls?queue={name}").page for name in ("ccc-beta", "aaa-house", "nowhere")]
    pages = {PROOF_OF_A_FORM.sub("", page) for page in asked}
    assert len(pages) == 1
    assert moved_on[-6:] in pages.pop()


def test_the_vendor_who_has_the_call_reads_where_it_waits(moved_on: str, signed_in):
    signed_in("vendor", name="ben", vendor="beta").opens(f"/calls/{moved_on}").shows("Waits for A team (ccc-beta)")


def test_a_vendor_reads_their_share_and_nobody_elses(signed_in, store: RoutingStore, stores: Stores, document: Routing):
    split = to_json(document)
    split["rules"] = [{"name": "Secret rule", "split": {"bbb-acme": 30, "ccc-beta": 70}}]
    store.publish(of_json(split), actor=Actor("ada", "cli"), note="shared")
    Announcements(stores.redis, store).tell()
    page = signed_in("vendor", vendor="acme").opens("/shares").shows("30 %", "A team").page
    assert not [text for text in ("70 %", "Secret rule", "ccc-beta", "beta") if text in PROOF_OF_A_FORM.sub("", page)]


def pages_of_vendors(console: Flask, sid: str) -> list[str]:
    gate = console.extensions["console"]
    found = [
        rule.rule.removeprefix("/console").replace("<sid>", sid)
        for rule in console.url_map.iter_rules()
        if "vendor" in (gate.roles(rule.endpoint) or ())
        and "GET" in (rule.methods or ())
        and "<path" not in rule.rule
        and not rule.rule.endswith(".pdf")  # no text before it is unpacked; it has what the page has
    ]
    assert f"/calls/{sid}" in found
    return [path + more for path, more in product(found, WHERE)]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_led_to_the_groups_of_pages_that_the_guide_grants(signed_in: Callable[..., Browser], role: str):
    page = signed_in(role, vendor="acme" if role == "vendor" else "").opens("/").page
    groups = re.findall(r"<summary>([^<]+)</summary>", page.split("<nav", 1)[1].split("</nav>")[0])
    granted = re.search(rf"^\| {role} \|[^|]*\| ([^|]+) \|$", text_of("docs/operating.md"), re.M)
    assert granted
    assert groups == granted[1].split(", ")


def test_a_vendor_sees_what_a_call_asked_for_and_not_what_others_did(
    moved_on: str, signed_in, stores: Stores, shop: Shop
):
    key, since = hashed(ALICE, b"a-secret-for-tests"), shop.now() - NOW
    earlier = asked("CA9", key=key, order="9009", after=since)
    write_events(stores.engine, [earlier, asked(moved_on, turn=9, kind="claim", key=key, order="8008", after=since)])
    page = signed_in("vendor", vendor="beta").opens(f"/calls/{moved_on}").shows("claim, order 8008: open").page
    assert "9009" not in page
    assert "/console/requests" not in page
    signed_in("admin").opens(f"/calls/{moved_on}").shows("order 8008: open", "order 9009: open, since")

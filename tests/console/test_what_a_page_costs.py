"""The cost of a page: few SQL statements for any amount of data, and few bytes. Every page, for every role."""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from ivr.accounts import ROLES, Role
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.order_desk import References
from ivr.app.parts import Stores
from ivr.calls.events import Caller, TurnTaken
from ivr.effects.make_request import request_id
from ivr.reporting.audit import Actor
from routing.document import of_json
from tests.calls.conftest import LINE, PUBLIC_URL
from tests.console.conftest import Browser
from tests.console.test_who_may_what import may, name_of, rules
from tests.requests_made import NOW
from tests.requests_made import asked as asked_for
from tests.shop import Shop

ALWAYS = 4
"""Questions for who asks, what is in force, what the page is of, and, once a second, the counts of the navigation."""
LISTS = {
    "survey_results": 2, "survey_file": 2,
    "entry": 1, "scorecards": 4, "scorecard_days": 3, "scorecard_half_hours": 2, "scorecard_disputes": 3,
    "scorecard_pdf": 3,
    "staffing": 4, "staffing_months": 3, "staffing_file": 3, "launches": 1,
    "board": 4, "board_part": 4, "board_file": 4, "users": 1, "call": 9, "audit": 1, "versions": 1,
    "search": 4, "search_file": 2, "ledger": 1, "review": 1, "order": 2, "source": 1,
    "api_tokens": 1, "work": 1, "work_item": 4, "alerts": 1, "alert_teams": 3, "walls": 1, "reasons": 3,
    "reason": 3,
    "notices": 4, "notices_file": 2,
    "history": 5, "history_file": 5, "history_parquet": 5, "history_day": 6, "reports": 3,
}  # fmt: skip
"""Lists that a page shows which are tables of their own in SQL, by the name of its route; none of the others."""
LIGHT = 150_000
"""Bytes, compressed."""
NAMES = {
    "queues": "q1", "rules": "R1", "hours": "h1", "vendors": "acme", "numbers": LINE, "brands": "b1", "switches": "s1",
    "line": "line",
}  # fmt: skip
"""A part of the document each, and something in it."""
FILLED = {
    "sid": "CA1", "number": "1", "locale": "en-US", "prompt": "goodbye",
    "asked": request_id("CA1", "claim", shop="", order="1"),
    "reference": References(b"a-secret-for-tests").of("1001"),
    "item": request_id("CA1", "claim", shop="", order="1"),
    "agent": "new", "day": "2026-11-24",
}  # fmt: skip
STREAMS = {"stream", "board_stream", "desk_stream"}
"""Not to be had without a socket; tests/console/test_audience.py has them."""
NOWHERE = {
    "/console/x", "/console/routing/line/new", "/console/orders/import/x", "/console/orders/imports/1",
    "/console/orders/imports/1/report.txt", "/console/audit/1/undo", "/console/sources/of/s1", "/console/link/x",
    "/console/sources/new/x", "/console/users/of/s1", "/console/agents/new/at-work",
    f"/console/work-list/{FILLED['item']}/message.wav", "/console/webhooks/x", "/console/history.parquet",
    "/console/wall/x", "/console/wall/x/part",
}  # fmt: skip
"""Addresses of what these tests have none of."""


def many(queues: int) -> dict[str, Any]:
    """A document with so many queues, half as many rules, and one of everything else."""
    reached = {"kind": "outsourced", "vendor": "acme", "languages": ["en-US"]}
    named = {f"q{at}": {"name": f"Q{at}", **reached, "hand_off": {"desk": f"q{at}"}} for at in range(queues)}
    conditions = [{"name": f"R{at}", "when": {"tier": f"t{at}"}, "send": f"q{at}"} for at in range(queues // 2)]
    return {
        "brand": "B", "default": "q0", "queues": named, "rules": conditions, "vendors": {"acme": {"name": "Acme"}},
        "hours": {"h1": {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00"}}},
        "numbers": {LINE: {"language": "en-US", "languages": ["en-US"]}},
        "brands": {"b1": {"name": "B"}}, "switches": {"s1": {"name": "S", "message": {"en-US": "Snow."}}},
    }  # fmt: skip


@dataclass
class Asked:
    """The SQL statements since the last check."""

    statements: list[str]

    def read(self) -> list[str]:
        """The tables of the questions."""
        found = [re.findall(r"FROM (\w+)", each)[0] for each in self.statements if each.startswith("SELECT")]
        self.statements.clear()
        return found


@pytest.fixture
def asked(stores: Stores) -> Asked:
    asked = Asked([])
    for engine in (stores.engine, stores.reader):
        event.listen(engine, "before_cursor_execute", lambda *told: asked.statements.append(told[2]))
    return asked


def published(stores: Stores, shop: Shop, queues: int) -> None:
    store = RoutingStore(stores.engine, clock=shop.now, first=of_json(many(queues)))
    store.publish(of_json(many(queues)), actor=Actor("setup", "cli"), note="many")
    Announcements(stores.redis, store).tell()


def recorded(stores: Stores, shop: Shop, queues: int) -> None:
    """Three hundred calls, CA0 and so on, each given to a queue; the one that is opened with all rules on record."""
    began = shop.now() - timedelta(minutes=5)
    since = began - NOW
    write_events(
        stores.engine, [asked_for("CA1", kind="claim", order=str(at), turn=at, after=since) for at in range(1, 300)]
    )
    tried = [{"rule": f"R{at}", "passed": False, "failed": "tier", "wanted": [f"t{at}"]} for at in range(queues // 2)]
    facts = {"rule": "default", "version": 1, "at": began.isoformat(), "caller": {"language": "en-US"}}
    write_events(stores.engine, [
        TurnTaken(f"CA{at}", 0, began, "en-US", hops=(("hand_off.connecting", "then", "hand_off.connect"),),
                  caller=Caller(f"k{at}", "07"),
                  decision={**facts, "queue": f"q{at % queues}", "rules": tried if f"CA{at}" == FILLED["sid"] else []})
        for at in range(300)
    ])  # fmt: skip


def pages(app: Flask, role: Role) -> Iterator[tuple[str, str]]:
    """The name and address of every page that a role may open."""
    for rule in rules(app):
        if role in may(app, rule) and "GET" in (rule.methods or set()):
            for part, name in NAMES.items() if "<part>" in rule.rule else [("", "s1")]:
                yield name_of(rule), address(rule.rule, FILLED | {"part": part, "name": name})
    if role not in ("vendor", "agent"):
        yield "try_caller", "/console/routing/try?language=en-US"


def address(rule: str, filled: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: filled.get(found[1], "x"), rule)


@pytest.mark.parametrize(("role", "queues"), [*((role, 10) for role in ROLES if role != "admin"), ("admin", 200)])
def test_a_page_asks_sql_little_and_is_light(
    console: Flask, stores: Stores, shop: Shop, signed_in: Callable[..., Browser], asked: Asked, role, queues
):
    published(stores, shop, queues)
    recorded(stores, shop, queues)
    shop.has_order(number="1001")
    bound = {"vendor": {"vendor": "acme"}, "agent": {"queues": ("q1",)}}
    browser = signed_in(role, **bound.get(role, {}))
    over, heavy, lost = {}, {}, set()
    for name, path in pages(console, role):
        asked.read()
        answer = browser.client.get(path, base_url=PUBLIC_URL)
        if len(questions := asked.read()) > ALWAYS + LISTS.get(name, 0):
            over[path] = questions
        if (weighs := len(gzip.compress(answer.get_data()))) >= LIGHT:
            heavy[path] = weighs
        if answer.status_code not in (200, 302, 303) and name not in STREAMS:
            lost.add(path)
        answer.close()
    assert (over, heavy) == ({}, {})
    assert lost <= NOWHERE

"""Writes pictures of the console's pages, by role, wide and narrow, light and dark, into docs/screenshots.

`make screenshots` runs it on a separate line with sample routing and calls. It needs Chromium. With `--readme` it
makes the pictures of README.md instead, in docs/pictures.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import Browser

from ivr.accounts import Role, User
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.schema import upgrade
from ivr.adapters.sql.users import SqlUsers
from ivr.app.applications import create_app
from ivr.app.parts import Stores, open_stores
from ivr.calls.desk.presence_changes import ready, signed_in
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Keys
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import of_json, read_file, to_json
from routing.model import Routing
from tests.console.browsing import chromium, enters, served
from tests.console.desk_calls import DeskCall
from tests.shop import Shop

OUT = Path("docs/screenshots")
PASSWORD = "pictures for the docs"
SIZES = {"wide": (1440, 900), "narrow": (360, 780)}
EXAMPLE = Path("routing/simulate/examples/bank-routing.yaml")
PAGES: dict[Role, tuple[str, ...]] = {
    "admin": ("routing", "routing/rules", "routing/rules/of/English", "routing/queues/of/care-en", "routing/hours",
              "routing/hours/of/*", "routing/review", "routing/yaml", "phone", "routing/queues/new", "routing/vendors",
              "routing/numbers", "routing/brands", "routing/brands/of/outlet", "routing/line/of/line",
              "routing/switches", "routing/switches/of/storm",
              "routing/try?language=en-US", "routing/versions", "routing/versions/0", "routing/ledger", "switches",
              "audit", "users", "codes", "orders/import", "sources/new", "sources/new/shopify", "prompts",
              "prompts?brand=outlet&q=goodbye", "prompts/en-US/greeting"),
    "supervisor": ("live", "board", "board?wall=1", "calls", "calls/*", "orders", "sources",
                   "routing/queues/of/care-en"),
    "agent": ("desk",),
    "auditor": ("audit",),
    "vendor": ("calls",),
}  # fmt: skip
README: dict[str, tuple[str, tuple[int, int]]] = {
    "live": ("live-map", (1080, 740)), "board": ("board", (1180, 760)), "desk": ("desk", (1180, 800)),
}  # fmt: skip
"""The pages shown in README.md, with the names and sizes of their pictures."""
LINE = "+18005550199"
BLACK_FRIDAY = datetime(2026, 11, 27, 17, tzinfo=UTC)
SECRET = "a-secret-for-pictures"


def main(wanted: str = "") -> None:
    """Take the pictures whose name contains `wanted`; all of them by default."""
    if wanted == "--readme":
        _readme()
        return
    with tempfile.TemporaryDirectory() as name, _line(Path(name)) as (address, users, last), chromium() as browser:
        for role, paths in PAGES.items():
            users.add(User(role, role, "acme" if role == "vendor" else "", sees_numbers=True))
            for size, scheme in (("wide", "light"), ("narrow", "dark"), ("wide", "dark"), ("narrow", "light")):
                _pictures(browser, f"{address}/console", users.link(role), role, (size, scheme), [
                    path.replace("*", last["call" if path.startswith("calls") else "hours"]) for path in paths
                ], wanted)  # fmt: skip


def _readme() -> None:
    with tempfile.TemporaryDirectory() as name, _line(Path(name)) as (address, users, _), chromium() as browser:
        users.add(User("sue", "supervisor"))
        users.add(User("agent", "agent"))
        for path, (picture, size) in README.items():
            link = users.link("agent" if path == "desk" else "sue")
            page = enters(browser, f"{address}/console/link/{link}", PASSWORD, size=size, scheme="light")
            page.goto(f"{address}/console/{path}")
            page.evaluate("document.body.style.zoom = 0.8")
            page.wait_for_timeout(1500)
            page.screenshot(path=Path("docs/pictures") / f"{picture}.png")
            page.close()


def _pictures(
    browser: Browser, console: str, token: str, role: Role, how: tuple[str, str], paths: list[str], wanted: str
) -> None:
    size, scheme = how
    page = enters(browser, f"{console}/link/{token}", PASSWORD, size=SIZES[size], scheme=scheme)
    for path in paths:
        name = f"{role}-{re.sub(r'[^a-z0-9]+', '-', re.sub(r'CA[0-9a-f]+', 'one', path).lower())}-{size}-{scheme}.png"
        if wanted in name:
            page.goto(f"{console}/{path}")
            page.wait_for_timeout(400)
            OUT.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=OUT / name, full_page=size == "wide" and "wall" not in path)
    page.close()


@contextmanager
def _line(directory: Path) -> Iterator[tuple[str, SqlUsers, dict[str, str]]]:
    with EmbeddedRedis(directory / "redis") as redis:
        settings = Settings(
            PUBLIC_URL="http://line.example", SECRET_KEY=SECRET, REDIS_URL=redis.url, TWILIO_AUTH_TOKEN="token",
            TWILIO_ACCOUNT_SID="AC" + "0" * 32, refresh_seconds=0, data_dir=directory,
        )  # fmt: skip
        stores = open_stores(settings)
        upgrade(stores.engine)
        clock = VirtualClock(BLACK_FRIDAY)
        routing = _routing(stores, clock)
        app = create_app(settings, clock=clock.now, stores=stores)
        switchboard = Switchboard(wire=in_process(app), clock=clock, account_sid="AC" + "0" * 32, auth_token="token")
        switchboard.add_number(LINE, "http://line.example/voice", status_callback="http://line.example/voice/status")
        Shop(OrderIndex(stores.engine, stores.reader, clock.now), clock).has_order(
            phone="+14155550171", status="out_for_delivery", window="14:00-18:00", items=("Desk lamp",)
        )
        last = _calls(switchboard, clock)
        _rings_at_the_desk(stores, clock, last)
        drain(stores.redis, stores.engine)
        users = SqlUsers(stores.engine, clock=clock.now, key=SECRET.encode())
        with served(app) as address:
            yield address, users, {"call": last, "hours": next(iter(routing.hours))}
        stores.close()


def _routing(stores: Stores, clock: VirtualClock) -> Routing:
    """A published document, a draft with something wrong, a switch that is on."""
    document = to_json(read_file(EXAMPLE))
    message = {"en-US": "A storm delays parcels today.", "es-MX": "Hoy una tormenta retrasa los paquetes."}
    outlet = {"name": "Northwind Outlet", "voices": {"en-US": "Google.en-US-Neural2-C"}}
    document["brands"] = {"outlet": {**outlet, "prompts": {"en-US": {"goodbye": "Happy hunting. Goodbye."}}}}
    document["numbers"]["+18005550111"] = {"language": "en-US", "brand": "outlet"}
    document["switches"] = {"storm": {"name": "Storm", "message": message, "minutes": 120}}
    first = of_json(document)
    store = RoutingStore(stores.engine, clock=clock.now, first=first)
    store.publish(first, actor=Actor("ada", "console"), note="Two partners from today on")
    store.flip("storm", until=clock.now() + timedelta(hours=2), actor=Actor("bob", "phone"), why="snow in the north")
    for rule in document["rules"]:
        if "split" in rule:
            queue = next(iter(rule["split"]))
            rule["split"][queue] -= 5
    store.save_draft(of_json(document), actor=Actor("ada", "console"), revision=0)
    return first


def _calls(switchboard: Switchboard, clock: VirtualClock) -> str:
    """Place an hour of calls, many of them under way at its end. Returns the SID of one that an agent has taken."""
    for number in range(100, 140):
        _calls_once(_phone(switchboard, number), number)
        clock.advance(seconds=45)
    under_way = [_place(switchboard, number) for number in range(140, 176)]
    switchboard.schedule.pass_time(45)
    for place, leg in enumerate(under_way):
        if place % 3:
            leg.post(Keys("0" if place % 4 else "9"))
        switchboard.schedule.pass_time(2)
    return under_way[-5].call.sid


def _rings_at_the_desk(stores: Stores, clock: VirtualClock, sid: str) -> None:
    """A call rings at the desk of the agent who is the user `agent`."""
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, SECRET.encode())
    agents.add("", name="Anna", queues=("care-en", "care-es"), user="agent", station="browser")
    anna, presences, now = agents.of_user("agent"), RedisPresences(stores.redis, clock.now), clock.now().timestamp()
    presences.change(anna.id, lambda was: signed_in(was, anna, queues=anna.queues, station="browser", now=now - 600))
    presences.change(anna.id, lambda was: ready(was, now=now - 300))
    DeskCall(stores, SimpleNamespace(now=clock.now), anna, sid)


def _phone(switchboard: Switchboard, number: int) -> Phone:
    return Phone(switchboard, number=f"+1415555{number:04d}", to=LINE, is_strict=False)


def _place(switchboard: Switchboard, number: int) -> Leg:
    return switchboard.place(from_=f"+1415555{number:04d}", to=LINE, extra={})


def _calls_once(phone: Phone, place: int) -> None:
    phone.dials()
    if place % 3:
        phone.presses("5" if place % 4 == 1 else "0")
    if place % 5 > 2:
        phone.hangs_up()


if __name__ == "__main__":
    main(*sys.argv[1:2])

"""A supervisor or vendor who is bound to queues sees these on the board, the live map, and of calls and requests."""

from collections.abc import Callable

import pytest

from ivr.accounts import User
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.users import SqlUsers
from ivr.app.console import may_watch
from ivr.app.parts import Stores
from ivr.emulator import Phone
from routing.model import Routing
from tests.console.conftest import Browser
from tests.console.test_what_vendors_see import document
from tests.requests_made import NOW, asked
from tests.shop import Shop

__all__ = ["document"]


@pytest.fixture
def waiting(store: RoutingStore, phone: Phone, shop: Shop, stores: Stores) -> str:
    """A call that waits for acme's queue."""
    Announcements(stores.redis, store).tell()
    phone.dials().presses("0")
    drain(stores.redis, stores.engine)
    return phone.call_sid


@pytest.mark.parametrize(("queue", "waits"), [("bbb-acme", "1"), ("ccc-beta", "0")])
def test_the_board_of_a_supervisor_has_their_queues_and_the_sums_of_these(waiting, signed_in, queue: str, waits: str):
    sue = signed_in("supervisor", queues=(queue,))
    rows = [line.split(",") for line in sue.opens("/board.csv").page.splitlines()[1:]]
    assert {row[1] for row in rows if row[0] == "queue"} == {queue}
    assert [row[11] for row in rows if row[0] == "all"] == [waits]
    assert not [row for row in rows if row[0] == "figure"]
    others = {"aaa-house", "bbb-acme", "ccc-beta"} - {queue}
    assert not [name for name in others if name in sue.opens("/board").page]


def test_a_vendor_watches_the_board_of_their_queues(waiting: str, signed_in: Callable[..., Browser]):
    told = signed_in("vendor", name="ben", vendor="beta").opens("/board").shows("ccc-beta").page
    assert not [name for name in ("aaa-house", "bbb-acme", "acme", "In the menus") if name in told]


def test_the_live_map_shows_the_calls_of_their_queues(waiting: str, signed_in: Callable[..., Browser]):
    hers, others = (signed_in("supervisor", name=queue, queues=(queue,)) for queue in ("bbb-acme", "ccc-beta"))
    assert waiting in hers.opens("/live/scene").page
    scene = others.opens("/live/scene").page
    assert waiting not in scene
    assert '"moves":[]' in scene
    assert '"count":0' in scene


def test_requests_are_those_of_calls_in_their_queues(waiting: str, signed_in, stores: Stores, shop: Shop):
    mine = asked(waiting, turn=9, order="1001", after=shop.now() - NOW)
    write_events(stores.engine, [mine, asked("CA2", order="2002", after=shop.now() - NOW)])
    hers = signed_in("supervisor", queues=("bbb-acme",)).opens("/requests").shows("1001")
    assert "2002" not in hers.page
    assert signed_in("supervisor", name="eve", queues=("ccc-beta",)).opens("/requests").page.count("1001") == 0
    other = asked("CA2", order="2002").requests[0].id
    assert hers.opens(f"/requests/{other}").status == 404
    assert hers.opens("/codes").sends(f"/requests/{other}", to="done", revision="0").status == 404


def test_a_stream_ends_for_a_user_who_is_bound_to_other_queues(users: SqlUsers, document: Routing):
    users.add(User("sue", "supervisor", queues=("bbb-acme",)))
    token = users.begin("sue")
    assert may_watch(users, lambda: document, token, ("bbb-acme",))
    users.change("sue", role="supervisor", vendor="", sees_numbers=False, queues=("ccc-beta",))
    assert not may_watch(users, lambda: document, token, ("bbb-acme",))

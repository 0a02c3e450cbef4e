"""The audit can be filtered by author, action, part, day and words; each undone change has its reason there."""

import csv
import io
from collections.abc import Callable

import pytest

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.emulator import VirtualClock
from ivr.reporting.audit import Actor
from routing.document import of_json, to_json
from routing.switches import Unexplained
from tests.console.conftest import Browser


@pytest.fixture
def history(store: RoutingStore, clock: VirtualClock) -> RoutingStore:
    """Ada's draft on Tuesday; bob's version and his switch on Wednesday."""
    document = to_json(store.current().routing)
    document["rules"][0]["priority"] = 7
    store.save_draft(of_json(document), actor=Actor("ada", "console"), revision=0)
    clock.advance(seconds=24 * 3600)
    document["queues"]["care-en"]["name"] = "Grüße & <care>"
    store.publish(of_json(document), actor=Actor("bob", "api"), note="Renamed for the =fair")
    store.flip("storm", until=clock.now(), actor=Actor("bob", "cli"), why="100% snow")
    return store


def listed(ada: Browser, query: str) -> list[str]:
    """Authors and actions of the lines shown, after checking that the file has the same ones."""
    rows = list(csv.DictReader(io.StringIO(ada.opens(f"/audit.csv?{query}").page)))
    assert ada.opens(f"/audit?{query}").page.count('<td data-of="When">') == len(rows)
    return [f"{row['who']} {row['action']}" for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=bob", ["bob switch", "bob publish"]),
        ("action=draft", ["ada draft"]),
        ("part=queues", ["bob publish"]),
        ("part=rules", ["bob publish", "ada draft"]),
        ("part=switches", ["bob switch"]),
        ("part=vendors", []),
        ("words=fair", ["bob publish"]),
        ("words=grüße", ["bob publish"]),
        ("words=%25+snow", ["bob switch"]),
        ("words=_", []),
        ("who=bob&action=switch&part=switches&words=SNOW", ["bob switch"]),
        ("since=2026-11-25&who=bob", ["bob switch", "bob publish"]),
        ("until=2026-11-24&action=draft", ["ada draft"]),
        ("until=2026-11-24&who=bob", []),
        ("since=yesterday&action=draft", ["ada draft"]),
    ],
)
def test_the_audit_is_looked_through(history: RoutingStore, ada: Browser, query: str, found: list[str]):
    assert listed(ada, query) == found


def test_what_is_looked_for_stands_in_the_form_and_goes_on_to_older_lines(ada: Browser, store, clock):
    for _ in range(52):
        store.flip("storm", until=clock.now(), actor=Actor("bob", "cli"), why="snow")
    page = ada.opens("/audit?who=bob&part=switches").shows("<option selected>bob</option>").page
    assert "who=bob&amp;part=switches&amp;before=" in page


@pytest.mark.parametrize("why", ["", "   "])
def test_nothing_is_taken_back_without_a_reason(history: RoutingStore, ada: Browser, why: str):
    before = len(history.audit_entries())
    numbers = {entry.action: entry.number for entry in history.audit_entries() if entry.action != "user"}
    for action, path in (
        ("draft", "/routing/changes/{}/undo"),
        ("publish", "/audit/{}/undo"),
        ("switch", "/audit/{}/undo"),
    ):
        ada.opens(f"/audit/{numbers[action]}/undo").shows("Take it back")
        assert ada.sends(path.format(numbers[action]), why=why).shows("Say why").status == 422
    assert ada.opens("/routing/versions/1").sends("/routing/versions/1/again", why=why).shows("Say why").status == 422
    assert len(history.audit_entries()) == before
    with pytest.raises(Unexplained):
        history.roll_back(1, actor=Actor("bob", "api"), note=why)


def test_the_reason_stands_in_the_audit_and_at_the_version(history: RoutingStore, ada: Browser):
    number = next(entry.number for entry in history.audit_entries() if entry.action == "publish")
    ada.opens(f"/audit/{number}/undo").sends(f"/audit/{number}/undo", why="The fair is over")
    assert "The fair is over (undoes what bob did at 2026-11-25" in history.current().note
    ada.opens("/audit?action=publish").shows("The fair is over")


def test_the_reason_of_a_change_undone_in_the_draft_is_kept(history: RoutingStore, ada: Browser):
    number = next(entry.number for entry in history.audit_entries() if entry.action == "draft")
    ada.opens(f"/audit/{number}/undo").sends(f"/routing/changes/{number}/undo", why="Gold waits again")
    assert history.audit_entries(1)[0].why == "Gold waits again"


def test_an_auditor_looks_and_takes_nothing_back(history: RoutingStore, signed_in: Callable[..., Browser]):
    tom = signed_in("auditor", name="tom")
    assert tom.opens("/audit?who=bob").shows("bob").status == 200
    assert tom.opens("/audit/1/undo").status == 403

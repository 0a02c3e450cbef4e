"""Drafts: two admins at once, publications meanwhile, plans, and undoing."""

from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import VirtualClock
from ivr.reporting.audit import Actor
from routing.document import of_json, to_json
from tests.console.conftest import Browser
from tests.shop import Shop


def test_two_admins_change_different_fields_and_both_are_kept(ada: Browser, signed_in, store: RoutingStore):
    path, bob = "/routing/rules/of/Gold", signed_in("admin", name="bob")
    ada.opens(path)
    bob.opens(path).sends(path, act="save", **{"when.tier": "gold, platinum"})
    ada.sends(path, act="save", priority="7")
    rule = store.draft().routing.rules[0]
    assert (rule.when.tier, rule.priority) == (("gold", "platinum"), 7)


def test_two_admins_change_the_same_field_and_the_second_chooses(ada: Browser, signed_in, store: RoutingStore):
    path, bob = "/routing/rules/of/Gold", signed_in("admin", name="bob")
    ada.opens(path)
    bob.opens(path).sends(path, act="save", priority="8")
    ada.sends(path, act="save", priority="3").shows("bob changed the same fields", "take theirs")
    assert ada.status == 409
    ada.sends(path, act="save", **{"side.priority": "theirs"})
    assert store.draft().routing.rules[0].priority == 8


def test_what_changed_since_it_was_read_is_not_published(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0").opens("/routing/review")
    store.save_draft(store.current().routing, actor=Actor("bob", "cli"), revision=store.draft().revision)
    ada.sends("/routing/publish", revision="1", note="x").shows("bob changed the draft meanwhile")
    assert store.current().number == 1


def test_publishing_can_be_planned(ada: Browser, store: RoutingStore, stores: Stores, shop: Shop, clock: VirtualClock):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0").opens("/routing/review")
    ada.sends("/routing/publish", revision="1", note="From noon", at="2026-11-24T10:30").shows("Planned", "From noon")
    plans = Plans(stores.engine, store, shop.now)
    assert plans.carry_out(shop.now(), print) == 0
    clock.advance(seconds=3600)
    assert plans.carry_out(shop.now(), print) == 1
    assert (store.current().number, store.current().author) == (2, "ada")


def test_a_plan_that_another_version_came_before_is_carried_out_on_top_of_it(ada, store, stores, shop, clock):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0").opens("/routing/review")
    ada.sends("/routing/publish", revision="1", note="From noon", at="2026-11-24T10:30")
    other = store.current().routing.model_copy(update={"brand": "Southwind"})
    store.publish(other, actor=Actor("bob", "cli"), note="quicker")
    clock.advance(seconds=3600)
    assert Plans(stores.engine, store, shop.now).carry_out(shop.now(), print) == 1
    current = store.current()
    assert (current.author, current.routing.brand, current.routing.rules[0].name) == ("ada", "Southwind", "English")


def test_what_a_form_does_not_show_stays_in_the_document(ada: Browser, store: RoutingStore):
    draft = to_json(store.current().routing)
    draft["queues"]["care-en"]["closed"] = []
    draft["hours"]["weekdays"]["open"] = {"mon,tue,wed-fri": "08:00-20:00"}
    store.save_draft(of_json(draft), actor=Actor("bob", "api"), revision=0)
    for path in ("/routing/queues/of/care-en", "/routing/hours/of/weekdays"):
        ada.opens(path).sends(path, act="save")
    assert to_json(store.draft().routing) == draft


def test_what_was_published_meanwhile_is_brought_into_the_draft(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    theirs = to_json(store.current().routing) | {"brand": "Eastwind"}
    store.publish(of_json(theirs), actor=Actor("bob", "cli"), note="a new name")
    ada.opens("/routing/review").shows("bob published version 2 after this draft was begun")
    ada.sends("/routing/catch-up").shows("What bob published is in the draft now")
    draft = store.draft()
    assert (draft.based_on, draft.routing.brand, draft.routing.rules[0].priority) == (2, "Eastwind", 7)


def test_where_both_changed_a_field_either_side_can_be_taken(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    theirs = to_json(store.current().routing)
    theirs["rules"][0]["priority"] = 2
    store.publish(of_json(theirs), actor=Actor("bob", "cli"), note="less")
    ada.opens("/routing/review").sends("/routing/catch-up").shows("rules, Gold, priority")
    assert ada.status == 409
    ada.sends("/routing/catch-up", **{"rules/Gold/priority": "theirs"})
    assert store.draft().routing.rules[0].priority == 2


def test_a_saving_is_undone_and_what_came_after_it_stays(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    ada.opens("/routing/vendors/new").sends("/routing/vendors/new", entry="globex", name="Globex")
    ada.opens("/audit/2/undo").shows("Rule Gold: priority 5 is now 7").sends("/routing/changes/2/undo", why="A slip")
    draft = store.draft().routing
    assert (draft.rules[0].priority, "globex" in draft.vendors) == (5, True)


def test_a_draft_that_was_discarded_can_be_brought_back(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    ada.opens("/routing/review").sends("/routing/discard").opens("/audit/3/undo")
    ada.sends("/routing/changes/3/undo", why="A slip")
    assert store.draft().routing.rules[0].priority == 7


def test_an_hour_that_the_clock_change_skips_is_refused(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0").opens("/routing/review")
    form = {"revision": str(store.draft().revision), "note": "early"}
    ada.sends("/routing/publish", at="2027-03-14T02:30", **form).shows("that hour does not come")

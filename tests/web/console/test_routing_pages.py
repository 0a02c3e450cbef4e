"""An admin changes where calls go: by the draft, checked, tried, compared, published, taken back."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from ivr.adapters.routings.counting import ledger_of
from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import Hand, RoutingStore
from ivr.app.parts import Stores
from ivr.carrier import Phone, VirtualClock
from ivr.web.console.routing.parts import BRANDS, HOURS, LINE, NUMBERS, PARTS, QUEUES, RULES, SWITCHES, VENDORS
from routing.document import of_json, read, to_json
from routing.model import Brand, Hours, Number, Queue, Routing, Rule, Switch, Vendor
from tests.calls.conftest import LINE as DIALLED
from tests.shop import Shop
from tests.web.console.conftest import Browser

DOCUMENT = """
brand: Northwind
numbers: {"+18005550199": {language: en-US, languages: [en-US, es-MX]}}
hours: {weekdays: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00"}, holidays: US}}
vendors: {acme: {name: Acme}}
queues:
  care-en: {name: English care, kind: in_house, languages: [en-US], hours: weekdays, hand_off: {desk: care-en}}
  acme-en: {name: Acme, kind: outsourced, vendor: acme, languages: [en-US], hand_off: {dial: "+12025550143"}}
rules:
  - {name: Gold, when: {tier: gold}, send: care-en, priority: 5}
  - {name: English, split: {care-en: 100}}
switches: {storm: {name: Storm, message: {en-US: A storm delays parcels.}}}
default: care-en
"""


@pytest.fixture
def store(stores: Stores, shop: Shop) -> RoutingStore:
    """What the pages write."""
    store = RoutingStore(stores.engine, clock=shop.now, first=read(DOCUMENT))
    store.publish(read(DOCUMENT), hand=Hand("setup", "cli"), note="to begin with")
    return store


@pytest.fixture
def ada(store: RoutingStore, signed_in: Callable[..., Browser]) -> Browser:
    """An admin."""
    return signed_in("admin", name="ada")


def split(**shares: int) -> dict[str, list[str]]:
    """The rows of a split as the form sends them; `acme_en` is the queue acme-en."""
    return {
        "split.queue": [name.replace("_", "-") for name in shares],
        "split.share": [str(share) for share in shares.values()],
    }


def test_a_split_is_changed_checked_tried_compared_published_and_taken_back(
    ada: Browser, store: RoutingStore, phone: Phone, shop: Shop
):
    rule = "/routing/rules/of/English"
    ada.opens(rule).sends(rule, act="save", **split(acme_en=90))
    ada.shows("English is in the draft", "things to look at", "error")
    ada.opens("/routing/review").shows("It cannot be published until what is wrong is mended")
    revision = str(store.draft().revision)
    ada.sends("/routing/publish", revision=revision, note="too early").shows("Not published: 1 thing is wrong")
    ada.opens(rule).shows("the shares make 90").sends(rule, act="save", **split(acme_en=100))
    ada.opens("/routing/try?language=en-US").shows(
        "Goes to acme-en", "Goes to care-en", "tier is not known, wanted gold"
    )
    ada.opens("/routing/review").shows("split care-en 100 is now (nothing)")
    ada.sends("/routing/publish", revision=str(store.draft().revision), note="Acme takes all")
    ada.shows("Version 2 is in force")
    phone.dials().presses("0").is_connected_to("+12025550143")
    ada.opens("/routing/versions").sends("/routing/versions/1/again").shows("Version 3 is in force")
    ada.opens("/audit").shows("Acme takes all", "Back to version 1", "ada")


def test_a_wrong_value_is_told_at_its_field_and_what_was_typed_stays(ada: Browser):
    path = "/routing/queues/of/acme-en"
    ada.opens(path).sends(path, act="save", name="Acme Two", languages="English")
    assert ada.status == 422
    ada.shows('value="Acme Two"', 'aria-invalid="true"', "languages")


def test_hours_that_cannot_be_read_are_told_with_what_they_should_be(ada: Browser):
    path = "/routing/hours/of/weekdays"
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    typed = {"open.day": days, "open.hours": ["eight to five", *[""] * 6]}
    assert ada.opens(path).sends(path, act="save", **typed).status == 422
    ada.shows("mon: write hours as in 08:00-20:00", 'value="eight to five"')


def test_a_week_is_typed_day_by_day_and_kept_in_short(ada: Browser, store: RoutingStore):
    path = "/routing/hours/of/weekdays"
    typed = {"open.hours": [*["09:00-17:00"] * 4, "09:00-12:00 13:00-16:00", "", "10:00-14:00"]}
    ada.opens(path).sends(path, act="save", **typed)
    week = store.draft().routing.hours["weekdays"].open
    assert week == {"mon-thu": "09:00-17:00", "fri": ("09:00-12:00", "13:00-16:00"), "sun": "10:00-14:00"}


def test_the_next_two_weeks_are_shown_with_their_holidays(ada: Browser):
    ada.opens("/routing/hours/of/weekdays").shows("Thu 26 Nov", "Thanksgiving")


def test_entries_are_added_and_removed(ada: Browser, store: RoutingStore):
    ada.opens("/routing/vendors/new").sends("/routing/vendors/new", entry="globex", name="Globex", day_cap="100")
    assert store.draft().routing.vendors["globex"].day_cap == 100
    ada.sends("/routing/vendors/of/globex", act="remove", entry="globex")
    assert "globex" not in store.draft().routing.vendors


def test_rules_are_moved(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0")
    assert [rule.name for rule in store.draft().routing.rules] == ["English", "Gold"]


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
    store.save_draft(store.current().routing, hand=Hand("bob", "cli"), revision=store.draft().revision)
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


def test_a_plan_that_another_version_overtook_is_dropped_and_told_of(ada, store, stores, shop, clock: VirtualClock):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0").opens("/routing/review")
    ada.sends("/routing/publish", revision="1", note="From noon", at="2026-11-24T10:30")
    store.publish(store.current().routing, hand=Hand("bob", "cli"), note="quicker")
    clock.advance(seconds=3600)
    told: list[str] = []
    Plans(stores.engine, store, shop.now).carry_out(shop.now(), told.append)
    assert store.current().author == "bob"
    assert "bob published version 2" in told[0]


def test_broken_yaml_is_refused_with_line_and_reason(ada: Browser):
    ada.opens("/routing/yaml").sends("/routing/yaml", text="brand: [Northwind\nqueues:", revision="0")
    assert ada.status == 422
    ada.shows("line 2", "brand: [Northwind")


def test_yaml_goes_out_as_it_came_in(ada: Browser, store: RoutingStore):
    text = ada.opens("/routing/routing.yaml").page
    ada.opens("/routing/yaml").sends("/routing/yaml", text=text.replace("Northwind", "Eastwind"), revision="0")
    assert store.draft().routing.brand == "Eastwind"


def test_a_switch_is_turned_on_for_a_while_and_the_next_caller_hears_it(ada: Browser, phone: Phone, shop: Shop):
    ada.opens("/switches").sends("/switches/storm", turn="on", minutes="30", why="snow").shows("storm is on until")
    phone.dials().hears("A storm delays parcels")
    ada.opens("/audit").shows("snow").sends("/audit/2/undo").shows("storm is off")


def test_the_audit_is_a_table_for_other_programs_without_formulas(ada: Browser):
    ada.opens("/switches").sends("/switches/storm", turn="on", minutes="30", why="=HYPERLINK(1)")
    page = ada.opens("/audit.csv").page
    assert page.startswith("at,who,via,action")
    assert "'=HYPERLINK" in page


LISTS = {
    "": 0, "/rules": 1, "/hours": 0, "/vendors": 1, "/numbers": 0, "/brands": 0, "/switches": 0, "/queues/of/q1": 0,
    "/rules/of/R1": 1, "/queues/new": 0, "/ledger": 1, "/try": 0, "/try?language=en-US": 1, "/review": 2,
    "/versions": 1, "/versions/1": 0, "/yaml": 0, "/line/of/line": 0,
}  # fmt: skip
"""Each page of routing, and how many lists it shows that are tables of their own in SQL."""


def many(queues: int) -> dict[str, Any]:
    """A document with so many queues, and half as many rules."""
    reached = {"kind": "in_house", "languages": ["en-US"]}
    named = {f"q{at}": {"name": f"Q{at}", **reached, "hand_off": {"desk": f"q{at}"}} for at in range(queues)}
    rules = [{"name": f"R{at}", "when": {"tier": f"t{at}"}, "send": f"q{at}"} for at in range(queues // 2)]
    return {"brand": "B", "default": "q0", "queues": named, "rules": rules}


@pytest.mark.parametrize("queues", [10, 1000])
def test_a_page_costs_few_queries_however_many_queues_there_are(ada, store, stores: Stores, queues: int):
    store.publish(of_json(many(queues)), hand=Hand("setup", "cli"), note="many")
    store.save_draft(of_json(many(queues) | {"default": "q1"}), hand=Hand("bob", "cli"), revision=0)
    asked: list[str] = []
    listens = stores.engine, "after_cursor_execute", lambda *given: asked.append(given[2])
    event.listen(*listens)
    costs = {}
    for path, lists in LISTS.items():
        asked.clear()
        assert ada.opens(f"/routing{path}").status == 200
        costs[path] = len([each for each in asked if each.startswith("SELECT")]) - lists
        assert len(gzip.compress(ada.page.encode())) < 150_000
    event.remove(*listens)
    assert max(costs.values()) <= 3, costs


def test_the_ledger_stands_beside_the_split(ada: Browser, store, stores: Stores, shop: Shop, phone: Phone):
    ada.opens("/routing/ledger").shows("This month", "English", "100 %")
    assert ledger_of(stores.engine, shop.now()).month == {}


def test_what_a_form_does_not_show_stays_in_the_document(ada: Browser, store: RoutingStore):
    draft = to_json(store.current().routing)
    draft["queues"]["care-en"]["closed"] = []
    draft["hours"]["weekdays"]["open"] = {"mon,tue,wed-fri": "08:00-20:00"}
    store.save_draft(of_json(draft), hand=Hand("bob", "api"), revision=0)
    for path in ("/routing/queues/of/care-en", "/routing/hours/of/weekdays"):
        ada.opens(path).sends(path, act="save")
    assert to_json(store.draft().routing) == draft


def test_every_field_of_the_document_can_be_typed():
    parts = (
        (QUEUES, Queue), (HOURS, Hours), (VENDORS, Vendor), (RULES, Rule), (SWITCHES, Switch), (NUMBERS, Number),
        (BRANDS, Brand),
    )  # fmt: skip
    missing = {
        f"{part.name}.{name}"
        for part, model in parts
        for name in model.model_fields
        if name != "name" and not any(field.name.split(".")[0] == name for field in part.fields)
    }
    assert missing == {"brands.prompts"}, "words are typed at the prompts page"
    of_the_line = {field.name.split(".")[0] for field in LINE.fields}
    assert {*Routing.model_fields} == {*PARTS} - {LINE.name} | of_the_line | {"prompts"}


def test_a_queue_that_is_removed_is_still_named_where_it_was_chosen(ada: Browser):
    ada.opens("/routing/queues/of/acme-en").sends("/routing/queues/of/acme-en", act="remove")
    ada.opens("/routing/rules/of/English").sends("/routing/rules/of/English", act="save", **split(acme_en=100))
    ada.opens("/routing/rules/of/English").shows("acme-en (is not there)", "there is no queue")


def test_what_was_published_meanwhile_is_brought_into_the_draft(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    theirs = to_json(store.current().routing) | {"brand": "Eastwind"}
    store.publish(of_json(theirs), hand=Hand("bob", "cli"), note="a new name")
    ada.opens("/routing/review").shows("bob published version 2 after this draft was begun")
    ada.sends("/routing/catch-up").shows("What bob published is in the draft now")
    draft = store.draft()
    assert (draft.based_on, draft.routing.brand, draft.routing.rules[0].priority) == (2, "Eastwind", 7)


def test_where_both_changed_a_field_either_side_can_be_taken(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    theirs = to_json(store.current().routing)
    theirs["rules"][0]["priority"] = 2
    store.publish(of_json(theirs), hand=Hand("bob", "cli"), note="less")
    ada.opens("/routing/review").sends("/routing/catch-up").shows("rules, Gold, priority")
    assert ada.status == 409
    ada.sends("/routing/catch-up", **{"rules/Gold/priority": "theirs"})
    assert store.draft().routing.rules[0].priority == 2


def test_a_saving_is_undone_and_what_came_after_it_stays(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    ada.opens("/routing/vendors/new").sends("/routing/vendors/new", entry="globex", name="Globex")
    ada.opens("/audit").shows("Rule Gold: priority 5 is now 7").sends("/routing/changes/2/undo")
    draft = store.draft().routing
    assert (draft.rules[0].priority, "globex" in draft.vendors) == (5, True)


def test_a_draft_that_was_discarded_can_be_brought_back(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules/of/Gold").sends("/routing/rules/of/Gold", act="save", priority="7")
    ada.opens("/routing/review").sends("/routing/discard").opens("/audit").sends("/routing/changes/3/undo")
    assert store.draft().routing.rules[0].priority == 7


def test_an_hour_that_the_clock_change_skips_is_refused(ada: Browser, store: RoutingStore):
    ada.opens("/routing/rules").sends("/routing/rules/move", name="English", to="0").opens("/routing/review")
    form = {"revision": str(store.draft().revision), "note": "early"}
    ada.sends("/routing/publish", at="2027-03-14T02:30", **form).shows("that hour does not come")


def test_a_caller_is_tried_by_their_number_which_stands_in_no_address(ada: Browser, store: RoutingStore, shop: Shop):
    shop.has_order(phone="+14155550100", status="out_for_delivery", tier="gold")
    ada.opens("/routing/try").sends("/routing/try", number="+14155550100").shows("tier gold", "by the rule Gold")


def test_five_hundred_rules_are_read_a_page_at_a_time_and_found(ada: Browser, store: RoutingStore):
    rules = [{"name": f"Rule {place}", "when": {"tier": f"t{place}"}, "send": "care-en"} for place in range(500)]
    store.publish(of_json(to_json(store.current().routing) | {"rules": rules}), hand=Hand("s", "cli"), note="many")
    page = ada.opens("/routing/rules").shows("Page 1 of 10").page
    assert len(gzip.compress(page.encode())) < 150_000
    ada.opens("/routing/rules?q=t499").shows("Rule 499", "1 of 500 rules")
    ada.sends("/routing/rules/move", name="Rule 499", place="60").shows("Page 2 of 10", "Rule 499 is moved")
    assert store.draft().routing.rules[59].name == "Rule 499"


def test_the_line_is_called_and_nothing_of_it_is_kept(ada: Browser, store: RoutingStore, stores: Stores, shop: Shop):
    shop.has_order(phone="+14155550100", status="out_for_delivery", window="14:00-18:00")
    call = {"dialled": DIALLED, "number": "+14155550100", "line": "live"}
    ada.opens("/phone").sends("/phone", act="call", **call).shows("out for delivery")
    ada.sends("/phone", key="0").shows("queue")
    ada.sends("/phone", act="hangs_up").shows("The call is over.")
    kinds = {key.split(":")[1] for key in stores.redis.keys("wismo:*")}
    assert not kinds & {"call", "live", "events", "line", "waits", "caller", "pace", "reach"}
    assert not stores.redis.keys("wismo:guess:call*")

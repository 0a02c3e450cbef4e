"""An admin changes the routing: a draft is edited, checked, tried, compared, published and undone."""

import gzip

import pytest

from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.console.routing.document_parts import BRANDS, HOURS, LINE, NUMBERS, PARTS, QUEUES, RULES, SWITCHES, VENDORS
from ivr.emulator import Phone
from ivr.reporting.audit import Actor
from routing.document import of_json, to_json
from routing.model import Brand, Hours, Number, Queue, Routing, Rule, Switch, Vendor
from tests.calls.conftest import LINE as DIALLED
from tests.console.conftest import Browser
from tests.console.drafting import split
from tests.shop import Shop


def test_a_split_is_changed_checked_tried_compared_published_and_taken_back(
    ada: Browser, store: RoutingStore, phone: Phone, shop: Shop
):
    rule = "/routing/rules/of/English"
    ada.opens(rule).sends(rule, act="save", **split(acme_en=90))
    ada.shows("English is in the draft", "to look at", "error")
    ada.opens("/routing/review").shows("It cannot be published until what is wrong is mended")
    revision = str(store.draft().revision)
    ada.sends("/routing/publish", revision=revision, note="too early").shows("Not published: 1 thing is wrong")
    ada.opens(rule).shows("the shares make 90").sends(rule, act="save", **split(acme_en=100))
    ada.opens("/routing/try?language=en-US").shows(
        "Goes to Acme", "Goes to English care", "tier is not known, wanted gold"
    )
    ada.opens("/routing/review").shows("split care-en 100 is now (nothing)")
    ada.sends("/routing/publish", revision=str(store.draft().revision), note="Acme takes all")
    ada.shows("Version 2 is live")
    phone.dials().presses("0").is_connected_to("+12025550143")
    ada.opens("/routing/versions").sends("/routing/versions/1/again", why="A slip").shows("Version 3 is live")
    ada.opens("/audit").shows("Acme takes all", "Back to version 1", "ada")


def test_a_queue_that_is_renamed_is_followed_by_all_that_speaks_of_it(
    ada: Browser, store: RoutingStore, phone: Phone, shop: Shop
):
    path = "/routing/queues/of/care-en"
    ada.opens(path).sends(path, act="save", entry="front").shows("front is in the draft")
    draft = store.draft().routing
    assert (draft.default, *(rule.shares for rule in draft.rules)) == ("front", {"front": 100}, {"front": 100})
    ada.opens("/routing/review").sends("/routing/publish", revision=str(store.draft().revision), note="Front desk")
    phone.dials().presses("0").is_in_queue("care-en")  # the desk that its people ring is the same


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
    ada.opens("/audit").shows("snow").opens("/audit/2/undo").sends("/audit/2/undo", why="A slip").shows("storm is off")


def test_the_audit_is_a_table_for_other_programs_without_formulas(ada: Browser):
    ada.opens("/switches").sends("/switches/storm", turn="on", minutes="30", why="=HYPERLINK(1)")
    page = ada.opens("/audit.csv").page
    assert page.startswith("at,who,via,action")
    assert "'=HYPERLINK" in page


def test_the_ledger_stands_beside_the_split(ada: Browser, store, stores: Stores, shop: Shop, phone: Phone):
    ada.opens("/routing/ledger").shows("This month", "English", "100 %")
    assert ledger_of(stores.engine, shop.now()).month == {}


def test_every_field_of_the_document_can_be_typed():
    parts = (
        (QUEUES, Queue), (HOURS, Hours), (VENDORS, Vendor), (RULES, Rule), (SWITCHES, Switch), (NUMBERS, Number),
        (BRANDS, Brand),
    )  # fmt: skip
    missing = {
        f"{part.name}.{name}"
        for part, model in parts
        for name in (field.alias or name for name, field in model.model_fields.items())
        if name != "name" and not any(field.name.split(".")[0] == name for field in part.fields)
    }
    assert missing == {"brands.prompts"}, "words are typed at the prompts page"
    of_the_line = {field.name.split(".")[0] for field in LINE.fields}
    assert {*Routing.model_fields} == {*PARTS} - {LINE.name} | of_the_line | {"prompts"}


def test_a_queue_that_is_removed_is_still_named_where_it_was_chosen(ada: Browser):
    ada.opens("/routing/queues/of/acme-en").sends("/routing/queues/of/acme-en", act="remove")
    ada.opens("/routing/rules/of/English").sends("/routing/rules/of/English", act="save", **split(acme_en=100))
    ada.opens("/routing/rules/of/English").shows("acme-en (is not there)", "there is no queue")


def test_a_caller_is_tried_by_their_number_which_stands_in_no_address(ada: Browser, store: RoutingStore, shop: Shop):
    shop.has_order(phone="+14155550100", status="out_for_delivery", tier="gold")
    ada.opens("/routing/try").sends("/routing/try", number="+14155550100").shows("tier gold", "by the rule Gold")


def test_a_caller_is_tried_as_people_write_them(ada: Browser, store: RoutingStore, shop: Shop):
    shop.has_order(phone="+13055550123", tier="gold", language="es-MX", day=-2)
    ada.opens("/routing/try").sends("/routing/try", number="(305) 555-0123", country="Mexico")
    ada.shows("es-MX", "late", "tier gold", "MX", "order late", "queues as they are now")


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("number", "call me", "This is no telephone number."),
        ("country", "Atlantis", "This is no country. Write its name or its code, as in Mexico or MX."),
        ("order_value", "much", "Write a whole number, as in 120."),
    ],
)
def test_what_cannot_be_read_of_a_caller_is_told_at_its_field(ada: Browser, field: str, typed: str, told: str):
    ada.opens("/routing/try").sends("/routing/try", **{field: typed}).shows(told, 'aria-invalid="true"')


def test_five_hundred_rules_are_read_a_page_at_a_time_and_found(ada: Browser, store: RoutingStore):
    rules = [{"name": f"Rule {place}", "when": {"tier": f"t{place}"}, "send": "care-en"} for place in range(500)]
    store.publish(of_json(to_json(store.current().routing) | {"rules": rules}), actor=Actor("s", "cli"), note="many")
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


def test_the_line_is_called_with_what_the_caller_left_the_last_time(
    ada: Browser, store: RoutingStore, phone: Phone, shop: Shop
):
    shop.has_order(phone="+14155550100", status="out_for_delivery", window="14:00-18:00")
    phone.dials().presses("9").hears("pedido").hangs_up()
    call = {"dialled": DIALLED, "number": "(415) 555-0100", "line": "live"}
    ada.opens("/phone").sends("/phone", act="call", **call).shows("Su pedido", "+14155550100 calls")
    ada.sends("/phone", act="call", new="1").opens("/phone")
    ada.sends("/phone", act="call", **{**call, "number": "555"}).shows("This is no telephone number.")

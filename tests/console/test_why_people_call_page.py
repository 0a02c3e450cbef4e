"""The pages of why people call: unusual first, through to the calls, and from there to an announcement."""

import csv
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from ivr.adapters.sql.reasons.day_counts import count_parcels, count_reasons
from ivr.adapters.sql.reasons.tables import contact_reasons
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.reporting.unusual_reasons import weekdays_before
from tests.shop import NEW_YORK

UPS = "/reasons/of?reason=carrier_region:ups%7CUS-CA&day=2026-11-24"


@pytest.fixture
def outbreak(store, phone, shop, stores, clock):
    """Two months with a call about UPS in California each Tuesday, and six of them this morning."""
    with stores.engine.begin() as connection:
        for day in weekdays_before(shop.now().date()):
            for kind, key in (("all", ""), ("carrier_region", "ups|US-CA")):
                row = {"day": day, "kind": kind, "key": key, "calls": 1, "to_people": 0}
                connection.execute(insert(contact_reasons).values(**row, by_hour=[0] * 9 + [1] + [0] * 14))
    shop.has_order()
    for _ in range(6):
        phone.dials().presses("0").hangs_up()
    clock.advance(seconds=3600)
    counted(stores, shop)


def counted(stores, shop) -> None:
    drain(stores.redis, stores.engine)
    count_reasons(stores.engine, shop.now().date(), ZoneInfo(NEW_YORK))


def test_what_is_unusual_comes_first_and_leads_to_its_calls(outbreak, ada, phone):
    ada.opens("/reasons").shows("Unusual on Tuesday, 24 November 2026", "until 11:00", "UPS, California")
    ada.opens(UPS).shows("UPS, California : 6 calls, 1 expected (0 to 3 on a usual Tuesday)", "The calls")
    ada.opens("/search?reason=carrier_region:ups%7CUS-CA&span=today").shows("6 calls", phone.call_sid[-6:])
    ada.opens("/search?reason=carrier:dhl&span=today").shows("No calls fit.")


def test_reasons_are_grouped_with_their_rate_and_the_file_has_the_same(outbreak, ada, stores, shop):
    ada.opens("/reasons").shows("Carrier and region", "Where is my order", "n/a")
    count_parcels(stores.engine, shop.now())
    ada.opens("/reasons?span=7").shows("6000.0")
    answer = ada.client.get("/console/reasons.csv?span=7", base_url="https://line.example")
    rows = {(each["kind"], each["key"]): each for each in csv.DictReader(StringIO(answer.get_data(as_text=True)))}
    ups = rows["carrier_region", "ups|US-CA"]
    assert (ups["calls"], ups["calls_before"], ups["parcels_under_way"]) == ("6", "1", "1")
    assert (float(ups["calls_per_1000_parcels"]), float(ups["share_to_people"])) == (6000.0, 1.0)
    assert rows["issue", "order_status"]["calls_per_1000_parcels"] == ""


def test_a_title_from_outside_is_text_on_the_page_and_no_formula_in_the_file(store, phone, shop, stores, ada):
    shop.has_order(items=("=<script>alert(1)</script>",))
    phone.dials().hangs_up()
    counted(stores, shop)
    assert "<script>alert" not in ada.opens("/reasons").shows("=&lt;script&gt;alert(1)").page
    answer = ada.client.get("/console/reasons.csv", base_url="https://line.example")
    assert ",'=<script>" in answer.get_data(as_text=True)


def test_a_supervisor_announces_in_one_step_and_sees_what_it_did(outbreak, signed_in, phone, shop, stores, clock):
    sue = signed_in("supervisor", name="sue")
    sue.opens(UPS).shows("Of the calls of the last 24 hours, 6 would have heard it, 6 of them with this reason")
    sue.shows("Deliveries with UPS are taking longer", "Las entregas con UPS", "by all callers of the numbers")
    sue.sends("/reasons/announce", act="on").shows("Callers hear it until", "Word on UPS, California")
    phone.dials().hears("Deliveries with UPS").hears("the latest news of your order in this call.").hangs_up()
    for _ in range(3):  # a session ends after half an hour
        clock.advance(seconds=1500)
        sue.opens(UPS)
    counted(stores, shop)
    page = sue.opens(UPS).shows("What announcements did", "sue").page
    before = ('data-of="Calls before">6<', 'data-of="To a person before">100 %<')
    during = ('data-of="Calls during">1<', 'data-of="To a person during">0 %<')
    assert [each for each in before + during if each not in page] == []


def test_an_announcement_without_words_in_a_language_or_for_nobody_is_not_made(outbreak, ada, store):
    ada.opens(UPS).sends("/reasons/announce", **{"message.es-MX": "", "numbers": [], "act": "on"})
    ada.shows("Write what callers of this language hear.", "Tick a number")
    assert (ada.status, store.switches()) == (422, {})
    ada.opens(UPS).sends("/reasons/announce", act="try").shows("6 would have heard it")
    assert store.current().number == 1


def test_an_announcement_waits_for_approval_where_that_is_needed(outbreak, ada, console, store):
    console.extensions["ports"].routing.needs_approval = True
    ada.opens(UPS).sends("/reasons/announce", act="on").shows("Another admin has to approve it")
    assert (store.current().number, list(store.draft().routing.switches)) == (1, ["storm", "reason-ups-california"])


def test_callers_with_an_issue_are_sent_elsewhere_by_a_rule_in_the_draft(outbreak, ada, store):
    ada.opens("/reasons/of?reason=issue:order_status").shows("Of 6 callers who were routed", "6 meet its condition")
    ada.sends("/reasons/route", queue="acme-en").shows("The rule is in the draft", "Because of Where is my order")
    rule = store.draft().routing.rules[0]
    assert (rule.send, rule.when.issue, store.current().number) == ("acme-en", ("order_status",), 1)


def test_whoever_is_bound_to_queues_does_not_see_counts_of_the_whole_line(store, signed_in):
    bound = signed_in("supervisor", name="bob", queues=("care-en",))
    assert [bound.opens(path).status for path in ("/reasons", "/reasons.csv", UPS)] == [403, 403, 403]
    assert signed_in("vendor", vendor="acme").opens("/reasons").status == 403


def test_a_reason_that_is_none_and_an_empty_history_are_pages(ada):
    ada.opens("/reasons?day=never&span=x").shows("n/a: 0 of the 8 weeks", "No reasons were counted")
    ada.opens(UPS).shows("n/a in this time", "0 would have heard it")
    assert ada.opens("/reasons/of?reason=nonsense").status == 404

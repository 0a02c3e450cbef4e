"""Rules as sentences, and what is typed into their forms as people say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.console.routing.entry_words import rule_sentence
from ivr.console.routing.typed_hours import hours_key, typed_hours
from ivr.emulator import Phone
from routing.document import read
from routing.hours import DAYS, HoursCalendar
from routing.model import Hours, Rule
from tests.console.conftest import Browser
from tests.console.drafting import DOCUMENT
from tests.shop import Shop

RULES = "/routing/rules"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({}, "Everybody"),
        ({"tier": ["gold", "platinum"], "language": "en-US"}, "Gold or platinum English callers"),
        ({"issue": ["returns", "refund"]}, "Callers about returns or refund"),
        ({"time": "weekdays"}, "Callers, Mon to Fri, 08:00 to 20:00"),
        ({"order_value": {"at_least": 50, "below": 100}}, "Callers with an order of at least 50 and below 100"),
        ({"order_state": "late", "repeat": False}, "Callers whose order is late who did not call before"),
        ({"withheld": True, "country": ["US"]}, "Callers from US with a withheld number"),
    ],
)  # fmt: skip
def test_a_rule_is_a_sentence(when: dict[str, object], words: str):
    rule = Rule.model_validate({"name": "One", "when": when, "split": {"care-en": 60, "acme-en": 40}})
    assert rule_sentence(rule, read(DOCUMENT)) == (words, "English care 60 %, Acme 40 %")


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mon to Fri, 18:00 to 22:00", {"mon-fri": "18:00-22:00"}),
        ("monday-friday 8-17", {"mon-fri": "08:00-17:00"}),
        ("weekdays 9am to 5:30pm; Sat and Sun 10 to 14", {"mon-fri": "09:00-17:30", "sat,sun": "10:00-14:00"}),
        ("every day 0:00 to 24:00", {"mon-sun": "00:00-24:00"}),
        ("Fri 12am – 12pm", {"fri": "00:00-12:00"}),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, week: dict[str, str]):
    assert typed_hours(text) == week
    HoursCalendar(Hours(time_zone="America/New_York", open=week))


@pytest.mark.parametrize("text", ["", ";", "sometimes", "Mon", "Mon 25:00 to 26:00", "8 to 17", "Mon 8:75 to 9"])
def test_what_is_no_time_is_refused_with_an_example(text: str):
    with pytest.raises(ValueError, match="Mon to Fri, 18:00 to 22:00"):
        typed_hours(text)


@given(st.sampled_from(DAYS), st.sampled_from(DAYS), st.integers(0, 23), st.integers(0, 59), st.integers(1, 24))
def test_the_name_of_typed_hours_is_read_as_the_same_hours(first: str, last: str, hour: int, minute: int, end: int):
    week = {f"{first}-{last}": f"{hour:02}:{minute:02}-{end:02}:00"}
    assert typed_hours(hours_key(week)) == week


def test_hours_typed_in_a_rule_are_kept_among_the_hours(ada: Browser):
    ada.opens(f"{RULES}/of/Gold").sends(f"{RULES}/of/Gold", hours_typed="Mon to Fri, 18:00 to 22:00")
    ada.shows("Gold is in the draft", "Gold callers, Mon to Fri, 18:00 to 22:00").opens("/routing/hours")
    ada.shows("Mon to Fri 18:00 to 22:00", "America/New_York")
    ada.opens(f"{RULES}/of/Gold").sends(f"{RULES}/of/Gold", hours_typed="late")
    ada.shows("These hours cannot be read: write it as in Mon to Fri, 18:00 to 22:00.")


def test_a_rule_is_duplicated_above_itself(ada: Browser, store: RoutingStore):
    ada.opens(f"{RULES}/new?like=English&above=English").shows("100")
    ada.sends(f"{RULES}/new", entry="English again").shows("English again is in the draft")
    assert [rule.name for rule in store.draft().routing.rules] == ["Gold", "English again", "English"]


def test_a_form_says_what_the_rule_does_and_whom_it_would_have_touched(
    ada: Browser, phone: Phone, shop: Shop, stores: Stores
):
    phone.dials().presses("0").hangs_up()
    drain(stores.redis, stores.engine)
    ada.opens(f"{RULES}/of/English").shows("Everybody → English care 100 %", "of today’s 1 routed caller meets")
    ada.sends(f"{RULES}/preview", **{"when.language": "es-MX", "send": "acme-en"})
    ada.shows("Spanish callers → Acme", "0 of today’s 1 routed caller meet")
    ada.opens(f"{RULES}/of/English").sends(f"{RULES}/preview", send="").shows("as soon as the form is complete")


def test_a_queue_says_what_its_callers_meet(ada: Browser):
    ada.opens("/routing/queues/of/care-en").shows(
        "In house, in English. Open Mon to Fri, 08:00 to 20:00. Agents take its calls at the desk. "
        "80 % are to be answered within 20 s. When nobody can take the call: a message."
    )


def test_the_shares_of_a_rule_that_sends_to_one_queue_are_left_out(ada: Browser, store: RoutingStore):
    ada.opens(f"{RULES}/of/English").sends(f"{RULES}/of/English", send="acme-en").shows("English is in the draft")
    assert store.draft().routing.rules[1].send == "acme-en"

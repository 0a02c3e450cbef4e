"""Admins make agents in the console, and vendors those of their own queues; changes reach whoever is at work."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.accounts import ROLES, User
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.console.agents.agent_fields import agent_rows, agents_in, changes_agent, sees_agent
from ivr.reporting.agent_rules import Known, wrong_with_agent
from ivr.reporting.csv_table import csv_table
from routing.document import read
from tests.console.conftest import Browser
from tests.console.drafting import DOCUMENT

ROUTING = read(DOCUMENT)
PIN = re.compile(r'<code class="key">(\d{6})</code>')
ANNA = "+14155550142"


@pytest.fixture
def agents(stores: Stores) -> SqlAgents:
    return SqlAgents(stores.engine, stores.reader, stores.redis, b"a-secret-for-tests")


@pytest.fixture
def ann(ada: Browser, users: SqlUsers, agents: SqlAgents) -> DeskAgent:
    """An agent who was made in the console, with a user and a telephone."""
    users.add(User("ann", "agent"))
    typed = {"name": "Ann", "user": "ann", "telephone": "+1 415 555 0142", "station": "browser", "queues": ["care-en"]}
    ada.opens("/agents/new").sends("/agents/new", **typed)
    return agents.everybody()[0]


def test_an_agent_is_made_with_a_pin_that_is_shown_once(ada: Browser, ann: DeskAgent, agents: SqlAgents):
    [pin] = PIN.findall(ada.page)
    assert (ann.name, ann.user, ann.number, ann.queues) == ("Ann", "ann", ANNA, ("care-en",))
    assert agents.has_pin(ANNA, pin)
    assert not PIN.search(ada.opens("/agents").shows("Ann").page)


def test_a_user_of_the_role_agent_sees_the_queues_of_their_agent(ada: Browser, ann: DeskAgent, users: SqlUsers):
    assert users.find("ann").queues == ("care-en",)
    ada.opens(f"/agents/{ann.id}").sends(f"/agents/{ann.id}", queues=["care-en", "acme-en"])
    assert users.find("ann").queues == ("care-en", "acme-en")


def test_a_change_reaches_the_agent_at_work(ada: Browser, ann: DeskAgent, app, stores: Stores, clock):
    presences = RedisPresences(stores.redis, clock.now)
    presences.change(ann.id, lambda was: replace(was, name="Ann", state="ready", queues=ann.queues))
    ada.opens("/agents").shows("Ready", "for English care").opens(f"/agents/{ann.id}")
    ada.sends(f"/agents/{ann.id}", queues=["acme-en"], languages=["en-US"])
    found = presences.of(ann.id)
    assert found
    assert (found.queues, found.languages, found.state) == (("acme-en",), ("en-US",), "ready")
    ada.opens(f"/agents/{ann.id}").sends(f"/agents/{ann.id}", act="remove").shows("takes no calls any more")
    assert not [each for each in presences.all() if each.is_at_work]


def test_a_new_number_gets_a_new_pin(ada: Browser, ann: DeskAgent, agents: SqlAgents):
    [old] = PIN.findall(ada.page)
    ada.opens(f"/agents/{ann.id}").sends(f"/agents/{ann.id}", telephone="+14155550143")
    [new] = PIN.findall(ada.page)
    assert agents.has_pin("+14155550143", new)
    assert not agents.has_pin(ANNA, old)


def test_two_agents_have_no_number_or_user_together(ada: Browser, ann: DeskAgent, agents: SqlAgents):
    typed = {"name": "Ben", "telephone": ANNA, "station": "phone", "queues": ["care-en"]}
    assert ada.opens("/agents/new").sends("/agents/new", **typed).shows("belongs to another agent").status == 422
    assert [each.id for each in agents.everybody()] == [ann.id]


def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_stored(ada: Browser, agents: SqlAgents):
    typed = {"name": "Ben", "telephone": "0142", "user": "nobody", "station": "phone", "queues": ["nowhere"]}
    refused = ada.opens("/agents/new").sends("/agents/new", **typed)
    refused.shows("with its country", "There is no user nobody", "There is no queue nowhere", 'value="Ben"')
    assert (refused.status, agents.everybody()) == (422, [])


def test_the_audit_has_each_change_without_the_number(ada: Browser, ann: DeskAgent):
    page = ada.opens("/audit?action=agent").shows("agent Ann", "telephone ending in 42").page
    assert ANNA not in page


def test_a_vendor_makes_and_sees_agents_of_their_own_queues_only(ada, ann: DeskAgent, signed_in, agents: SqlAgents):
    vera = signed_in("vendor", name="vera", vendor="acme")
    assert "Ann" not in vera.opens("/agents").page
    assert vera.opens(f"/agents/{ann.id}").status == 404
    assert vera.opens("/agents/new").sends(f"/agents/{ann.id}", name="Eve", act="save").status == 404
    typed = {"name": "Max", "telephone": "+14155550150", "station": "phone", "queues": ["acme-en"], "user": "ann"}
    vera.opens("/agents/new").sends("/agents/new", **{**typed, "queues": ["care-en"]}).shows("There is no queue")
    assert PIN.search(vera.opens("/agents/new").sends("/agents/new", **typed).page)
    assert [(each.name, each.user, each.queues) for each in agents.everybody()[1:]] == [("Max", "", ("acme-en",))]


def test_a_supervisor_sees_who_is_at_work_and_changes_nobody(ada: Browser, ann: DeskAgent, signed_in):
    sue = signed_in("supervisor", queues=("care-en",))
    assert "Add agent" not in sue.opens("/agents").shows("Ann").page
    assert sue.opens(f"/agents/{ann.id}").status == 403


def test_a_supervisor_acts_on_an_agent_at_work(ada: Browser, ann: DeskAgent, signed_in, stores: Stores, clock):
    presences = RedisPresences(stores.redis, clock.now)
    presences.change(ann.id, lambda was: replace(was, name="Ann", state="ready", queues=ann.queues))
    path = f"/agents/{ann.id}/at-work"
    sue = signed_in("supervisor", queues=("care-en",)).opens(path).shows("Ready")
    sue.sends(path, act="message", text="Two callers wait")
    sue.sends(path, act="away", reason="Lunch").shows("Away, Lunch")
    found = presences.of(ann.id)
    assert found
    assert (found.state, found.reason, found.message) == ("away", "Lunch", "supervisor-of-tests: Two callers wait")
    assert sue.sends(path, act="queues", queues=[]).status == 422
    sue.opens(path).sends(path, act="home")
    assert not [each for each in presences.all() if each.is_at_work]
    other = signed_in("supervisor", name="eve", queues=("acme-en",))
    assert (other.opens(path).status, other.opens("/codes").sends(path, act="home").status) == (404, 404)


def test_a_file_adds_all_or_names_each_wrong_line(ada: Browser, users: SqlUsers, agents: SqlAgents):
    lines = "name,user,telephone,queues\nAnn,,+14155550142,care-en\nBen,,+14155550142,care-en\nCia,,12,nowhere\n"
    ada.opens("/agents").sends("/agents/file", lines=lines).shows("Line 3: Ann has this user", "Line 4: There is no")
    assert agents.everybody() == []
    ada.sends("/agents/file", lines=lines.replace("0142,care-en\nBen", "0142,care-en\nBen", 1).rsplit("Ben", 1)[0])
    assert len(PIN.findall(ada.page)) == len(agents.everybody()) == 1


KNOWN = Known(ROUTING, ("ann", "ben"), None)
people = st.builds(
    DeskAgent,
    id=st.just(""),
    name=st.from_regex(r"\A[A-Z][a-z]{1,12}( [A-Z][a-z]{1,12})?\Z"),
    number=st.integers(200_555_0100, 999_555_9999).map(lambda number: f"+1{number}"),
    queues=st.lists(st.sampled_from(sorted(ROUTING.queues)), unique=True, min_size=1).map(tuple),
    languages=st.sampled_from([(), ("en-US",)]),
    issues=st.sampled_from([(), ("returns",)]),
    station=st.just("phone"),
)


@given(st.lists(people, unique_by=lambda agent: agent.number, max_size=4))
def test_what_is_downloaded_can_be_imported(told: list[DeskAgent]):
    found, errors = agents_in(csv_table(agent_rows(told)), KNOWN, ())
    assert (list(found), [error.words for error in errors]) == (told, [])
    assert [wrong_with_agent(agent, KNOWN) for agent in found] == [{} for _ in told]


@given(st.sampled_from(ROLES), st.sets(st.sampled_from("abcd")), st.none() | st.sets(st.sampled_from("abcd")))
def test_nobody_changes_an_agent_whom_they_do_not_see(role, its, seen):
    user = User("sue", role, "acme")
    bound = None if seen is None else sorted(seen)
    if role != "admin" and changes_agent(user, bound, sorted(its)):
        assert role == "vendor"
        assert sees_agent(user, bound, sorted(its))
        assert bound is None or its <= set(bound)

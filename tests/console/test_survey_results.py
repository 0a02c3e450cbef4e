"""The page of the survey after the agent, and its file: figures, rights, and terms in the form of a queue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.app.parts import Stores
from tests.console.conftest import Browser
from tests.shop import Shop

SignedIn = Callable[..., Browser]


@pytest.fixture
def answered(stores: Stores, shop: Shop) -> None:
    """Twelve callers of the vendor's queue, ten of whom answer, and three of one in house."""
    row = {"caller_key": "k", "agent": "a1", "issue": "late", "language": "en-US", "way": "call"}
    acme = {**row, "queue": "acme-en", "vendor": "acme"}
    ours = {**row, "queue": "care-en", "vendor": ""}
    rows = [{**acme, "score": 5 if place < 8 else 2, "solved": place < 6} for place in range(10)]
    rows += [{**acme, "score": None, "solved": None}] * 2 + [{**ours, "score": 1, "solved": False}] * 3
    at = {"asked_at": shop.now() - timedelta(days=1), "answered_at": None}
    written = [{**each, **at, "call_sid": f"CA{place}"} for place, each in enumerate(rows)]
    with stores.engine.begin() as connection:
        connection.execute(insert(survey_answers), written)


@pytest.mark.usefixtures("answered", "store")
def test_a_supervisor_sees_shares_with_intervals_and_what_is_too_few(signed_in: SignedIn):
    page = signed_in("supervisor").opens("/survey-results")
    page.shows("12 10 83 %", "80 %", "49 to 94 %", "4.4", "60 %", "31 to 83 %", "3 3 100 %", "too few to say")
    page.opens("/survey-results?by=issue").shows("Late").opens("/survey-results?by=vendor").shows("in house")
    page.opens("/survey-results?by=agent&span=7").shows("a1 (removed)")


@pytest.mark.usefixtures("answered", "store")
def test_a_vendor_sees_its_own_answers_alone(signed_in: SignedIn):
    page = signed_in("vendor", vendor="acme").opens("/survey-results").shows("12 10 83 %")
    assert "3 3 100 %" not in " ".join(page.page.split()) and "care-en" not in page.page
    other = signed_in("supervisor", name="bound", queues=("care-en",)).opens("/survey-results.csv")
    assert "acme" not in other.page and "care-en" in other.page


@pytest.mark.usefixtures("answered", "store")
def test_the_file_leaves_what_is_too_few_empty(signed_in: SignedIn):
    lines = signed_in("auditor").opens("/survey-results.csv?by=vendor").page.splitlines()
    assert lines[1].startswith("vendor,acme,") and ",12,10,0.8333,10,0.8,0.4902,0.9433,4.4," in lines[1]
    assert ",3,3,1.0,3,,,,,,,3,,,," in lines[2]


def test_an_agent_does_not_see_it(signed_in: SignedIn):
    assert signed_in("agent", queues=("care-en",)).opens("/survey-results").status == 403


def test_an_admin_turns_it_on_at_a_queue(ada: Browser, store: RoutingStore):
    typed = {"agent_survey.way": "call", "agent_survey.percent": "25", "agent_survey.asks_first": "true"}
    ada.opens("/routing/queues/of/care-en").sends("/routing/queues/of/care-en", entry="care-en", **typed)
    terms = store.draft().routing.queues["care-en"].agent_survey
    assert terms is not None and (terms.way, terms.percent, terms.asks_first) == ("call", 25, True)


def test_a_form_that_is_sent_again_keeps_the_survey(ada: Browser, store: RoutingStore):
    form = "/routing/queues/of/care-en"
    ada.opens(form).sends(form, entry="care-en", **{"agent_survey.way": "call"})
    ada.opens(form).sends(form, entry="care-en", name="Care")
    queue = store.draft().routing.queues["care-en"]
    assert (queue.name, queue.agent_survey and queue.agent_survey.way) == ("Care", "call")

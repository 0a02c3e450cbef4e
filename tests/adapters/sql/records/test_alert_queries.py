"""The inputs of alerts, read from the record."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert

from ivr.adapters.sql.records.alert_queries import alert_inputs
from ivr.adapters.sql.records.tables import hops, legs
from ivr.reporting.alerts import AlertLimits, measurements
from routing.document import DEFAULT, read_file
from tests.adapters.sql.records.conftest import NOW


def alerts_after(database: Engine, *, language: str, queue: str, rule: str = "default") -> set[str]:
    """The alerts once twelve such calls were given to a queue of the packaged document."""
    routing = read_file(DEFAULT)
    row = {"turn": 1, "queue": queue, "language": language, "issue": "other", "rule": rule, "entered_at": NOW}
    with database.begin() as connection:
        connection.execute(
            insert(legs), [{**row, "call_sid": f"CA{number}", "became": "waiting"} for number in range(12)]
        )
    found = measurements(alert_inputs(database, routing, {}, NOW), routing, AlertLimits())
    return {each.name for each in found if each.value >= each.bad}


@pytest.mark.parametrize("language", ["en-US", "en-GB", "es-MX"])
def test_a_default_queue_that_speaks_the_language_is_no_alert(database: Engine, language: str):
    assert alerts_after(database, language=language, queue="care-en") == set()


def test_callers_that_no_rule_sends_to_people_of_their_language_are_an_alert(database: Engine):
    assert alerts_after(database, language="fr-CA", queue="care-en") == {"no rule"}


def test_callers_whom_a_rule_sends_to_strangers_are_the_checks_business(database: Engine):
    assert alerts_after(database, language="fr-CA", queue="acme-es", rule="Spanish") == set()


def test_a_queue_that_is_in_the_document_no_more_says_nothing(database: Engine):
    assert alerts_after(database, language="fr-CA", queue="gone") == set()


def test_wrong_order_numbers_of_the_last_minutes_are_an_alert(database: Engine):
    row = {"turn": 1, "place": 1, "step": "find_order.check_postcode", "target": "find_order.wrong"}
    ways, times = ("wrong", "person", "locked"), (NOW - timedelta(minutes=4), NOW - timedelta(minutes=6))
    came = [
        {"outcome": way, "at": at, "call_sid": f"CA{way}{at}{n}"} for way in ways for at in times for n in range(10)
    ]
    with database.begin() as connection:
        connection.execute(insert(hops), [{**row, **each} for each in came])
    routing = read_file(DEFAULT)
    seen = alert_inputs(database, routing, {}, NOW)
    assert [each.name for each in measurements(seen, routing, AlertLimits()) if each.value >= each.bad] == ["guessing"]
    assert seen.guesses == 30

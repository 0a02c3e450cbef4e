"""`wismo work`, on the embedded stores."""

import pytest
from click.testing import CliRunner

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.schema import upgrade
from ivr.cli import main
from tests.requests_made import ALICE
from tests.work_made import gave_up, left_message


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs the command on a missed call and a message."""
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))
    engine = connect("", tmp_path)
    upgrade(engine)
    write_events(engine, [*gave_up(), *left_message(key="beef")])
    engine.dispose()
    return lambda *words: CliRunner().invoke(main, ["work", *words])


def test_an_item_is_seen_taken_and_closed(run):
    listed = run("list", "--kind", "missed").output
    assert "ms-CA1" in listed
    assert ALICE not in listed
    assert ALICE in run("show", "ms-CA1").output
    assert "taken." in run("take", "ms-CA1", "--note", "rang her").output
    assert "note: rang her" in run("show", "ms-CA1").output
    assert "done." in run("done", "ms-CA1", "--outcome", "reached").output
    assert "it is done" in run("take", "ms-CA1").output
    assert "Reached the caller" in run("list", "--done").output
    assert "vm-CA2-2" in run("list", "--overdue").output


def test_an_item_that_is_not_there_is_named(run):
    outcome = run("show", "ms-CA9")
    assert (outcome.exit_code, outcome.output) == (1, "Error: there is no item ms-CA9 in the work list\n")

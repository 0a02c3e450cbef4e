"""`wismo requests`, on the embedded stores."""

import pytest
from click.testing import CliRunner

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.schema import upgrade
from ivr.cli import main
from tests.requests_made import ALICE, asked


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs the command on two requests, of which one was made twice."""
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))
    engine = connect("", tmp_path)
    upgrade(engine)
    write_events(engine, [asked(), asked("CA2", answers={"reason": "torn"}), asked("CA3", kind="claim", shop="north")])
    engine.dispose()
    return lambda *words: CliRunner().invoke(main, ["requests", *words])


def test_a_request_is_seen_taken_and_settled(run):
    listed = run("list", "--kind", "start_return").output
    name = listed.split()[0]
    assert "start_return  open  order 1001  asked 2 times" in listed
    assert ALICE not in listed
    shown = run("show", name).output
    assert all(text in shown for text in (ALICE, "level 2", "reason: too small", "call CA2  reason: torn"))
    assert "taken." in run("take", name, "--note", "rang her").output
    assert "done." in run("done", name).output
    assert "note: rang her" in run("show", name).output
    assert name not in run("list", "--open").output
    assert "it is done, and cannot become refused" in run("refuse", name).output


def test_a_request_that_is_not_there_is_named(run):
    for words in (("show", "rq_0"), ("take", "rq_0")):
        outcome = run(*words)
        assert (outcome.exit_code, outcome.output) == (1, "Error: there is no request rq_0\n")


def test_an_order_is_told_with_its_shop(run):
    assert "claim  open  order north 1001" in run("list").output

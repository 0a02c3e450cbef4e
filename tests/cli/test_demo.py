import os
import signal
import subprocess
import urllib.request

import pytest
from click.testing import CliRunner

from ivr.cli import main
from ivr.cli.demo import demo as demo_command

from .serving import WISMO


def demo(**environment: str) -> subprocess.Popen[str]:
    """`wismo demo`, amid settings of a real line that it has to leave alone."""
    real = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "REDIS_URL": "redis://127.0.0.1:1/0", "COLUMNS": "200"}
    return subprocess.Popen(
        [WISMO, "demo"], env={**os.environ, **real, **environment}, stdout=subprocess.PIPE, text=True
    )


def test_known_callers_hear_the_window_then_it_serves_a_phone_until_it_is_interrupted():
    with demo() as running:
        told = [next(running.stdout)]
        while "http://" not in told[-1]:
            told.append(next(running.stdout))
        english, spanish, *_, agent, before, after, _ = "".join(told).split("keys pressed")
        address = next(word for word in told[-1].split() if word.startswith("http://"))
        with urllib.request.urlopen(address, timeout=10) as page:
            assert "<title>" in page.read().decode()
        running.send_signal(signal.SIGINT)
        assert running.wait(90) == 0
    assert "between 2 and 6" in english
    assert english.endswith(" 0 ")
    assert "entre las dos y las seis" in spanish
    assert spanish.endswith(" 0 ")
    assert "my order is late" in agent
    assert "Anna notes: " in before
    assert "on its way" in before
    assert "out for delivery" in after


def test_it_stops_after_the_calls_where_the_environment_says_so():
    [once] = demo_command.params
    assert (once.name, once.envvar) == ("once", "ONCE")


HEADER = "order_number,placed_at,phone,country,status"


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path / "var"))
    return lambda *words: CliRunner().invoke(main, words)


def test_sample_orders_are_imported_but_for_the_rows_that_are_wrong(run, tmp_path):
    file = tmp_path / "orders.csv"
    assert "+14155550100" in run("orders", "sample", "--count", "60", str(file)).output
    assert run("orders", "import", str(file)).exit_code == 0
    file.write_text(file.read_text() + "WM1,yesterday,,+14155550100\n")
    outcome = run("orders", "import", str(file))
    assert outcome.exit_code == 1
    assert "1 rows left out" in outcome.output
    assert f"line {len(file.read_text().splitlines())}" in outcome.output


def test_what_cost_no_order_is_told_and_is_no_error(run, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(
        f"{HEADER},colour\n1001,2026-11-20,1.41555E+10,Atlantis,in limbo,red\n1002,2026-11-20,n/a,-,shipped,\n"
    )
    outcome = run("orders", "import", str(file))
    assert (outcome.exit_code, outcome.stdout.splitlines()[0]) == (0, "2 orders imported, 0 rows left out.")
    assert (
        "values left out of their orders: 2; unknown words: 1; orders without a number that can call: 2."
        in outcome.stdout
    )
    assert "orders without a number that can call (2; lines 2, 3)" in outcome.stderr
    assert "country: left out: is no country (1; line 2)" in outcome.stderr
    assert "column colour" in outcome.stderr
    assert "Atlantis" not in outcome.output


def test_days_that_can_be_read_in_two_ways_are_asked_about_and_nothing_is_imported(run, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(f"{HEADER}\n1001,5/6/2026,+14155550100,US,shipped\n1002,2026-11-20,+14155550100,US,shipped\n")
    outcome = run("orders", "import", str(file))
    assert outcome.exit_code == 1
    assert "placed_at" in outcome.output
    assert "--dates day-first" in outcome.output
    assert "2 orders imported" in run("orders", "import", str(file), "--dates", "day-first").output


def test_a_file_that_is_no_orders_file_is_refused(run, tmp_path):
    (tmp_path / "orders.csv").write_text("name,colour\nAna,red\n")
    outcome = run("orders", "import", str(tmp_path / "orders.csv"))
    assert outcome.exit_code == 1
    assert "orders.csv" in outcome.output

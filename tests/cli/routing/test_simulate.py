import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import routing.simulate
from ivr.cli import main

EXAMPLES = Path(routing.simulate.__file__).parent / "examples"
BANK, BANK_ROUTING = str(EXAMPLES / "bank.yaml"), str(EXAMPLES / "bank-routing.yaml")


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["routing", "simulate", *arguments])


def test_a_week_of_real_calls_says_how_each_queue_and_vendor_does():
    output = simulate(BANK, "--document", BANK_ROUTING, "--days", "2").output
    titles = [line.split()[0] for line in output.splitlines() if line and "  " in line]
    assert {"Queues", "care-en", "acme-en", "Vendors", "acme", "Callers", "all", "Teams", "Shares"} <= set(titles)


def test_the_same_seed_gives_the_same_json_and_counts_add_up():
    arguments = (BANK, "--document", BANK_ROUTING, "--days", "1", "--json", "--seed", "7")
    found = json.loads(simulate(*arguments).output)
    assert found == json.loads(simulate(*arguments).output)
    for row in (found["line"], *found["queues"], *found["vendors"]):
        assert row["offered"] == row["answered"] + row["abandoned"] + row["flowed_out"] + row["waiting"] > 0


def test_a_bad_scenario_is_refused_with_the_path(tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(Path(BANK).read_text(encoding="utf-8").replace("days: 7", "days: never"), encoding="utf-8")
    refused = simulate(str(bad), "--document", BANK_ROUTING)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("days: must be a whole number")


@pytest.mark.parametrize("arguments", [(), ("--days", "0", BANK)])
def test_what_cannot_be_run_is_a_wrong_use(arguments):
    assert simulate(*arguments).exit_code == 2

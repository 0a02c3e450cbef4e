"""`wismo routing try`: a decision for a caller uses the facts known of the number."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main

ORDERS = """order_number,phone,placed_at,language,tier,country,tracking_status,window_start
1001,(305) 555-0123,2026-11-20,es-MX,gold,US,in_transit,2026-11-21
"""


@pytest.fixture
def wismo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "orders.csv").write_text(ORDERS)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    assert run("orders", "import", str(tmp_path / "orders.csv")).exit_code == 0
    return run


def test_a_number_is_read_as_the_shop_writes_it_and_its_orders_language_counts(wismo):
    tried = wismo("routing", "try", "--from", "(305) 555-0123", "--at", "2026-11-24T12:00")
    assert tried.exit_code == 0, tried.output
    assert tried.output.startswith("in force: acme-es (version 0, 2026-11-24T12:00:00-05:00)")


def test_what_cannot_be_read_is_refused_by_the_name_of_the_option(wismo):
    refused = wismo("routing", "try", "--from", "555", "--country", "Atlantis")
    assert refused.exit_code == 2
    assert "--from: This is no telephone number." in refused.output
    assert "--country: This is no country. Write its name or its code, as in Mexico or MX." in refused.output


def test_a_call_is_placed_from_no_number_that_there_is_not(wismo):
    refused = wismo("call", "--from", "555")
    assert (refused.exit_code, "--from: this is no telephone number" in refused.output) == (2, True)

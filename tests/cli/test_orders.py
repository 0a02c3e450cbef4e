"""`wismo orders import` with files of other programs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main

EXPORTS = Path(__file__).parents[1] / "orders" / "sources" / "exports"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path / "var"))
    return lambda *words: CliRunner().invoke(main, list(map(str, words)))


def test_an_export_is_imported_as_it_is_and_named(run: Run):
    outcome = run("orders", "import", EXPORTS / "shopify.csv")
    assert (outcome.exit_code, outcome.stdout.splitlines()[0]) == (0, "Read as: Shopify, Orders > Export.")
    assert "4 orders imported, 0 rows left out." in outcome.stdout


def test_columns_are_named_on_the_command_line(run: Run, tmp_path: Path):
    file = tmp_path / "ours.csv"
    file.write_text("Ref=No,On\n1,2026-11-20\n")
    refused = run("orders", "import", file)
    assert (refused.exit_code, "say --map THEIRS=OURS" in refused.output) == (1, True)
    assert run("orders", "import", file, "--map", "Ref=No=order_number", "--map", "On=placed_at").exit_code == 0


@pytest.mark.parametrize("given", ["Ref", "=order_number"])
def test_a_mapping_without_two_sides_is_refused(run: Run, given: str):
    outcome = run("orders", "import", EXPORTS / "shopify.csv", "--map", given)
    assert (outcome.exit_code, f"{given!r} is not THEIRS=OURS" in outcome.output) == (2, True)

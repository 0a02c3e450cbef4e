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


def test_an_import_is_listed_reported_and_taken_back(run: Run):
    run("orders", "import", EXPORTS / "shopify.csv")
    listed = run("orders", "imports").output
    assert "shopify.csv, done, 4 orders, 4 new, 0 rows left out, can be undone" in listed
    assert run("orders", "report", 1).output.startswith("4 orders imported, 0 rows left out.")
    assert run("orders", "undo", 1).output == "4 orders removed, 0 brought back, 0 stay as they are.\n"
    again = run("orders", "undo", 1)
    assert (again.exit_code, "there is no import 1 that can be undone" in again.output) == (1, True)
    assert run("orders", "report", 2).exit_code == 1


def test_a_mapping_is_saved_and_used_by_its_name(run: Run, tmp_path: Path):
    file = tmp_path / "ours.csv"
    file.write_text("Ref,On\n1,2026-11-20\n")
    maps = ("--map", "Ref=order_number", "--map", "On=placed_at")
    assert run("orders", "import", file, *maps, "--save-mapping", "ours").exit_code == 0
    assert run("orders", "import", file, "--mapping", "ours").exit_code == 0
    assert run("orders", "mappings").output == "ours: Ref=order_number, On=placed_at\n"
    refused = run("orders", "import", file, "--mapping", "theirs")
    assert (refused.exit_code, "there is no mapping 'theirs'; there are ours" in refused.output) == (2, True)
    assert run("orders", "mappings", "--remove", "ours").output == ""


def test_a_folder_is_emptied_once(run: Run, tmp_path: Path):
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "export.csv").write_bytes((EXPORTS / "shopify.csv").read_bytes())
    (folder / "moon.csv").write_text("moon\n1\n")
    assert run("orders", "watch", folder, "--once", "--every", "0.1").exit_code == 1
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == ["done", "failed"]
    assert "export.csv, done, 4 orders" in run("orders", "imports").output


def test_orders_of_two_shops_with_the_same_numbers_are_two(run: Run):
    for shop in ("north", "south"):
        outcome = run("orders", "import", EXPORTS / "shopify.csv", "--shop", shop)
        assert (outcome.exit_code, "4 orders imported" in outcome.output) == (0, True)
    assert run("orders", "imports").output.count("4 orders, 4 new") == 2


def test_a_brand_that_nobody_answers_by_is_refused(run: Run):
    outcome = run("orders", "import", EXPORTS / "shopify.csv", "--brand", "moon")
    assert (outcome.exit_code, "the routing has no brand 'moon'" in outcome.output) == (1, True)

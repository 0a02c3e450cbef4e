"""Orders imported in Chromium: an export of a shop with columns that are chosen, in pieces."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.emulator import Phone
from tests.console.browsing import CHROMIUM
from tests.console.test_in_a_browser import browser, document, enter, site

__all__ = ["browser", "document", "enter", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

HEARD = "Your order has been sent"
HEADER = "Auftrag;Datum;Rufnummer;Status;Notiz\n"


def test_columns_are_chosen_and_the_next_call_hears_it(enter, store: RoutingStore, phone: Phone, tmp_path: Path):
    """The file is of two pieces."""
    file, filler = tmp_path / "export.csv", "x" * 100
    rows = [f"{number};20/11/2026;+1415555{number};shipped;{filler}\n" for number in range(100, 2400)]
    file.write_text(HEADER + "".join(rows).replace("+1415555100;", "+14155550100;"), "utf-8")
    assert file.stat().st_size > 256 * 1024
    page = enter("admin")
    page.get_by_role("link", name="Orders").click()
    page.get_by_role("link", name="Import orders from a file").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("It cannot be imported yet: choose below")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    chosen = {"Auftrag": "order number", "Datum": "time of the order", "Rufnummer": "phone", "Status": "status"}
    for theirs, ours in chosen.items():
        page.get_by_label(f"{theirs} is read as").select_option(label=ours)
    page.get_by_role("button", name="Show it with these columns").click()
    expect(page.get_by_role("heading", name="What three of these customers would hear")).to_be_visible()
    expect(page.get_by_text(HEARD).first).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("2300 orders imported, 0 rows left out.")).to_be_visible(timeout=30_000)
    with page.expect_download() as report:
        page.get_by_role("link", name="Download the report").click()
    assert "2300 orders imported" in report.value.path().read_text("utf-8")
    phone.dials().hears(HEARD)
    page.get_by_text("Take it back").click()
    page.get_by_role("button", name="Take this import back").click()
    expect(page.get_by_text("Taken back: 2,300 orders removed")).to_be_visible(timeout=30_000)

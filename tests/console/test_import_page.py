"""An admin imports a file of orders: uploaded in pieces, looked at, heard, imported, its report kept."""

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.adapters.uploads import Uploads
from ivr.emulator import Phone
from ivr.orders.sources.import_report import FileRefused, UploadGone
from ivr.settings import Settings
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser
from tests.shop import Shop

OWN = """order_number,placed_at,phone,status,tracking_status,carrier
1001,2026-11-20T12:00:00-05:00,+14155550100,shipped,out for delivery,UPS
1002,2026-11-20T12:00:00-05:00,+14155550101,processing,,
1003,never,+14155550102,processing,,
"""
THEIRS = """Bestellung;Tag;Telefon;Stand;Bemerkung
1001;20/11/2026;+14155550100;processing;"oben; links"
1002;21/11/2026;+14155550101;cancelled;
"""


def uploads(browser: Browser, text: str, name: str = "orders.csv") -> str:
    """The path of an uploaded file, as a browser without scripts sends it."""
    browser.opens("/orders/import")
    (proof,) = re.findall(r'name="csrf_token" value="([^"]+)"', browser.page.split("</header>")[1])
    data = {"csrf_token": proof, "file": (io.BytesIO(text.encode()), name)}
    headers = {"Referer": f"{PUBLIC_URL}/console/"}
    answer = browser.client.post("/console/orders/import", data=data, headers=headers, base_url=PUBLIC_URL)
    browser.page, browser.status = answer.get_data(as_text=True), answer.status_code
    return answer.headers.get("Location", "").removeprefix("/console")


def imports(browser: Browser, path: str, **typed: str) -> Browser:
    """The page after the import."""
    browser.sends(path, act="import", **typed)
    until = time.monotonic() + 20
    while "orders are imported" in browser.page and time.monotonic() < until:
        time.sleep(0.02)
        browser.opens(path)
    return browser


def test_a_file_is_heard_before_it_is_imported_and_on_the_telephone_after(ada: Browser, phone: Phone, shop: Shop):
    path = uploads(ada, OWN)
    ada.opens(path).shows("Order 1001", "Your order is out for delivery", "Order 1002", "1 rows would be left out")
    phone.dials().hears("How can I help you")
    imports(ada, path).shows("2 orders imported, 1 rows left out", "line 4: placed_at")
    phone.dials().hears("Your order is out for delivery")
    ada.opens("/orders/imports/1/report.txt").shows("2 orders imported, 1 rows left out.", "line 4")
    ada.opens("/orders/import").shows("orders.csv", "done")
    ada.opens("/audit").shows("orders of orders.csv", "2 orders, 1 rows left out")


def test_an_import_is_taken_back_once(ada: Browser, phone: Phone, shop: Shop):
    path = uploads(ada, OWN)
    imports(ada.opens(path), path)
    ada.sends("/orders/imports/1").shows("Taken back: 2 orders removed, 0 as they were before", "undone")
    phone.dials().hears("How can I help you")
    assert "Take this import back" not in ada.page
    assert ada.sends("/orders/imports/1").status == 409
    assert ada.opens("/orders/imports/99").status == 404


def test_columns_are_kept_for_the_next_file_of_their_kind(ada: Browser, shop: Shop):
    chosen = {"column-Bestellung": "order_number", "column-Tag": "placed_at", "column-Telefon": "phone"}
    path = uploads(ada, THEIRS)
    imports(ada.opens(path), path, keep="our shop", **chosen)
    path = uploads(ada, THEIRS)
    ada.opens(path).sends(path, act="look", mapping="our shop").shows("Order 1001")
    assert ada.status == 200


def test_the_file_is_deleted_once_it_is_imported(ada: Browser, settings: Settings):
    path = uploads(ada, OWN)
    imports(ada.opens(path), path).shows("2 orders imported")
    assert [each.name for each in (settings.data_dir / "uploads").glob("*/*")] == ["about.json"]


def test_columns_of_an_unknown_file_are_chosen_and_heard(ada: Browser, phone: Phone, shop: Shop):
    path = uploads(ada, THEIRS)
    ada.opens(path).shows(
        "which of its columns is the order number, and which the time of the order", "Bemerkung", "oben; links"
    )
    chosen = {"column-Bestellung": "order_number", "column-Tag": "placed_at", "column-Telefon": "phone",
              "column-Stand": "status"}  # fmt: skip
    ada.sends(path, act="look", **chosen).shows("Order 1001", "Your order was cancelled")
    assert re.search(r'name="column-Stand".*?<option value="status" selected', ada.page, re.DOTALL)
    imports(ada, path).shows("2 orders imported, 0 rows left out")
    phone.dials().hears("being prepared")


def test_an_export_is_recognised(ada: Browser, shop: Shop):
    header = "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem name,Phone,Shipping Country"
    row = "#1001,a@example.com,paid,fulfilled,2026-11-20 12:00:00 -0500,Socks,+14155550100,US"
    ada.opens(uploads(ada, f"{header}\n{row}\n")).shows("Read as: Shopify", "Order #1001")


def test_a_file_of_json_has_no_columns_to_choose(ada: Browser, shop: Shop):
    order = '{"number": "1001", "placed_at": "2026-11-20T12:00:00-05:00", "phones": ["+14155550100"]}'
    ada.opens(uploads(ada, order, "orders.jsonl")).shows("Order 1001")
    assert "Read as" not in ada.page


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("", "orders.csv", "the file is empty"),
        ("PK\x03\x04", "orders.xlsx", "this is a workbook"),
        ("a,b\n1,2\n", "orders.csv", "choose below which of its columns"),
        ("\x00\x01" * 500, "x.bin", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told(ada: Browser, text: str, name: str, told: str):
    ada.opens(uploads(ada, text, name)).shows(told)
    assert re.search(r'value="import" disabled', ada.page)


def test_a_file_is_discarded(ada: Browser, settings: Settings):
    path = uploads(ada, OWN)
    ada.opens(path).sends(path, act="discard").shows("The file is deleted")
    assert list((settings.data_dir / "uploads").iterdir()) == []
    assert ada.opens(path).status == 404


def test_only_admins_import(store, signed_in: Callable[..., Browser]):
    assert signed_in("supervisor").opens("/orders/import").status == 403


def test_nothing_chosen_is_told(ada: Browser):
    ada.opens("/orders/import").sends("/orders/import").shows("Choose a file.")


class TestUploads:
    """The files on the disk."""

    def test_pieces_come_late_twice_or_never(self, tmp_path: Path):
        held = Uploads(tmp_path)
        token = held.begin("a.csv")
        assert held.add(token, 0, b"one,") == 4
        assert held.add(token, 0, b"one,") == 4
        assert held.add(token, 4, b"two") == 7
        assert held.path(token).read_bytes() == b"one,two"
        with pytest.raises(FileRefused, match="missing"):
            held.add(token, 9, b"!")

    def test_a_file_is_deleted_after_a_day(self, tmp_path: Path):
        held = Uploads(tmp_path)
        token = held.begin("a.csv")
        later = Uploads(tmp_path, clock=lambda: time.time() + 25 * 3600)
        later.begin("b.csv")
        with pytest.raises(UploadGone):
            held.path(token)

    @pytest.mark.parametrize("token", ["", "..", "../x", "0" * 32, "0" * 31 + "*"])
    def test_no_other_file_is_reached(self, tmp_path: Path, token: str):
        (tmp_path / "file.csv").touch()
        with pytest.raises(UploadGone):
            Uploads(tmp_path).path(token)

    @pytest.mark.parametrize("name", ["../../x.csv", "C:\\x.csv", "x" * 300, "..", "a/.b"])
    def test_a_name_is_no_path(self, tmp_path: Path, name: str):
        held = Uploads(tmp_path)
        token = held.begin(name)
        assert held.path(token).parent == tmp_path / token
        assert not set("/\\") & set(str(held.about(token)[0]["name"]))

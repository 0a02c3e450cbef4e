"""Callers are recognised by the numbers of an imported file, in any spelling."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.emulator import Phone, Switchboard
from ivr.orders.sources.import_report import ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import ImportSettings
from tests.calls.conftest import LINE
from tests.shop import Shop

HEADER = "order_number,placed_at,phone,country,items,tracking_status,window_start\n"
Import = Callable[[str], ImportReport]


@pytest.fixture
def imports(shop: Shop, tmp_path: Path) -> Import:
    """Import rows under HEADER into the shop that the line reads."""

    def import_(rows: str) -> ImportReport:
        file = tmp_path / "orders.csv"
        file.write_text(HEADER + rows)
        return load(file, shop.store, ImportSettings(key=b"key", shop_country="US", now=shop.now()))

    return import_


@pytest.mark.parametrize(
    ("written", "country", "rings"),
    [
        ("14155550131.0", "US", "+14155550131"),
        ("Tel: 415 555 0131 ext 22", "US", None),
        ("tel:+1-415-555-0131", "", "+14155550131"),
        ("415 555 0130 or 415 555 0131", "US", "+14155550131"),
        ("044 55 1234 5678", "MX", "+5215512345678"),
        ("+54 11 1234-5678", "AR", "+5491112345678"),
        ("+54 9 11 1234-5678", "AR", "+541112345678"),
        ("11 8765-4321", "BR", "+5511987654321"),
        ("11 98765-4321", "BR", "+551187654321"),
    ],
)
def test_a_caller_is_known_however_their_number_was_written(
    imports: Import, switchboard: Switchboard, written: str, country: str, rings: str | None
):
    imports(f"1001,2026-11-20,{written},{country},Mug,out_for_delivery,2026-11-24\n")
    phone = Phone(switchboard, number=rings or "+14155550131", to=LINE).dials()
    if rings:
        phone.hears("Your order is out for delivery")
    else:
        phone.does_not_hear("out for delivery")  # a switchboard's number says nothing of who calls


def test_an_item_in_a_row_of_its_own_is_no_parcel_that_is_still_to_come(imports: Import, switchboard: Switchboard):
    report = imports("1001,2026-11-20,+14155550131,US,Mug,out_for_delivery,2026-11-24\n1001,,,,Lamp,,\n1001,,,,Rug,,\n")
    assert report.clean
    phone = Phone(switchboard, number="+14155550131", to=LINE).dials()
    phone.hears("Your order is out for delivery", "today").does_not_hear("rest of your order")


def test_what_cannot_be_read_of_an_order_is_not_said_and_the_rest_is(imports: Import, switchboard: Switchboard):
    report = imports("1001,2026-11-20,+14155550131,Atlantis,#N/A,out_for_delivery,TBD\n")
    assert (report.clean, len(list(report.notes))) == (True, 3)
    phone = Phone(switchboard, number="+14155550131", to=LINE).dials()
    phone.hears("Your order is out for delivery").does_not_hear("today")

"""Callers hear of the orders of a shop's export, imported as the platform wrote it."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.emulator import Phone, Switchboard
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.import_report import ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import ImportSettings
from tests.calls.conftest import LINE
from tests.shop import NEW_YORK, Shop

EXPORTS = Path(__file__).parents[1] / "orders" / "sources" / "exports"


def imported(shop: Shop, file: Path, choice: ColumnChoice | None = None) -> ImportReport:
    settings = ImportSettings(key=b"key", shop_country="US", now=shop.now(), shop_zone=ZoneInfo(NEW_YORK))
    report = load(file, shop.store, settings, choice)
    assert (report.clean, list(map(str, report.problems))) == (True, [])
    return report


@pytest.mark.parametrize(
    ("file", "rings", "hears"),
    [
        ("shopify.csv", "+14155550131", "has been sent"),
        ("shopify.csv", "+14155550132", "payment"),
        ("shopify.csv", "+14155550133", "cancelled"),
        ("woocommerce_advanced_export.csv", "+14155550131", "is being prepared"),
        ("woocommerce_advanced_export.csv", "+14155550132", "has been sent"),
        ("woocommerce_advanced_export.csv", "+14155550133", "on hold"),
        ("woocommerce.csv", "+14155550131", "U P S"),
        ("woocommerce.csv", "+14155550132", "payment"),
        ("magento_database.csv", "+14155550131", "is with the carrier"),
        ("magento_database.csv", "+14155550132", "on hold"),
        ("bigcommerce.csv", "+14155550131", "is ready for pickup"),
        ("bigcommerce.csv", "+14155550132", "has been sent"),
        ("shipstation.csv", "+14155550132", "is being prepared"),
        ("amazon_orders.txt", "+14155550131", "is being prepared"),
        ("amazon_shipments.txt", "+14155550131", "U P S"),
    ],
)
def test_a_caller_hears_of_an_order_in_an_export(
    shop: Shop, switchboard: Switchboard, file: str, rings: str, hears: str
):
    report = imported(shop, EXPORTS / file)
    assert report.profile == Path(file).stem
    Phone(switchboard, number=rings, to=LINE).dials().hears(hears)


@pytest.mark.parametrize(
    ("file", "number", "postcode", "hears"),
    [
        ("magento.csv", "000003001", "94110", "has been sent"),
        ("shipstation.csv", "5001", "94110", "is with the carrier"),
        ("shopify.csv", "1004", "94603", "partly on its way"),
    ],
)
def test_an_order_without_a_number_that_can_call_is_found_by_number_and_postcode(
    shop: Shop, switchboard: Switchboard, file: str, number: str, postcode: str, hears: str
):
    imported(shop, EXPORTS / file)
    phone = Phone(switchboard, number="anonymous", to=LINE).dials().says("where is my order")
    phone.presses(f"{number}#").presses(f"{postcode}#").hears(hears)


def test_a_header_that_nobody_knows_is_mapped_by_hand(shop: Shop, switchboard: Switchboard, tmp_path: Path):
    file = tmp_path / "ours.csv"
    file.write_text("Ref;Ordered;Mobile;State\nA-17;22.11.2026 10:00;415 555 0131;in_transit\n")
    columns = {"Ref": "order_number", "Ordered": "placed_at", "Mobile": "phone", "State": "tracking_status"}
    imported(shop, file, ColumnChoice(columns=columns))
    Phone(switchboard, number="+14155550131", to=LINE).dials().hears("on its way")

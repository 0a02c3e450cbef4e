"""The prompts for orders imported with the status words of shops and carriers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.emulator import Phone
from ivr.orders.sources.import_report import ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import ImportSettings
from tests.calls.conftest import ALICE
from tests.shop import Shop


def imported(shop: Shop, folder: Path, status: str, parcel: str = "", *, day: int = 2) -> ImportReport:
    """An order from a file of one row; a parcel and a window come with it."""
    file = folder / "orders.csv"
    row = {
        "order_number": "1001", "phone": ALICE, "placed_at": (shop.now() - timedelta(days=5)).isoformat(),
        "status": status, "tracking_status": parcel, "window_start": str(shop.day(day)),
        "time_zone": "America/New_York",
    }  # fmt: skip
    file.write_text("\n".join([",".join(row), ",".join(row.values())]))
    return load(file, shop.store, ImportSettings(key=b"key", shop_country="US", now=shop.now()))


@pytest.mark.parametrize("word", ["canceled", "CANCELED", "Order-Cancelled", "voided", "trash", "refunded", "Declined"])
def test_an_order_that_was_called_off_is_cancelled_whatever_its_parcel_does(
    phone: Phone, shop: Shop, tmp_path: Path, word: str
):
    imported(shop, tmp_path, word, "InTransit")
    phone.dials().hears("was cancelled").does_not_hear("expected")


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("AttemptFail", "couldn't be delivered yet"),
        ("attempted_delivery", "couldn't be delivered yet"),
        ("available_for_pickup", "is ready for pickup"),
        ("return_to_sender", "is on its way back to us"),
        ("pre_transit", "is being prepared for the carrier and is expected on Thursday"),
        ("InTransit", "is on its way and is expected on Thursday"),
        ("Out For Delivery", "is out for delivery"),
        ("Exception_013", "seems to be lost"),
        ("Exception_012", "was damaged"),
        ("CANCELED", "was cancelled"),
    ],
)
def test_a_carriers_word_is_understood(phone: Phone, shop: Shop, tmp_path: Path, word: str, heard: str):
    imported(shop, tmp_path, "", word)
    phone.dials().hears(heard)


def test_an_order_whose_word_is_not_known_is_promised_no_day_and_named_by_the_import(
    phone: Phone, shop: Shop, tmp_path: Path
):
    report = imported(shop, tmp_path, "kancelled", "in_transit")
    assert [str(note) for note in report.notes] == ["status: unknown word: kancelled (1; line 2)"]
    phone.dials().hears("I can't see the latest scan").does_not_hear("Thursday")


def test_a_file_of_json_is_read_with_the_same_words(phone: Phone, shop: Shop, tmp_path: Path):
    window = {"start": str(shop.day(2)), "end": str(shop.day(2))}
    parcels = [{"status": "InTransit", "tracking_number": "1Z", "windows": [window]}]
    order = {"number": "1001", "phone": ALICE, "placed_at": shop.now().isoformat(), "shipments": parcels}
    file = tmp_path / "orders.jsonl"
    file.write_text(json.dumps({**order, "status": "canceled"}))
    load(file, shop.store, ImportSettings(key=b"key", shop_country="US", now=shop.now()))
    phone.dials().hears("was cancelled").does_not_hear("Thursday")


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        ("pre-ordered", "Your order is a pre-order and is expected on Thursday."),
        ("On Backorder", "Your order is waiting for stock and is expected on Thursday."),
        ("holded", "on hold for the moment. Our team can tell you more. It's expected on Thursday."),
        ("Awaiting Payment", "Then we'll prepare it. It's expected on Thursday."),
        ("part_shipped", "The rest is still being prepared. It's expected on Thursday."),
    ],
)
def test_a_promised_day_is_heard_before_anything_is_sent(
    phone: Phone, shop: Shop, tmp_path: Path, status: str, heard: str
):
    imported(shop, tmp_path, status)
    phone.dials().hears(heard)


def test_a_preorder_that_is_late_is_late_for_its_caller(phone: Phone, shop: Shop, tmp_path: Path):
    imported(shop, tmp_path, "preorder", day=-2)
    phone.dials().hears("Your pre-order is running late. It was expected on Sunday.")

"""The calls that are written down in docs/calls go as they say, with the sample orders."""

import re
from pathlib import Path

import pytest

from ivr.emulator import Phone
from ivr.emulator.script import parse_script
from ivr.emulator.switchboard import Switchboard
from ivr.orders.samples.sample_file import sample, write_csv
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import ImportSettings
from tests.calls.conftest import LINE
from tests.shop import Shop

SCRIPTS = sorted((Path(__file__).parents[2] / "docs" / "calls").glob("*.txt"))
PERSONAS = 60
"""Orders of the sample, the personas' among them."""


@pytest.fixture
def samples(shop: Shop, tmp_path: Path) -> None:
    """The orders of `wismo orders sample`, in the index."""
    with (tmp_path / "orders.csv").open("w", newline="") as file:
        write_csv(file, sample(PERSONAS, 1, shop.now()))
    load(tmp_path / "orders.csv", shop.store, ImportSettings(key=b"key", shop_country="US", now=shop.now()))


@pytest.mark.usefixtures("samples")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_documented_call_goes_as_it_is_written(switchboard: Switchboard, script: Path):
    text = script.read_text()
    (caller,) = re.findall(rf"wismo call --from (\S+) --script docs/calls/{script.name}", text)
    phone = Phone(switchboard, number=caller, to=LINE).dials()
    for action in parse_script(text):
        action.act(phone)

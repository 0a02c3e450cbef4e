"""The console's CSV files: no name in them is a formula."""

from collections.abc import Callable

import pytest
from flask import Flask

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.emulator import Phone
from ivr.settings import Settings
from routing.document import of_json, read, to_json
from routing.model import Routing
from tests.console.conftest import Browser
from tests.console.drafting import DOCUMENT

NAMES = ("=1+1", " =1+1", "＝1+1", "\t@x", "x;=1+1")


@pytest.fixture
def document() -> Routing:
    """Queues whose names are formulas."""
    given = to_json(read(DOCUMENT))
    given["queues"] |= dict.fromkeys(NAMES, given["queues"]["care-en"])
    return of_json(given)


def test_names_of_queues_are_no_formulas_on_the_board(
    store: RoutingStore, phone: Phone, settings: Settings, signed_in: Callable[..., Browser], console: Flask
):
    table = signed_in("supervisor").opens("/board.csv").page
    assert [line.split(",")[1] for line in table.splitlines()[3:8]] == [
        "'=1+1", "' =1+1", "'＝1+1", "\t'@x", "x;'=1+1"
    ]  # fmt: skip

"""Nothing at all can be said, not even the apology of a step: the words made at the start are left."""

from pathlib import Path

import pytest

from ivr.carrier import Phone
from ivr.settings import Settings
from tests.shop import Shop

pytestmark = pytest.mark.promise

ROUTING = """
brand: Northwind
numbers: {"+18005550199": {language: fr-CA}}
queues: {care: {name: Care, kind: in_house, languages: [fr-CA], hand_off: {desk: care}}}
default: care
"""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A number whose language has no catalogue."""
    routing = tmp_path / "routing.yaml"
    routing.write_text(ROUTING)
    return settings.model_copy(update={"routing_file": routing})


def test_the_caller_hears_an_apology_and_reaches_a_person(phone: Phone, shop: Shop):
    phone.dials().hears("something went wrong").is_in_queue("care")
    assert phone.alerts == []

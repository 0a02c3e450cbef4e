"""All queues are unreachable: a caller can leave a message, is thanked, and is sent round in no circle."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.emulator import Party, Phone, Switchboard
from ivr.settings import Settings
from tests.shop import Shop

pytestmark = pytest.mark.promise

ROUTING = """
brand: Northwind
numbers: {"+18005550199": {language: en-US}}
vendors: {acme: {name: Acme}}
queues:
  own: {name: Our own, kind: in_house, languages: [en-US], hand_off: {dial: "+13055550123"}}
  acme: {name: Acme, kind: outsourced, vendor: acme, languages: [en-US], hand_off: {sip: "sip:care@acme.example"}}
  desk: {name: The desk, kind: in_house, languages: [es-MX], hand_off: {desk: desk}}
rules: [{name: Ours, send: own}, {name: Theirs, send: acme}]
default: desk
"""
MESSAGE = "leave your name, your number and a message after the tone"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Three queues."""
    routing = tmp_path / "routing.yaml"
    routing.write_text(ROUTING)
    return settings.model_copy(update={"routing_file": routing})


@pytest.fixture
def nobody(switchboard: Switchboard) -> Switchboard:
    """Busy, not answering, full."""
    switchboard.parties["+13055550123"] = Party("busy")
    switchboard.parties["sip:care@acme.example"] = Party("no-answer")
    switchboard.queue("desk").max_size = 0
    return switchboard


@pytest.mark.parametrize("redis", ["up", "down", "killed in the middle"])
def test_a_message_can_be_left(
    phone: Phone, nobody: Switchboard, shop: Shop, kill_redis: Callable[[], None], redis: str
):
    if redis == "down":
        kill_redis()
    phone.dials()
    if redis == "killed in the middle":
        kill_redis()
    phone.presses("0").hears(MESSAGE)
    phone.says("Please call me back").presses("#").hears("Your message has been saved").is_hung_up()
    asked = [each.url for each in nobody.webhooks.attempts if "/waiting" not in each.url and "/status" not in each.url]
    assert len(asked) == 1 + 1 + 3 + 1


def test_a_caller_who_says_nothing_after_the_tone_is_not_asked_for_ever(phone: Phone, nobody: Switchboard, shop: Shop):
    phone.dials().presses("0").hears(MESSAGE).waits().is_hung_up()
    assert "Goodbye" in phone.transcript

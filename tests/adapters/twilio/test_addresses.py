from urllib.parse import parse_qs, urlsplit

import pytest

from ivr.adapters.twilio.addresses import Addresses, beside, turn_of

addresses = Addresses("https://shop.example/line")


def test_every_address_is_made_of_the_public_url() -> None:
    known = [addresses.voice, addresses.status, addresses.fallback, addresses.agent, addresses.turn("CA1", 3, "s")]
    assert [urlsplit(address).path for address in known] == [
        "/line/voice",
        "/line/voice/status",
        "/line/voice/fallback",
        "/line/voice/agent",
        "/line/voice/CA1/3",
    ]
    assert all(address.startswith("https://shop.example/line/") for address in known)


def test_all_tries_of_an_address_fit_in_the_time_that_twilio_gives_a_document() -> None:
    rule = parse_qs(urlsplit(addresses.voice).fragment)
    tries = 1 + int(rule["rc"][0])
    assert tries * (int(rule["ct"][0]) + int(rule["rt"][0])) <= 15_000
    assert rule["rp"] == ["all"]


def test_the_state_of_a_turn_is_data_in_its_address() -> None:
    address = urlsplit(addresses.turn("CA1", 3, "a&b=c#d"))
    assert parse_qs(address.query) == {"s": ["a&b=c#d"]}


def test_what_lies_beside_a_turn_keeps_its_state() -> None:
    whisper = beside(addresses.turn("CA1", 3, "xyz"), "whisper")
    assert whisper == addresses.turn("CA1", 3, "xyz").replace("/3?", "/whisper?")


@pytest.mark.parametrize(
    ("url", "turn"),
    [
        (addresses.turn("CA1", 12, "x"), 12),
        (addresses.voice, 0),
        (addresses.status, None),
        (beside(addresses.turn("CA1", 3, "x"), "wait"), None),
        ("https://elsewhere.example/", None),
        ("", None),
    ],
)
def test_an_address_tells_its_turn(url: str, turn: int | None) -> None:
    assert turn_of(url) == turn

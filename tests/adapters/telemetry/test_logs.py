import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.telemetry.logs import finisher, redact

PHONES = st.tuples(
    st.sampled_from(["+1{}{}{}", "1{}{}{}", "({}) {}-{}", "{}-{}-{}", "+34 {} {} {}", "{}.{}.{}", "%2B49{}{}{}"]),
    st.integers(201, 989),
    st.integers(200, 999),
    st.integers(1000, 9999),
).map(lambda parts: parts[0].format(*parts[1:]))


def luhn(digits: str) -> str:
    """A card number: the digits with their check digit."""
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(digits))]
    return digits + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


CARDS = st.builds(
    lambda digits, gap: gap.join(re.findall(".{1,4}", luhn(digits))),
    st.integers(10**11, 10**18 - 1).map(str),
    st.sampled_from(["", " ", "-"]),
)
WORDS = st.text(st.characters(exclude_categories=["C", "Nd"]), max_size=8)


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)


@given(WORDS, PHONES | CARDS, WORDS, st.sampled_from(["caller", "note", "From", "x"]))
def test_no_phone_or_card_number_survives_wherever_it_stands(before, canary, after, key):
    text = f"{before}{canary}{after}"
    line = finisher()({key: text, "deep": [{"er": (text,)}], text: 1, "n": int(digits_of(canary))})
    assert digits_of(canary) not in digits_of(line.split(",", 1)[1])


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary.canary.canary",
        "Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==",
        "{'X-Twilio-Signature': 'canary='}",
        'said {"auth_token": "canary"}',
        "TWILIO_AUTH_TOKEN=canary",
        "POST /x?CallToken=canary&a=b",
        "redis://default:canary@cache.example/0",
        "from canary@shop.example",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_no_token_survives(text):
    for canary in ("canary", "Y2FuYXJ5", "0123456789abcdef"):
        assert canary not in redact(text)


def test_a_key_gives_its_value_away():
    assert json.loads(finisher()({"api_token": "short", "count": 3}))["api_token"] == "[redacted]"


def test_a_known_secret_is_removed_whatever_it_looks_like():
    assert "xyzzy" not in finisher(["xyzzy"])({"event": "we said xyzzy to them"})


@pytest.mark.parametrize(
    "text",
    [
        "CA0123456789abcdef0123456789abcdef",
        "6f1c2a52-1111-2222-3333-123456789012",
        "2026-11-22T14:00:05.123 up",
        "recognise",
        "no token for it",
        "/voice/status took 12.3 ms",
    ],
)
def test_what_an_operator_needs_is_kept(text):
    assert redact(text) == text


def test_every_line_is_json_with_the_time_in_front():
    line = finisher()({"event": "turn", "ms": 1.5, "degraded": False, "queue": None, "when": object})
    event = json.loads(line)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+\+00:00", event["at"])
    assert (event["event"], event["ms"], event["degraded"], event["queue"]) == ("turn", 1.5, False, None)


LOGGING = """
import logging, structlog
from ivr.adapters.telemetry.logs import configure
configure("info")
structlog.get_logger().debug("hidden")
structlog.get_logger().info("ours", number="+14155550100")
logging.getLogger("rq.worker").warning("theirs %s", "+14155550100")
try:
    raise ValueError("called +14155550100")
except ValueError:
    structlog.get_logger().exception("ours failed")
    logging.getLogger("alembic").exception("theirs failed")
"""


def test_our_lines_and_the_library_lines_come_out_alike():
    out = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in out.stdout.splitlines()]
    assert [event["event"] for event in events] == ["ours", "theirs +[redacted]", "ours failed", "theirs failed"]
    assert [event["level"] for event in events] == ["info", "warning", "error", "error"]
    assert all("ValueError: called +[redacted]" in event["exception"] for event in events[2:])
    assert not out.stderr

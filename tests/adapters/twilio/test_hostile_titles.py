"""Titles, cities and reasons that others wrote, in every language: spoken or skipped, never carried out."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.adapters.speech.brand_speakers import BrandSpeaker
from ivr.adapters.telemetry.metrics import meters
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio.render import Renderer
from ivr.engine.call import Call
from ivr.engine.effects import HangUp, Say, Turn
from ivr.engine.spoken import Spoken
from ivr.flows.context import Context
from prompts.catalogue import Catalogue, packaged
from prompts.facts import Line, Text
from prompts.wording import Wording
from tests.adapters.twilio.grammar import check_document

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PIECES = [
    "<Hangup/>",
    "</Say>",
    "]]>",
    "&",
    "&lt;",
    "&#60;",
    "<!--",
    "<speak>",
    '"',
    "🎁",
    "\u202e",
    "\ud800",
    "\x00",
    "mug ",
]
titles = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.sampled_from(PIECES).map(lambda piece: piece * (10_000 // len(piece))),
)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    catalogue = Catalogue.load(packaged())
    speaker = BrandSpeaker(Wording(catalogue), clock=lambda: NOW, watch=TurnLog(meters()))
    return Renderer(speaker=lambda _: speaker, phrases=catalogue.phrases)


@settings(max_examples=200)
@given(title=titles, locale=st.sampled_from(packaged()))
def test_a_title_adds_no_element_and_does_not_drone_on(renderer: Renderer, title: str, locale: str) -> None:
    said = tuple(Spoken(Line(prompt, {slot: Text(title)}), locale) for prompt, slot in PROMPTS.items())
    document = renderer(
        Turn((Say(said), HangUp()), ()), Call("CA1", "", "", locale, Context()), action="https://line.example/"
    )
    assert check_document(document) == []
    assert [each.tag for each in ET.fromstring(document).iter()] == ["Response", "Say", "Hangup"]
    assert len(ET.fromstring(document).findtext("Say") or "") < 300 * len(PROMPTS)


PROMPTS = {"order_status.items": "items", "announcement": "message", "closed.exception": "reason", "greeting": "brand"}

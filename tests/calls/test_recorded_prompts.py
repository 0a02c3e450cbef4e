"""Recorded prompts are played, others are spoken by the same voice, and no caller waits for a recording."""

from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import grpc
import pytest
from flask import Flask

from ivr.adapters.speech.recent_sentences import read_recent_sentences
from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores, editor_of
from ivr.app.speaking import cast_of, studio_of
from ivr.app.studio import brands_of, orders_told, standing
from ivr.emulator import Phone, Switchboard
from ivr.settings import Settings
from prompts.studio.recording_session import Retention
from prompts.studio.takes import Take
from prompts.studio.wav import wav
from prompts.voices import voice_of
from routing.document import DEFAULT, read_file
from tests.google_speech import GoogleSpeech, deadline, google, settings
from tests.shop import Shop

__all__ = ["deadline", "google", "settings"]

KEY = b"a-secret-for-tests"


@pytest.fixture
def switchboard(switchboard: Switchboard, google: GoogleSpeech) -> Switchboard:
    """A network whose phones hear the words of recordings."""

    def caption(url: str) -> str:
        name = PurePosixPath(urlsplit(url).path).stem
        takes = (Take(each.input.ssml, each.voice.name, each.voice.language_code) for each in google.asked)
        return next((_words(take.ssml) for take in takes if take.name(KEY) == name), "")

    switchboard.captions = caption
    return switchboard


@pytest.fixture
def record_ahead(settings: Settings, stores: Stores, shop: Shop) -> Callable[[], int]:
    """Record the sentences that every call needs. Returns their number."""

    def run() -> int:
        brands = brands_of(read_file(DEFAULT), editor_of(settings)).values()
        takes = [take for locale in settings.languages for take in standing(brands, locale, cast_of(settings))]
        with studio_of(settings, stores.engine, shop.now, patience=0.1) as studio:
            *_, outcome = studio.record(takes, keep=Retention.STANDING)
        return outcome.made

    return run


@pytest.fixture
def record_orders(settings: Settings, stores: Stores, shop: Shop) -> Callable[[], int]:
    """Do the workers' part while a caller is on the line."""

    def run() -> int:
        drain(stores.redis, stores.engine)
        told = read_recent_sentences(stores.engine, shop.now())
        editor, cast = editor_of(settings), cast_of(settings)
        takes = orders_told(told, read_file(DEFAULT), editor, settings.time_zone, cast)
        with studio_of(settings, stores.engine, shop.now, patience=0.1) as studio:
            *_, outcome = studio.record(takes, keep=Retention.CALL)
        return outcome.made

    return run


def _words(ssml: str) -> str:
    return ssml.removeprefix("<speak>").removesuffix("</speak>")


def voices(phone: Phone) -> set[str]:
    """The voices of the last document; a recording has its own."""
    said = (line for line in phone.lines if line.kind == "say" and line.document == phone.leg.documents)
    return {line.voice or "recorded" for line in said}


def test_a_caller_nobody_knows_is_played_what_was_recorded(phone, shop, record_ahead):
    record_ahead()
    phone.dials().hears("Northwind", "how can I help you")
    assert voices(phone) == {"recorded"}


def test_all_is_recorded_once(record_ahead, google):
    assert record_ahead() == len(set(google.sentences)) > 250
    assert record_ahead() == 0


def test_what_is_not_recorded_is_spoken_by_the_very_same_voice(phone, shop, google):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials().hears("out for delivery", "between 2 and 6")
    assert voice_of("en-US").name in voices(phone) <= {voice_of(each).name for each in ("en-US", "es-MX")}


def test_the_order_is_played_when_the_caller_hears_it_again(phone, shop, record_ahead, record_orders, google):
    record_ahead()
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    assert record_orders() > 0
    phone.presses("*").hears("out for delivery", "between 2 and 6")
    assert voices(phone) == {"recorded"}


def test_a_caller_hears_one_voice_in_each_language_from_the_first_word_to_the_last(
    phone, shop, record_ahead, record_orders, google
):
    record_ahead()
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    record_orders()
    phone.presses("*").presses("9").presses("9").presses("8").presses("0")
    recorded_by = {_words(each.input.ssml): f"Google.{each.voice.name}" for each in google.asked}
    heard = [(line.voice, line.voice or recorded_by[line.words]) for line in phone.lines if line.kind == "say"]
    assert {bool(spoken) for spoken, _ in heard} == {True, False}, "some of it is spoken, some is played"
    assert {voice for _, voice in heard} == {voice_of(each).name for each in ("en-US", "es-MX")}


def test_nothing_but_the_order_is_recorded_for_a_caller(phone, shop, record_orders, google):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    record_orders()
    assert google.sentences == [
        "Your order is out for delivery and should arrive today between 2 and 6 p.m.",
        "It's with U P S.",
    ]


def test_a_call_goes_on_when_the_studio_dies_in_the_middle(phone, shop, record_orders, google):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    google.stop()
    assert record_orders() == 0
    phone.presses("*").hears("out for delivery", "between 2 and 6").presses("0")
    assert not phone.leg.alerts


@pytest.mark.parametrize("deadline", [0.1])
def test_a_call_goes_on_by_say_when_the_studio_hangs(phone, shop, record_orders, google):
    google.pause = 0.5
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials()
    assert record_orders() == 0
    phone.presses("*").hears("out for delivery", "between 2 and 6")
    assert voice_of("en-US").name in voices(phone)
    assert not phone.leg.alerts


def test_a_call_goes_on_when_the_quota_is_full(phone, shop, record_orders, google):
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    google.troubles = [grpc.StatusCode.RESOURCE_EXHAUSTED] * 99
    phone.dials()
    assert record_orders() == 0
    phone.presses("*").hears("out for delivery", "between 2 and 6")


def test_twilio_can_fetch_what_it_is_told_to_play(phone, shop, record_ahead, switchboard, app: Flask):
    played: list[str] = []
    switchboard.captions = lambda url: str(played.append(url))
    record_ahead()
    phone.dials()
    answers = [app.test_client().get(urlsplit(url).path) for url in played]
    assert {(answer.status_code, answer.data[:4]) for answer in answers} == {(200, b"RIFF")}


def test_what_people_spoke_is_played_beside_what_is_spoken(phone, shop, stores):
    take = Take.of("I didn't understand that.", voice_of("en-US"))
    RecordingStore(stores.engine, shop.now).put_instead(take.name(KEY), "spoken", wav(b"hello"))
    phone.dials().presses("8")
    played = [line.words for line in phone.lines if line.kind == "play"]
    assert played == ["spoken.wav"]
    phone.offers("0")

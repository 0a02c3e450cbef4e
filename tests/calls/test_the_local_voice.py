"""If configured, the voice of this machine speaks the recordings."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.app.parts import Stores, editor_of
from ivr.app.speaking import cast_of, studio_of
from ivr.app.studio import brands_of, standing
from ivr.emulator import Phone
from ivr.settings import Settings
from prompts.studio.local import NAME, is_installed
from prompts.studio.recording_session import RecordingProgress, Retention
from prompts.studio.takes import Take
from prompts.studio.wav import samples
from prompts.voices import voice_of
from routing.document import DEFAULT, read_file
from tests.shop import Shop

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra local-voice is not installed")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"voice": "local"})


def recorded(takes: Iterable[Take], settings: Settings, stores: Stores, shop: Shop) -> RecordingProgress:
    """What came of speaking and keeping them."""
    with studio_of(settings, stores.engine, shop.now) as studio:
        *_, outcome = studio.record(takes, keep=Retention.STANDING)
    return outcome


def test_callers_are_played_what_this_machine_spoke(phone: Phone, settings, stores, shop, app: Flask, switchboard):
    phone.dials().hears("Northwind").hangs_up()
    heard = " ".join(line.words for line in phone.lines)
    brands = brands_of(read_file(DEFAULT), editor_of(settings)).values()
    ready = (take for locale in settings.languages for take in standing(brands, locale, cast_of(settings)))
    takes = [take for take in ready if take.ssml.removeprefix("<speak>").removesuffix("</speak>") in heard]
    assert recorded(takes, settings, stores, shop).failed == 0
    played: list[str] = []
    switchboard.captions = lambda url: str(played.append(urlsplit(url).path))
    phone.dials()
    assert {line.voice for line in phone.lines if line.kind == "say"} == {""}, "a recording has no voice but its own"
    assert all(samples(app.test_client().get(path).data) for path in played)
    assert [voice for _, voice, _ in RecordingStore(stores.engine, shop.now).cost()] == [NAME]


def test_what_google_spoke_is_not_played_as_if_this_machine_had(settings: Settings):
    google = settings.model_copy(update={"voice": "google"})
    words = ("Hello.", voice_of("en-US"))
    assert cast_of(settings)(*words).name(b"key") != cast_of(google)(*words).name(b"key")


def test_a_language_that_it_does_not_speak_is_left_to_say(settings, stores, shop):
    outcome = recorded([cast_of(settings)("もしもし", voice_of("ja-JP"))], settings, stores, shop)
    assert (outcome.made, outcome.failed, outcome.cause) == (0, 1, "the local voice does not speak ja-JP")

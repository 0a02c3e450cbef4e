"""Voices that Twilio knows, each with the language that is its own."""

from pathlib import Path

import pytest

from prompts.voices import VOICES, Voice, voice_of

KNOWN = (Path(__file__).parent / "google_voices.txt").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
def test_twilio_knows_the_voice(voice: Voice) -> None:
    assert voice.name in KNOWN


@pytest.mark.parametrize("voice", VOICES.values(), ids=VOICES)
def test_a_voice_speaks_its_own_language(voice: Voice) -> None:
    assert voice.name.startswith(f"Google.{voice.language}-")
    assert voice.language.partition("-")[0] == voice.listens.partition("-")[0]


def test_mexican_spanish_is_spoken_by_a_neighbour_and_heard_as_itself() -> None:
    voice = voice_of("es-MX")
    assert (voice.name, voice.language, voice.listens) == ("Google.es-US-Neural2-A", "es-US", "es-MX")
    assert voice.google_name == "es-US-Neural2-A"


def test_a_locale_without_a_voice_is_named() -> None:
    with pytest.raises(LookupError, match="tlh-KL"):
        voice_of("tlh-KL")

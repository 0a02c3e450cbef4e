"""The voice of this machine, in its own process."""

from collections.abc import Iterator

import pytest

from prompts.studio.local import LocalVoice, is_installed
from prompts.studio.recording_session import SynthesisError
from prompts.studio.takes import Take
from prompts.studio.wav import RATE, samples
from prompts.voices import voice_of

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra local-voice is not installed")


@pytest.fixture
def voice() -> Iterator[LocalVoice]:
    voice = LocalVoice()
    yield voice
    voice.close()


@pytest.mark.parametrize("locale", ["en-US", "es-MX", "fr-FR", "de-DE", "it-IT", "pt-BR"])
def test_a_sentence_is_spoken_as_a_telephone_takes_it(voice: LocalVoice, locale: str) -> None:
    spoken = samples(voice(Take.of("Northwind, 1 2 3 & 4.", voice_of(locale))))
    assert RATE < len(spoken) < 8 * RATE
    assert len(set(spoken)) > 50


def test_a_language_that_it_does_not_speak_is_refused(voice: LocalVoice) -> None:
    with pytest.raises(SynthesisError, match="does not speak ja-JP"):
        voice(Take.of("こんにちは", voice_of("ja-JP")))


def test_it_is_started_again_when_it_has_died(voice: LocalVoice) -> None:
    take = Take.of("Hello.", voice_of("en-US"))
    first = voice(take)
    assert voice._child is not None
    voice._child.kill()
    voice._child.wait()
    assert voice(take) == first

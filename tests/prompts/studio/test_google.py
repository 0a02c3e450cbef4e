"""Google's own client against a server that speaks Google's protocol."""

import socket
from collections.abc import Iterator

import grpc
import pytest

from prompts.studio import wav
from prompts.studio.google import GoogleVoice
from prompts.studio.recording_session import SynthesisError, SynthesizerUnavailable
from prompts.studio.takes import Take
from prompts.voices import voice_of
from tests.google_speech import GoogleSpeech, google_speech

TAKE = Take.of("Hello & good morning.", voice_of("es-MX"))


@pytest.fixture
def google() -> Iterator[GoogleSpeech]:
    with google_speech() as server:
        yield server


def voice(google: GoogleSpeech, *, deadline: float = 5.0, patience: float = 2.0) -> GoogleVoice:
    return GoogleVoice(address=google.address, deadline=deadline, patience=patience)


def test_a_sentence_is_asked_for_as_mulaw_at_8_khz_in_the_voice_of_its_locale(google):
    voice(google)(TAKE)
    (asked,) = google.asked
    assert asked.voice.name == voice_of("es-MX").google_name
    assert asked.voice.language_code == "es-US"
    assert (asked.audio_config.audio_encoding.name, asked.audio_config.sample_rate_hertz) == ("MULAW", 8000)
    assert asked.input.ssml == "<speak>Hello &amp; good morning.</speak>"


def test_what_comes_back_is_a_file_with_our_header_and_its_samples(google):
    file = voice(google)(TAKE)
    assert file == wav.wav(TAKE.ssml.encode())


def test_what_may_pass_is_tried_again(google):
    google.troubles = [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED]
    assert voice(google, patience=10)(TAKE)
    assert len(google.asked) == 3


def test_a_refusal_for_good_is_not_tried_again(google):
    google.troubles = [grpc.StatusCode.INVALID_ARGUMENT]
    with pytest.raises(SynthesisError, match="InvalidArgument"):
        voice(google)(TAKE)
    assert len(google.asked) == 1


def test_a_quota_that_stays_full_closes_the_studio(google):
    google.troubles = [grpc.StatusCode.RESOURCE_EXHAUSTED] * 9
    with pytest.raises(SynthesizerUnavailable, match="ResourceExhausted"):
        voice(google, patience=0.2)(TAKE)


def test_a_server_that_hangs_ends_with_the_deadline(google):
    google.pause = 0.5
    with pytest.raises(SynthesizerUnavailable, match="DeadlineExceeded"):
        voice(google, deadline=0.1, patience=0.2)(TAKE)


def test_a_server_that_is_not_there_closes_the_studio():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(SynthesizerUnavailable, match="ServiceUnavailable"):
        GoogleVoice(address=nowhere, patience=0.1)(TAKE)


def test_without_credentials_a_sentence_is_unspoken_and_says_why(monkeypatch, tmp_path):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    with pytest.raises(SynthesisError, match="DefaultCredentialsError"):
        GoogleVoice()(TAKE)


def test_no_complaint_repeats_the_sentence(google):
    google.troubles = [grpc.StatusCode.INTERNAL] * 9
    with pytest.raises(SynthesisError) as caught:
        voice(google, patience=0.1)(TAKE)
    assert "morning" not in str(caught.value)

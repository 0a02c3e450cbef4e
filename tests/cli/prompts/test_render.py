"""`wismo prompts render`, with a server that speaks Google's protocol."""

from collections.abc import Iterator

import grpc
import pytest
from click.testing import CliRunner

from ivr.cli import main
from tests.google_speech import GoogleSpeech, google_speech


@pytest.fixture
def google(tmp_path, monkeypatch) -> Iterator[GoogleSpeech]:
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path / "var"))
    with google_speech() as server:
        monkeypatch.setenv("WISMO_SPEECH_ADDRESS", server.address)
        yield server


def render(*words: str):
    return CliRunner().invoke(main, ("prompts", "render", *words))


def test_a_locale_is_recorded_once_and_its_cost_is_told(google):
    first, second = render("--locale", "es-MX"), render("--locale", "es-MX")
    asked = len(google.asked)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"es-MX: {asked} recorded, 0 were there" in first.output
    assert f"es-MX: 0 recorded, {asked} were there" in second.output
    signs = sum(len(request.input.ssml) for request in google.asked)
    assert f"es-US-Neural2-A: {signs:,} characters" in second.output


def test_what_could_not_be_recorded_is_told(google):
    google.troubles = [grpc.StatusCode.INVALID_ARGUMENT]
    outcome = render("--locale", "en-US")
    assert outcome.exit_code == 1
    assert "1 failed (InvalidArgument)" in outcome.output


def test_a_locale_that_the_line_does_not_speak_is_refused(google):
    assert "nl-NL: not among WISMO_LANGUAGES" in render("--locale", "nl-NL").output


def test_without_credentials_nothing_is_recorded_and_it_says_why(tmp_path, monkeypatch):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))
    assert "set GOOGLE_APPLICATION_CREDENTIALS, or WISMO_VOICE=local" in render().output

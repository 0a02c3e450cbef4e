"""`wismo prompts import`: studio recordings, accepted or refused file by file."""

import pytest
from click.testing import CliRunner

from ivr.cli import main
from tests.prompts.studio.test_pcm import pcm


@pytest.fixture
def take(tmp_path, monkeypatch):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path / "var"))

    def run(**files: bytes):
        for name, audio in files.items():
            file = tmp_path / "studio" / f"{name}.wav"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(audio)
        return CliRunner().invoke(main, ("prompts", "import", str(tmp_path / "studio")))

    return run


def test_what_a_studio_spoke_is_taken(take):
    outcome = take(**{"en-US/goodbye": pcm([1000] * 16_000), "es-MX/main_menu.returns-2": pcm([1000] * 16_000)})
    assert (outcome.exit_code, outcome.output.count("imported")) == (0, 2)


def test_a_file_that_cannot_be_used_is_named_with_the_reason_and_the_others_are_taken(take):
    files = {"en-US/goodbye": b"no audio", "en-US/farewell": pcm([0]), "nl-NL/goodbye": pcm([0])}
    outcome = take(**files, **{"en-US/no_match": pcm([0] * 99)})
    assert outcome.exit_code == 1
    assert "en-US/goodbye.wav: there is no RIFF WAVE header" in outcome.output
    assert "en-US/farewell.wav: no sentence is called so" in outcome.output
    assert "nl-NL/goodbye.wav: nl-NL is not among WISMO_LANGUAGES" in outcome.output
    assert "en-US/no_match.wav: imported" in outcome.output

"""`wismo prompts say`, with a server that speaks Google's protocol."""

import pytest
from click.testing import CliRunner

from ivr.cli import main
from prompts.studio.wav import samples
from tests.google_speech import google_speech


@pytest.fixture
def say(tmp_path, monkeypatch):
    with google_speech() as google:
        monkeypatch.setenv("WISMO_SPEECH_ADDRESS", google.address)
        yield lambda *words: (CliRunner().invoke(main, ("prompts", "say", *words)), google)


def test_words_are_heard_in_the_voice_that_is_asked_for(say, tmp_path):
    file = tmp_path / "bye.wav"
    outcome, google = say("en-US", "Bye & thanks.", str(file), "--voice", "Google.en-US-Neural2-C")
    assert outcome.exit_code == 0
    assert google.sentences == ["Bye &amp; thanks."]
    assert google.asked[0].voice.name == "en-US-Neural2-C"
    assert samples(file.read_bytes())


def test_a_voice_of_another_language_is_refused(say, tmp_path):
    outcome, _ = say("en-US", "Bye.", str(tmp_path / "bye.wav"), "--voice", "Google.de-DE-Neural2-A")
    assert "does not speak en-US" in outcome.output

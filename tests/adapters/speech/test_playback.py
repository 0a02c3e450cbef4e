"""Which sentences of a turn are played."""

import pytest

from ivr.adapters.speech.playback import RecordedAudio, nothing_recorded
from ivr.adapters.sql.recordings.store import Playable
from prompts.studio.takes import Take
from prompts.voices import voice_of

VOICE = voice_of("en-US")
HELLO, BYE = (Take.of(words, VOICE).name(b"key") for words in ("Hello.", "Bye."))

CASES = [
    (Playable(), ["", ""]),
    (Playable(frozenset({HELLO})), ["", ""]),
    (Playable(frozenset({HELLO, BYE})), [HELLO, BYE]),
    (Playable(spoken={HELLO: "s1"}), ["s1", ""]),
    (Playable(frozenset({BYE}), {HELLO: "s1"}), ["s1", BYE]),
    (Playable(frozenset({HELLO}), {HELLO: "s1"}), ["s1", ""]),
]


@pytest.mark.parametrize(("there", "played"), CASES)
def test_all_is_played_or_what_people_spoke_alone(there: Playable, played: list[str]) -> None:
    recorded = RecordedAudio(lambda: there, key=b"key", address=str)
    assert recorded(["Hello.", "Bye."], VOICE) == played


def test_where_nothing_is_recorded_all_is_spoken() -> None:
    assert nothing_recorded(["Hello.", "Bye."], VOICE) == ["", ""]

"""The text sent to be synthesized, and its name."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from prompts.studio.takes import Take
from prompts.voices import VOICES, voice_of

KEY = b"a key"


@given(st.text())
def test_whatever_is_said_is_words_and_never_markup(words):
    speak = ET.fromstring(Take.of(words, voice_of("en-US")).ssml)
    assert (speak.tag, list(speak)) == ("speak", [])


def test_the_same_words_in_one_voice_have_one_name():
    words = ("Please hold on.", "Please  hold on. ")
    assert len({Take.of(each, voice_of("en-US")).name(KEY) for each in words}) == 1


def test_other_words_voices_and_keys_have_other_names():
    takes = [Take.of(words, voice) for words in ("One.", "Two.") for voice in set(VOICES.values())]
    names = {take.name(key) for take in takes for key in (KEY, b"another")}
    assert len(names) == 2 * len({(take.ssml, take.voice) for take in takes})


def test_a_name_shows_nothing_of_the_words():
    assert len(Take.of("Hello", voice_of("en-US")).name(KEY)) == 32
    assert int(Take.of("Hello", voice_of("en-US")).name(KEY), 16)


def test_ten_thousand_signs_do_not_fit():
    assert Take.of("Fine.", voice_of("en-US")).fits
    assert not Take.of("x" * 10_000, voice_of("en-US")).fits

"""The phone's checks fail when something else happens."""

import pytest

from ivr.emulator import Phone, Switchboard
from ivr.emulator.transcript import fold, holds, names_key


@pytest.fixture
def menu(app, phone: Phone) -> Phone:
    app["/voice"] = "<Gather action='/said' numDigits='1'><Say>For a person press 0, for orders uno.</Say></Gather>"
    app["/said"] = "<Say>Thank you.</Say>"
    return phone.dials()


def test_case_spacing_and_punctuation_do_not_matter():
    assert fold("  Between 2 and 6 p.m.,\nTODAY! ") == "between 2 and 6 p m today"
    assert holds("It comes between 2 and 6 p.m.", "Between 2 and 6")
    assert not holds("between 2 and 60", "between 2 and 6")


@pytest.mark.parametrize("words", ["press 0", "Oprima cero.", "press zero"])
def test_a_key_is_named_as_a_digit_or_in_words(words: str):
    assert names_key(words, "0")
    assert not names_key("press 10", "0")


def test_a_key_that_is_not_spoken_of_is_not_offered(menu: Phone):
    menu.offers("0", "1")
    with pytest.raises(AssertionError, match="the key 2 is not spoken of"):
        menu.offers("2")


def test_a_failure_shows_the_transcript(menu: Phone):
    with pytest.raises(AssertionError, match=r"(?s)'goodbye' was not heard.*line: For a person press 0"):
        menu.hears("goodbye")


def test_only_what_came_after_the_last_action_counts(menu: Phone):
    menu.presses("1").hears("thank you").does_not_hear("for a person")


def test_hearing_what_should_not_be_heard_fails(menu: Phone):
    with pytest.raises(AssertionError, match="was heard"):
        menu.does_not_hear("For a person")


def test_a_key_that_nothing_listens_to_fails(app, phone: Phone):
    app["/voice"] = "<Enqueue>care</Enqueue>"
    with pytest.raises(AssertionError, match="nothing listens to keys"):
        phone.dials().presses("1")


def test_a_strict_phone_fails_on_what_twilio_would_log(app, phone: Phone):
    app["/voice"] = "<Dance/>"
    with pytest.raises(AssertionError, match="12200"):
        phone.dials()


def test_being_connected_to_somebody_else_fails(menu: Phone):
    with pytest.raises(AssertionError, match="not connected to"):
        menu.is_connected_to("+13055550123")


def test_a_call_that_goes_on_is_not_hung_up(menu: Phone):
    with pytest.raises(AssertionError, match="not over"):
        menu.is_hung_up()


def test_a_phone_that_does_not_ring_fails(switchboard: Switchboard, agent: Phone):
    with pytest.raises(AssertionError, match="does not ring"):
        agent.answers()


def test_voice_and_language_are_kept_with_each_sentence(app, phone: Phone):
    app["/voice"] = "<Say voice='Google.es-US-Neural2-A'>Hola.</Say>"
    (line,) = phone.dials().lines
    assert (line.words, line.voice, line.language) == ("Hola.", "Google.es-US-Neural2-A", "es-US")

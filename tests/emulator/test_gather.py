"""<Gather>, attribute by attribute (Twilio: <Gather>)."""

import pytest

from ivr.emulator import Phone, Switchboard
from ivr.emulator.leg_events import Keys


@pytest.fixture
def said(app, phone: Phone):
    """Dial a line with one Gather of these attributes. Returns the parameters of its action."""

    def dial(attributes: str) -> Phone:
        app["/voice"] = f"<Gather action='/said' {attributes}><Say>Say or press.</Say></Gather><Say>Nothing came.</Say>"
        app["/said"] = ""
        return phone.dials()

    return dial


def test_the_finish_key_ends_it_and_is_not_among_the_digits(app, said):
    said("").presses("123#")
    assert app.last("/said").form["Digits"] == "123"


def test_another_finish_key(app, said):
    said("finishOnKey='*'").presses("1#2*")
    assert app.last("/said").form["Digits"] == "1#2"


def test_an_empty_finish_key_leaves_only_the_time_out(app, said):
    phone = said("finishOnKey=''").presses("12#")
    assert not app.requests("/said")
    phone.waits()
    assert app.last("/said").form["Digits"] == "12#"


def test_enough_digits_end_it(app, said):
    said("numDigits='2'").presses("129")
    assert app.last("/said").form["Digits"] == "12"


def test_digits_may_come_one_by_one(app, said):
    said("numDigits='2'").presses("1").presses("2")
    assert app.last("/said").form["Digits"] == "12"


def test_silence_falls_through_to_the_next_verb(app, said):
    said("").waits().hears("nothing came").is_hung_up()
    assert not app.requests("/said")


def test_silence_asks_the_action_when_an_empty_result_is_wanted(app, said):
    said("actionOnEmptyResult='true'").waits().does_not_hear("nothing came")
    assert app.last("/said").form["Digits"] == ""


def test_the_finish_key_alone_counts_as_silence(app, said):
    said("").presses("#").hears("nothing came")


def test_the_time_out_is_as_long_as_it_says(app, said, switchboard: Switchboard):
    phone = said("timeout='10'").waits(9.9).does_not_hear("nothing came")
    phone.waits(0.2).hears("nothing came")


def test_speech_brings_words_and_confidence(app, said):
    said("input='dtmf speech'").says("where is it", confidence=0.5)
    assert app.last("/said").form["SpeechResult"] == "where is it"
    assert float(app.last("/said").form["Confidence"]) == 0.5
    assert "Digits" not in app.last("/said").form


def test_speech_is_not_heard_when_only_keys_are_asked_for(said):
    with pytest.raises(AssertionError, match="nothing listens to speech"):
        said("").says("hello")


def test_a_key_interrupts_the_prompt(app, switchboard: Switchboard):
    app["/voice"] = "<Gather action='/said' numDigits='1'><Say>one two three</Say><Say>four five six</Say></Gather>"
    app["/said"] = ""
    leg = switchboard.place(from_="+14155550100", to="+18005550199")
    switchboard.schedule.settle()
    leg.post(Keys("1"))
    switchboard.schedule.settle()
    assert [line.words for line in leg.transcript] == ["one two three"]
    assert app.last("/said").form["Digits"] == "1"


def test_without_barge_in_a_key_during_the_prompt_is_lost(app, switchboard: Switchboard):
    app["/voice"] = "<Gather action='/said' numDigits='1' bargeIn='false'><Say>one two three</Say></Gather>"
    leg = switchboard.place(from_="+14155550100", to="+18005550199")
    switchboard.schedule.settle()
    leg.post(Keys("1"))
    switchboard.schedule.settle()
    assert not app.requests("/said")


def test_without_an_action_the_document_is_asked_again(app, phone: Phone):
    app["/voice"] = ["<Gather numDigits='1'/>", "<Hangup/>"]
    phone.dials().presses("5").is_hung_up()
    assert app.last("/voice").form["Digits"] == "5"


def test_by_get_the_digits_are_in_the_query(app, said):
    said("method='GET' numDigits='1'").presses("7")
    assert app.last("/said").method == "GET"
    assert app.last("/said").params["Digits"] == "7"

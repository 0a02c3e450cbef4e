"""<Record> (Twilio: <Record>)."""

import pytest

from ivr.emulator import Phone, Switchboard


@pytest.fixture
def voicemail(app, phone: Phone) -> Phone:
    app["/voice"] = "<Record action='/recorded' recordingStatusCallback='/kept'/><Say>I heard nothing.</Say>"
    app["/recorded"] = "<Say>Thank you.</Say>"
    app["/kept"] = ""
    return phone.dials().hears("beep")


def test_what_is_said_is_recorded_until_a_key(app, switchboard: Switchboard, voicemail: Phone):
    voicemail.says("Please call me back").presses("#").hears("thank you")
    told = app.last("/recorded").form
    assert (told["Digits"], told["RecordingDuration"]) == ("#", "2")
    assert switchboard.recordings.kept[told["RecordingSid"]].words == "Please call me back"


def test_silence_ends_a_recording(app, voicemail: Phone):
    voicemail.says("Please call me back").waits().hears("thank you")
    assert app.last("/recorded").form["Digits"] == ""


def test_hanging_up_ends_a_recording_too(app, voicemail: Phone):
    voicemail.says("Please call me back").hangs_up().is_hung_up()
    assert app.last("/recorded").form["Digits"] == "hangup"


def test_an_empty_recording_goes_on_with_the_next_verb(app, voicemail: Phone):
    voicemail.waits().hears("I heard nothing")
    assert not app.requests("/recorded")


def test_the_recording_is_called_back(app, voicemail: Phone):
    voicemail.says("Hello").presses("#")
    assert app.last("/kept").form["RecordingStatus"] == "completed"

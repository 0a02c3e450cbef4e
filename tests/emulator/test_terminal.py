"""The phone in the terminal, typed and scripted."""

from collections.abc import Iterator

import pytest

from ivr.emulator import Switchboard
from ivr.emulator.script import Hears, Presses, Says, ScriptError, Waits, parse_script
from ivr.emulator.terminal import HELP, converse

MENU = '<Gather numDigits="1" input="dtmf speech" action="/chosen"><Say>Press 1 for your parcel.</Say></Gather>'
CALL = {"from_": "+14155550100", "to": "+18005550199"}


@pytest.fixture
def written(app) -> list[str]:
    app["/voice"] = MENU
    app["/chosen"] = "<Say>It is out for delivery.</Say>"
    return []


def typed(*lines: str):
    """The typed input, then Ctrl-D."""
    left: Iterator[str] = iter(lines)

    def read(_question: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return read


def test_a_script_has_one_action_a_line():
    text = '# the parcel\npress 12#\n\nsay "where is it"\nwait\nwait 30\nhear "out"'
    assert parse_script(text) == (Presses("12#"), Says("where is it"), Waits(), Waits(30.0), Hears("out"))


def test_a_line_that_is_no_action_is_named():
    with pytest.raises(ScriptError, match="line 2"):
        parse_script("press 1\nshout loudly")


def test_a_scripted_call_reads_like_a_play(switchboard: Switchboard, written: list[str]):
    script = parse_script('press 1\nhear "out for delivery"')
    assert converse(switchboard, **CALL, write=written.append, script=script) == 0
    assert written[1:5] == [
        "Line: Press 1 for your parcel.",
        "You:  [presses 1]",
        "Line: It is out for delivery.",
        "(the call is over: completed)",
    ]


def test_a_script_whose_check_fails_ends_with_status_1(switchboard: Switchboard, written: list[str]):
    script = parse_script('press 1\nhear "delivered"')
    assert converse(switchboard, **CALL, write=written.append, script=script) == 1
    assert "['delivered' was not heard]" in written


def test_a_script_that_ends_hangs_up(switchboard: Switchboard, written: list[str]):
    assert converse(switchboard, **CALL, write=written.append, script=()) == 0
    assert "(hangs up)" in written


def test_a_failing_application_gives_status_1(switchboard: Switchboard, app, written: list[str]):
    app["/voice"] = "<?xml no"
    assert converse(switchboard, **CALL, write=written.append, script=()) == 1
    assert any("error 12100" in line for line in written)


@pytest.mark.parametrize("speech", ['"where is it"', "where is it"])
def test_typed_keys_and_speech_reach_the_line(switchboard: Switchboard, app, written: list[str], speech: str):
    app["/chosen"] = [MENU, "<Say>Goodbye.</Say>"]
    status = converse(switchboard, **CALL, write=written.append, read=typed(speech, "1"))
    assert status == 0
    assert [asked.params.get("SpeechResult") for asked in app.requests("/chosen")] == ["where is it", None]


def test_typing_nonsense_explains_what_can_be_typed(switchboard: Switchboard, written: list[str]):
    converse(switchboard, **CALL, write=written.append, read=typed("?!"))
    assert HELP in written


def test_ctrl_d_hangs_up(switchboard: Switchboard, app, written: list[str]):
    converse(switchboard, **CALL, write=written.append, read=typed())
    assert app.last("/status").form["CallStatus"] == "completed"


def test_an_empty_line_is_silence(switchboard: Switchboard, app, written: list[str]):
    app["/voice"] = MENU + "<Say>Are you there?</Say>"
    converse(switchboard, **CALL, write=written.append, read=typed(""))
    assert "Line: Are you there?" in written


def test_a_script_may_call_again_after_the_end(switchboard: Switchboard, written: list[str]):
    script = parse_script('press 1\nhang up\ncall again\nhear "Press 1"\npress 1\nhear "out for delivery"')
    assert converse(switchboard, **CALL, write=written.append, script=script) == 0
    assert [line for line in written if line.startswith("Line:")] == [
        *("Line: Press 1 for your parcel.", "Line: It is out for delivery."),
        *("Line: Press 1 for your parcel.", "Line: It is out for delivery."),
    ]

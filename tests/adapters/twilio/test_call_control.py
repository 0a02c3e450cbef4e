"""Our requests for conferences and their participants, judged by Twilio's OpenAPI document."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest

from ivr.adapters.twilio.call_control import DESK_DEADLINE, TwilioCallControl
from ivr.adapters.twilio.rest import Rest
from ivr.calls.desk.ports import CallControl, CallControlFailed
from tests.adapters.twilio.standin import Asked, StandIn, Told

ACCOUNT, CALL, CONFERENCE = "AC" + "1" * 32, "CA" + "2" * 32, "CF" + "3" * 32
CALLER, LINE, BROWSER = "+14155550100", "+18005550199", "client:agent_7"
URL = "https://shop.example/voice/desk/h1/agent"

Act = Callable[[CallControl], object]
ADDED = Told(201, {"call_sid": CALL, "conference_sid": CONFERENCE})
ACTS: dict[str, Act] = {
    "ring": lambda control: control.ring(BROWSER, shown=LINE, url=URL, status_url=URL, seconds=20),
    "redirect": lambda control: control.redirect(CALL, URL),
    "hang_up": lambda control: control.hang_up(CALL),
    "add": lambda control: add(control, silent=False),
    "add_silent": lambda control: add(control, silent=True),
    "hold": lambda control: control.hold(CONFERENCE, "caller", music=URL),
    "unhold": lambda control: control.hold(CONFERENCE, "caller", music=""),
    "mute": lambda control: control.mute(CONFERENCE, "agent-7", muted=True),
    "coach": lambda control: control.coach(CONFERENCE, "supervisor-9", agent_leg=CALL),
    "barge": lambda control: control.coach(CONFERENCE, "supervisor-9", agent_leg=""),
    "announce": lambda control: control.announce(CONFERENCE, "caller", url=URL),
    "announce_all": lambda control: control.announce(CONFERENCE, "", url=URL),
    "set_ends": lambda control: control.set_ends(CONFERENCE, "agent-7", ends=False),
    "remove": lambda control: control.remove(CONFERENCE, "agent-7"),
    "end": lambda control: control.end(CONFERENCE),
}


def add(control: CallControl, *, silent: bool) -> str:
    return control.add("h1", CALLER, shown=LINE, label="guest-1", status_url=URL, seconds=30, silent=silent)


@pytest.fixture
def control(twilio: StandIn) -> TwilioCallControl:
    rest = Rest(account_sid=ACCOUNT, user="SK1", password="secret", api_url=twilio.url, sleep=lambda _: None)
    return TwilioCallControl.of(rest)


def asked_by(act: Act, control: CallControl, twilio: StandIn) -> Asked:
    twilio.answers.append(Told(204, "") if act is ACTS["remove"] else ADDED)
    act(control)
    return twilio.asked[-1]


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_a_request_that_twilio_describes(
    name: str, twilio: StandIn, control: TwilioCallControl, judge: Callable[[Asked], None]
) -> None:
    twilio.answers.append(Told(204, "") if name == "remove" else replace(ADDED, body={**ADDED.body, "sid": CALL}))
    ACTS[name](control)
    (asked,) = twilio.asked
    judge(asked)


def test_a_leg_is_told_by_its_call(twilio: StandIn, control: TwilioCallControl) -> None:
    twilio.answers += [Told(201, {"sid": CALL}), ADDED]
    assert ACTS["ring"](control) == CALL
    assert ACTS["add"](control) == CALL


def test_a_silent_participant_is_neither_heard_nor_announced(twilio: StandIn, control: TwilioCallControl) -> None:
    form = asked_by(ACTS["add_silent"], control, twilio).form
    assert (form["Muted"], form["Beep"], form["EarlyMedia"]) == ("true", "false", "false")
    assert (form["StartConferenceOnEnter"], form["EndConferenceOnExit"]) == ("false", "false")


def test_a_coach_is_heard_by_one_leg_and_no_longer_muted(twilio: StandIn, control: TwilioCallControl) -> None:
    form = asked_by(ACTS["coach"], control, twilio).form
    assert (form["Coaching"], form["CallSidToCoach"], form["Muted"]) == ("true", CALL, "false")
    form = asked_by(ACTS["barge"], control, twilio).form
    assert (form["Coaching"], form["Muted"], "CallSidToCoach" in form) == ("false", "false", False)


def test_hold_music_is_fetched_as_audio(twilio: StandIn, control: TwilioCallControl) -> None:
    assert asked_by(ACTS["hold"], control, twilio).form == {"Hold": "true", "HoldUrl": URL, "HoldMethod": "GET"}
    assert asked_by(ACTS["unhold"], control, twilio).form == {"Hold": "false"}


def test_a_conference_is_found_by_its_name(twilio: StandIn, control: TwilioCallControl) -> None:
    twilio.answers += [Told(200, {"conferences": [{"sid": CONFERENCE}]}), ADDED]
    control.mute("h1", "caller", muted=True)
    listed, muted = twilio.asked
    assert {"FriendlyName=h1", "Status=in-progress"} <= set(unquote(listed.target).partition("?")[2].split("&"))
    assert f"/Conferences/{CONFERENCE}/Participants/caller.json" in muted.target


def test_a_conference_that_nobody_is_in_is_gone(twilio: StandIn, control: TwilioCallControl) -> None:
    twilio.answers.append(Told(200, {"conferences": []}))
    assert failing(lambda: control.mute("h1", "caller", muted=True)).is_gone


@pytest.mark.parametrize(
    ("status", "code", "is_gone", "is_unsure"),
    [(404, 20404, True, False), (400, 21220, True, False), (400, 16025, False, False), (500, 20500, False, True)],
)
def test_a_failure_says_what_it_means(
    status: int, code: int, is_gone: bool, is_unsure: bool, twilio: StandIn, control: TwilioCallControl
) -> None:
    twilio.answers.append(Told(status, {"code": code, "message": f"{CALLER} is gone", "status": status}))
    failed = failing(lambda: control.redirect(CALL, URL))
    assert (failed.is_gone, failed.is_unsure) == (is_gone, is_unsure)
    assert CALLER not in f"{failed!r} {failed}"


@pytest.mark.parametrize("name", ["remove", "end"])
def test_who_has_left_already_needs_no_removal(name: str, twilio: StandIn, control: TwilioCallControl) -> None:
    twilio.answers += [Told(404, {"code": 20404, "message": "gone", "status": 404}), Told(500, {"status": 500})]
    ACTS[name](control)
    assert failing(lambda: ACTS[name](control)).is_unsure


def test_no_answer_in_time_leaves_it_unsure(twilio: StandIn, control: TwilioCallControl) -> None:
    assert control.rest.deadline == DESK_DEADLINE
    hurried = TwilioCallControl(replace(control.rest, deadline=0.1))
    twilio.answers.append(Told(200, after=0.4))
    assert failing(lambda: hurried.hang_up(CALL)).is_unsure


def failing(act: Callable[[], object]) -> CallControlFailed:
    with pytest.raises(CallControlFailed) as caught:
        act()
    return caught.value

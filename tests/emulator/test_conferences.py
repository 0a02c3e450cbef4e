"""Who hears whom in a conference, how it begins and ends, and what the application is told (Twilio: <Conference>)."""

import pytest

from ivr.emulator import Phone, Switchboard
from tests.emulator.conftest import CALLER, HOST, LINE, Application

EVENTS = "start end join leave mute hold modify announcement"
NUMBERS = {"caller": "+18005550101", "agent": "+18005550102", "coach": "+18005550103"}


@pytest.fixture
def line(app: Application, switchboard: Switchboard):
    """Somebody rings in and comes into the conference `room` with these attributes."""

    def comes_in(label: str, attributes: str = "", after: str = "", *, strict: bool = True) -> Phone:
        told = f"statusCallback='/events' statusCallbackEvent='{EVENTS}'"
        noun = f"<Conference participantLabel='{label}' waitUrl='/music' {told} {attributes}>room</Conference>"
        app[f"/{label}"] = f"<Dial>{noun}</Dial>{after}"
        switchboard.add_number(NUMBERS[label], f"{HOST}/{label}")
        caller = f"+1415555020{len(switchboard.legs)}"
        return Phone(switchboard, number=caller, to=NUMBERS[label], is_strict=strict).dials()

    app["/music"] = "<Say>Please wait.</Say>"
    app["/events"] = ""
    return comes_in


def told(app: Application) -> list[str]:
    """The conference's events in the order of their numbers, each with the label it is about."""
    forms = sorted((each.form for each in app.requests("/events")), key=lambda form: int(form["SequenceNumber"]))
    assert [int(form["SequenceNumber"]) for form in forms] == list(range(1, len(forms) + 1))
    return [" ".join(filter(None, (form["StatusCallbackEvent"], form.get("ParticipantLabel")))) for form in forms]


def test_one_alone_waits_with_music_and_nobody_else_hears_it(line, switchboard: Switchboard):
    caller = line("caller").hears("please wait").is_in_conference("room")
    assert switchboard.conferences.named["room"].status == "init"
    agent = line("agent").does_not_hear("please wait")
    caller.says("Hello?")
    agent.hears("hello")


def test_nobody_is_heard_until_one_who_may_start_it_is_in(line):
    caller, coach = line("caller", "startConferenceOnEnter='false'"), line("coach", "startConferenceOnEnter='false'")
    caller.says("Is anybody there?")
    coach.does_not_hear("anybody").hears("please wait")
    line("agent").says("Here I am.")
    caller.hears("here I am")


def test_a_coach_is_heard_by_the_coached_alone_and_hears_all(line):
    caller, agent = line("caller"), line("agent")
    coach = line("coach", f"coach='{agent.call_sid}' beep='false'")
    coach.says("Offer a refund.")
    agent.hears("offer a refund")
    caller.does_not_hear("refund").says("I am angry.")
    coach.hears("I am angry")


def test_a_muted_one_hears_and_is_not_heard(line):
    caller, agent = line("caller"), line("agent", "muted='true'")
    agent.says("Hello.")
    caller.does_not_hear("hello").says("Anybody?")
    agent.hears("anybody")


@pytest.mark.parametrize(
    ("beep", "beeps"), [("true", [1, 1]), ("false", [0, 0]), ("onEnter", [1, 0]), ("onExit", [0, 1])]
)
def test_a_beep_tells_who_comes_and_goes(line, beep: str, beeps: list[int]):
    caller, agent = line("caller"), line("agent")
    coach = line("coach", f"beep='{beep}'")
    before = [each.words for each in caller.lines].count("beep") - 1  # the agent's
    coach.hangs_up()
    agent.is_in_conference("room")
    assert [before, [each.words for each in caller.lines].count("beep") - 1 - before] == beeps


def test_the_conference_ends_with_one_who_ends_it_and_the_others_go_on(line, app: Application):
    caller, agent = line("caller", after="<Say>How was it?</Say>"), line("agent", "endConferenceOnExit='true'")
    agent.hangs_up()
    caller.hears("how was it").is_hung_up()
    end = next(each.form for each in app.requests("/events") if each.form["StatusCallbackEvent"] == "conference-end")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert (end["CallSidEndingConference"], end["ParticipantLabelEndingConference"]) == (agent.call_sid, "agent")


def test_its_events_are_told_in_order(line, app: Application):
    caller, agent = line("caller"), line("agent")
    agent.hangs_up()
    caller.hangs_up()
    assert told(app) == [
        *("participant-join caller", "participant-join agent", "conference-start"),
        *("participant-leave agent", "participant-leave caller", "conference-end"),
    ]
    left = [each.form for each in app.requests("/events") if "ReasonParticipantLeft" in each.form]
    assert {(each["ReasonParticipantLeft"], each["ParticipantCallStatus"]) for each in left} == {
        ("participant_hung_up", "completed")
    }


def test_a_name_begins_a_new_conference_after_the_end(line, switchboard: Switchboard):
    line("caller").hangs_up()
    line("agent").is_in_conference("room")
    assert [room.is_over for room in switchboard.conferences.kept.values()] == [True, False]


def test_only_the_first_participants_callback_counts(line, app: Application):
    line("caller", "statusCallbackMethod='POST'")
    app["/other"] = ""
    line("agent", "statusCallbackMethod='GET'")
    assert {each.method for each in app.requests("/events")} == {"POST"}


def test_a_label_that_is_taken_falls_through(line):
    line("caller")
    second = line("caller", after="<Say>Next verb.</Say>", strict=False).hears("next verb").is_hung_up()
    assert [each.code for each in second.alerts] == [16025]


def test_a_full_conference_takes_nobody(line):
    line("caller")
    second = line("agent", "maxParticipants='1'", strict=False)
    assert [each.code for each in second.alerts] == [16020]


def test_a_coached_call_that_is_not_in_the_conference_is_an_error(line):
    caller = line("caller", strict=False)
    caller.hangs_up()
    coach = line("coach", f"coach='{caller.call_sid}'", strict=False)
    assert [each.code for each in coach.alerts] == [13240]


def test_a_wait_document_that_fails_leaves_the_conference(line, app: Application):
    del app.answers["/music"]
    caller = line("caller", after="<Say>Sorry.</Say>", strict=False).hears("sorry")
    assert [each.code for each in caller.alerts] == [11200]


def test_a_star_leaves_where_that_is_asked_for(line, app: Application):
    caller = line("caller")
    app["/agent"] = ""
    agent = line("agent")
    app["/star"] = "<Dial hangupOnStar='true'><Conference>room</Conference></Dial><Say>Bye.</Say>"
    agent.switchboard.add_number("+18005550109", f"{HOST}/star")
    third = Phone(agent.switchboard, number="+14155550299", to="+18005550109").dials()
    third.presses("*").hears("bye")
    caller.is_in_conference("room")


def test_a_conference_that_ends_as_one_joins(line, switchboard: Switchboard):
    caller = line("caller", after="<Say>It broke.</Say>")
    switchboard.conferences.break_at_join("agent")
    line("agent").is_hung_up()
    caller.hears("it broke")


@pytest.mark.parametrize("wrong", ["beep='loud'", "statusCallbackEvent='begin'", f"participantLabel='{'x' * 129}'"])
def test_what_twilio_does_not_know_is_an_alert(app: Application, switchboard: Switchboard, wrong: str):
    app["/voice"] = f"<Dial><Conference {wrong}>room</Conference></Dial>"
    caller = Phone(switchboard, number=CALLER, to=LINE, is_strict=False).dials()
    assert [each.code for each in caller.alerts] == [12200]

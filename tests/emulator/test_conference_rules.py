"""Rules of conferences that hold whatever happens in whatever order."""

import threading
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.emulator import Switchboard, VirtualClock, in_process
from ivr.emulator.conferences import CannotJoin, ConferenceRoom, Participant, ParticipantChange
from ivr.emulator.emulated_call import EmulatedCall
from ivr.emulator.twiml import verbs as v
from tests.emulator.conftest import HOST, Application

LABELS = ("caller", "agent", "coach")
EVENTS = ("start", "end", "join", "leave", "mute", "hold", "modify", "announcement")
changes = st.builds(
    ParticipantChange,
    muted=st.sampled_from([None, True, False]),
    held=st.sampled_from([None, True, False]),
    ends_on_exit=st.sampled_from([None, True, False]),
)
acts = st.tuples(st.sampled_from(["join", "leave", "kick", "change", "coach"]), st.sampled_from(LABELS), changes)


class Stage:
    """A conference whose participants come, change and go by the acts of a test."""

    def __init__(self) -> None:
        self.app = Application()
        self.app["/events"] = ""
        self.switchboard = Switchboard(wire=in_process(self.app), clock=VirtualClock())
        self.room: ConferenceRoom | None = None
        self.present: dict[str, Participant] = {}

    def participant(self, label: str) -> Participant:
        told = {"status_callback": f"{HOST}/events", "status_callback_event": EVENTS}
        now = self.switchboard.clock.now()
        call = EmulatedCall(account_sid="AC1", from_=label, to="+18005550199", direction="inbound", created=now)
        noun = v.Conference(name="room", participant_label=label, **told)
        return Participant(leg=self.switchboard.open_leg(call), noun=noun)

    def play(self, act: str, label: str, change: ParticipantChange) -> None:
        here = self.present.get(label)
        if act == "join" and here is None:
            self.present[label] = self.participant(label)
            self.room = self.switchboard.conferences.join(self.present[label], "room")
        elif here is not None and self.room is not None:
            self._change(act, here, change, self.room)
        self.present = {
            name: each for name, each in self.present.items() if self.room and each in self.room.participants
        }

    def _change(self, act: str, here: Participant, change: ParticipantChange, room: ConferenceRoom) -> None:
        if act == "leave":
            room.leave(here, "participant_hung_up")
        elif act == "kick":
            room.kick(here)
        elif act == "change":
            room.change(here, change)
        elif act == "coach" and "agent" in self.present and here is not self.present["agent"]:
            try:
                room.change(here, ParticipantChange(coached_sid=self.present["agent"].sid))
            except CannotJoin:
                assert self.present["agent"].is_held


@given(st.lists(acts, max_size=25))
@settings(max_examples=60, deadline=None)
def test_nobody_hears_what_they_should_not(story):
    stage = Stage()
    for act in story:
        stage.play(*act)
        for speaker in stage.present.values():
            heard_by = stage.room.listeners(speaker)
            assert speaker not in heard_by
            assert not (heard_by and (speaker.is_muted or speaker.is_held))
            assert not any(each.is_held for each in heard_by)
            assert not speaker.coached_sid or {each.sid for each in heard_by} <= {speaker.coached_sid}


@given(st.lists(acts, max_size=25))
@settings(max_examples=40, deadline=None)
def test_whoever_comes_goes_once_and_each_conference_ends_once(story):
    stage = Stage()
    for act in story:
        stage.play(*act)
    for label in list(stage.present):
        stage.play("leave", label, ParticipantChange())
    stage.switchboard.schedule.settle()
    forms = [each.form for each in stage.app.asked]
    counted = Counter((form["StatusCallbackEvent"], form.get("CallSid", form["ConferenceSid"])) for form in forms)
    joined, left = ({sid for event, sid in counted if event == f"participant-{end}"} for end in ("join", "leave"))
    assert joined == left
    for name in ("participant-join", "participant-leave", "conference-end", "conference-start"):
        assert all(times == 1 for (event, _), times in counted.items() if event == name)
    assert all(room.is_over for room in stage.switchboard.conferences.kept.values())
    for sid in {form["ConferenceSid"] for form in forms}:
        numbers = [int(form["SequenceNumber"]) for form in forms if form["ConferenceSid"] == sid]
        assert numbers == list(range(1, len(numbers) + 1))


def test_of_many_with_one_label_at_once_one_comes_in():
    stage = Stage()
    many = [stage.participant("agent") for _ in range(16)]
    results: list[str] = []
    start = threading.Barrier(len(many))

    def comes(participant: Participant) -> None:
        start.wait()
        try:
            stage.switchboard.conferences.join(participant, "room")
            results.append("in")
        except CannotJoin as refused:
            results.append(str(refused.code))

    threads = [threading.Thread(target=comes, args=(each,)) for each in many]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["16025"] * 15 + ["in"]


def test_a_coach_stays_unheard_when_the_coached_has_left():
    stage = Stage()
    for label in LABELS:
        stage.play("join", label, ParticipantChange())
    stage.play("coach", "coach", ParticipantChange())
    assert [each.label for each in stage.room.listeners(stage.present["coach"])] == ["agent"]
    stage.play("leave", "agent", ParticipantChange())
    assert stage.room.listeners(stage.present["coach"]) == []
    with pytest.raises(CannotJoin):
        stage.room.change(stage.present["coach"], ParticipantChange(coached_sid="CA1"))

"""The rules of rooms against a model of Twilio's conferences: whoever comes, goes or fails, no caller is left alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.calls.desk import supervising, transfers
from ivr.calls.desk.call_acts import (
    ActStep,
    EndRoom,
    Remove,
    SendOn,
    SetCoach,
    SetEnds,
    SetHold,
    SetMute,
    done,
    steps_for,
)
from ivr.calls.desk.room import CALLER, Room, Seat, agent_label, guest_label, supervisor_label
from ivr.calls.desk.transfers import ActRefused

ANNA, BEN, SUE = "a", "b", "s"
A, B, S, G = agent_label(ANNA), agent_label(BEN), supervisor_label(SUE), guest_label("1")


@dataclass
class Heard:
    """A participant as Twilio has it."""

    ends: bool = False
    held: bool = False
    muted: bool = False
    coaches: str = ""


@dataclass
class Conference:
    """A model of a conference, with the room that we keep of it. Legs ring until `answers`."""

    room: Room
    inside: dict[str, Heard]
    went_on_to: str | None = None
    now: float = 100.0
    broken: list[str] = field(default_factory=list)

    def tells(self, step: ActStep) -> None:
        match step:
            case SendOn():
                self.went_on_to = self.room.goes_to
                self.leaves(CALLER)
            case EndRoom():
                self.over()
            case Remove(label):
                if label in self.inside and self.inside[label].ends:
                    self.broken.append(f"the removal of {label} ended the conference")
                self.leaves(label)
            case SetEnds(label, ends):
                self.inside[label].ends = ends
            case SetHold(label, held):
                self.inside[label].held = held
            case SetMute(label, muted):
                self.inside[label].muted = muted
            case SetCoach(label, coached):
                self.inside[label].muted, self.inside[label].coaches = False, coached
        self.room = done(self.room, step)

    def settles(self, *, most: int = 30) -> None:
        for _ in range(most):
            todo = [step for step in steps_for(self.room) if CALLER in self.inside]
            if not todo:
                return
            self.tells(todo[0])
        raise AssertionError(f"{self.room} never settles")

    def answers(self, label: str) -> None:
        seat = self.room.seat(label)
        if seat and not seat.joined and not seat.is_leaving and CALLER in self.inside:
            self.inside[label] = Heard(muted=seat.kind == "supervisor")
            self.room = transfers.came(self.room, label, self.now)

    def leaves(self, label: str) -> None:
        gone = self.inside.pop(label, None)
        self.room = transfers.went(self.room, label)
        if gone and gone.ends:
            self.over()

    def over(self) -> None:
        if CALLER in self.inside and self.went_on_to is None:
            self.went_on_to = "the line"
        self.inside.clear()
        for seat in self.room.seats:
            self.room = transfers.went(self.room, seat.label)


def talking() -> Conference:
    seats = (
        Seat(label=CALLER, kind="caller", leg="CA1", joined=1.0),
        Seat(label=A, kind="agent", agent=ANNA, name="Anna", leg="CA2", joined=1.0, ends=True),
    )
    room = Room(name="r", call="CA1", queue="care-en", agent=ANNA, seats=seats)
    return Conference(room, {CALLER: Heard(ends=True), A: Heard(ends=True)})


def ben() -> Seat:
    return Seat(label=B, kind="agent", agent=BEN, name="Ben", leg="CA3")


def guest() -> Seat:
    return Seat(label=G, kind="guest", name="Head office", leg="CA4")


def sue() -> Seat:
    return Seat(label=S, kind="supervisor", agent=SUE, name="Sue", leg="CA5")


Move = Callable[[Conference], None]


def act(change: Callable[[Room], Room]) -> Move:
    def do(conference: Conference) -> None:
        conference.room = change(conference.room)

    return do


MOVES: dict[str, Move] = {
    "hold": act(lambda room: transfers.hold(room, ANNA, 5, held=True)),
    "unhold": act(lambda room: transfers.hold(room, ANNA, 5, held=False)),
    "blind to Ben": act(lambda room: transfers.begin(room, ANNA, ben(), "blind", 5)),
    "consult Ben": act(lambda room: transfers.begin(room, ANNA, ben(), "consult", 5)),
    "consult the guest": act(lambda room: transfers.begin(room, ANNA, guest(), "consult", 5)),
    "blind to the guest": act(lambda room: transfers.begin(room, ANNA, guest(), "blind", 5)),
    "invite the guest": act(lambda room: transfers.begin(room, ANNA, guest(), "invite", 5)),
    "Anna completes": act(lambda room: transfers.complete(room, ANNA)),
    "Ben completes": act(lambda room: transfers.complete(room, BEN)),
    "dismiss Ben": act(lambda room: transfers.dismiss(room, ANNA, B)),
    "dismiss the guest": act(lambda room: transfers.dismiss(room, ANNA, G)),
    "to a queue": act(lambda room: transfers.to_queue(room, ANNA, "returns")),
    "Sue listens": act(lambda room: supervising.seated(room, sue(), "listen")),
    "Sue coaches": act(lambda room: supervising.changed(room, SUE, "coach")),
    "Sue barges": act(lambda room: supervising.changed(room, SUE, "barge")),
    "Sue listens again": act(lambda room: supervising.changed(room, SUE, "listen")),
    "Sue takes over": act(lambda room: supervising.taken_over(room, SUE)),
    "Sue leaves": act(lambda room: supervising.gone(room, SUE)),
    **{f"{label} answers": lambda conference, label=label: conference.answers(label) for label in (B, G, S)},
    **{f"{label} goes": lambda conference, label=label: conference.leaves(label) for label in (CALLER, A, B, G, S)},
    "one request": lambda conference: [conference.tells(step) for step in steps_for(conference.room)[:1]] and None,
    "settled": lambda conference: conference.settles(),
}


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=14))
def test_whatever_happens_the_caller_is_with_somebody_or_goes_on(moves: list[str]):
    conference = talking()
    for move in moves:
        if CALLER not in conference.inside:
            break
        try:
            MOVES[move](conference)
        except ActRefused:
            continue
    conference.settles()
    assert not conference.broken
    caller = conference.inside.get(CALLER)
    if caller is None:
        assert conference.went_on_to or CALLER + " goes" in moves
        return
    room = conference.room
    rings = room.transfer is not None and room.transfer.label not in conference.inside
    people = [label for label in (A, B, G) if label in conference.inside]
    others = [*people, *(label for label in (S,) if conference.inside.get(S) and room.agent == SUE)]
    assert others or (rings and caller.held), "the caller waits for nobody in silence"
    assert caller.held == bool(room.held_since or (room.transfer and room.transfer.way != "invite"))


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=14))
def test_a_listener_is_never_heard_and_a_coach_by_the_agent_in_charge_alone(moves: list[str]):
    conference = talking()
    for move in moves:
        try:
            MOVES[move](conference)
        except (ActRefused, KeyError):
            continue
    if CALLER in conference.inside:
        conference.settles()
    seat, heard = conference.room.seat(S), conference.inside.get(S)
    if seat is None or heard is None or CALLER not in conference.inside:
        return
    charge = conference.room.in_charge
    audible_to_all = not heard.muted and not heard.coaches
    assert audible_to_all == (seat.kind == "agent" or seat.listening == "barge")
    if heard.coaches and not heard.muted:
        assert charge and heard.coaches == charge.label


def played(*moves: str) -> Conference:
    conference = talking()
    for move in moves:
        MOVES[move](conference)
        if CALLER in conference.inside:
            conference.settles()
    return conference


def test_a_consultation_is_completed_without_ending_the_call():
    conference = played("consult Ben", f"{B} answers")
    assert conference.inside[CALLER].held
    conference = played("consult Ben", f"{B} answers", "Anna completes")
    assert set(conference.inside) == {CALLER, B}
    assert (conference.room.agent, conference.inside[CALLER].held, conference.inside[B].ends) == (BEN, False, True)


def test_a_caller_comes_back_to_the_agent_if_the_other_side_does_not_answer():
    conference = played("blind to Ben", f"{B} goes")
    assert (conference.room.agent, conference.inside[CALLER].held, conference.inside[A].ends) == (ANNA, False, True)
    assert conference.room.notice == "Ben did not answer."


def test_an_agent_who_hangs_up_in_a_transfer_leaves_the_caller_to_the_other_side():
    assert played("consult Ben", f"{A} goes", f"{B} answers").room.agent == BEN
    assert played("consult Ben", f"{A} goes", f"{B} goes").went_on_to == "care-en"
    assert set(played("consult the guest", f"{G} answers", f"{A} goes").inside) == {CALLER, G}


def test_a_transfer_to_a_queue_takes_the_caller_out():
    assert played("to a queue").went_on_to == "returns"
    assert played("hold", "to a queue").went_on_to == "returns"


def test_an_agent_who_hangs_up_sends_the_caller_on_with_the_line():
    assert played(f"{A} goes").went_on_to == "the line"


def test_a_supervisor_takes_over_from_the_agent():
    conference = played("Sue listens", f"{S} answers", "Sue coaches", "Sue takes over")
    assert set(conference.inside) == {CALLER, S}
    assert conference.inside[S] == Heard(ends=True)


def test_a_coach_follows_the_call_to_the_next_agent():
    conference = played("Sue listens", f"{S} answers", "Sue coaches")
    assert conference.inside[S].coaches == A
    conference = played("Sue listens", f"{S} answers", "Sue coaches", "blind to Ben", f"{B} answers")
    assert conference.inside[S].coaches == B


def test_what_failed_is_taken_back():
    conference = played("Sue listens", f"{S} answers")
    before = conference.room
    begun = transfers.begin(before, ANNA, ben(), "blind", 5)
    half = done(done(begun, SetEnds(A, False)), SetHold(CALLER, True))
    back = transfers.restored(half, before)
    assert set(steps_for(back)) == {SetEnds(A, True), SetHold(CALLER, False), Remove(B)}


@pytest.mark.parametrize(
    "moves",
    [
        ("consult Ben", "hold"),
        ("consult Ben", "blind to the guest"),
        ("Sue listens", "Sue takes over"),
        ("Ben completes",),
    ],
)
def test_an_act_that_makes_no_sense_is_refused_with_a_reason(moves: tuple[str, ...]):
    conference = played(*moves[:-1])
    with pytest.raises(ActRefused, match=r"\.$"):
        MOVES[moves[-1]](conference)


def test_repeated_news_changes_nothing():
    room = played("consult Ben", f"{B} answers").room
    assert transfers.came(room, B, 9) == room
    assert transfers.went(transfers.went(room, B), B) == transfers.went(room, B)
    assert replace(room, seats=room.seats) == room

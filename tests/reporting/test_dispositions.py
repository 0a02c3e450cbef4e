import pytest

from ivr.flows import FLOWS
from ivr.reporting.dispositions import QUEUES, RECORDINGS, SOUGHT, TASKS, disposition

TOLD = ("main_line.read_order", "then", "main_line.after_order")
WAITS = ("hand_off.connecting", "then", "hand_off.connect")
ANSWERED = ("hand_off.connect", "done", "hand_off.goodbye")
UNANSWERED = ("hand_off.connect", "unanswered", "hand_off.route")
NOBODY = ("hand_off.route", "nobody", "hand_off.nobody")
LEFT = ("hand_off.leave_message", "then", "hand_off.message_left")
NOT_LEFT = ("hand_off.leave_message", "nothing", "hand_off.goodbye")
TO_RECORDER = ("hand_off.route", "message", "hand_off.leave_message")
BOOKED = ("callback.booked", "then", "callback.kept")
MENU = ("main_line.recognise", "none", "main_line.main_menu")


@pytest.mark.parametrize(
    ("hops", "went"),
    [
        ([TOLD], "contained"),
        ([TOLD, WAITS, ANSWERED], "handed_off"),
        ([WAITS, UNANSWERED, WAITS, ANSWERED], "handed_off"),
        ([WAITS], "abandoned"),
        ([TOLD, WAITS], "abandoned"),
        ([WAITS, UNANSWERED, NOBODY], "abandoned"),
        ([WAITS, UNANSWERED, NOBODY, LEFT], "message_left"),
        ([WAITS, UNANSWERED, NOBODY, NOT_LEFT], "abandoned"),
        ([TOLD, TO_RECORDER, NOT_LEFT], "abandoned"),
        ([TOLD, TO_RECORDER], "abandoned"),
        ([TOLD, TO_RECORDER, LEFT], "message_left"),
        ([TOLD, NOBODY], "abandoned"),
        ([WAITS, BOOKED], "callback"),
        ([NOBODY, ("call_back_at.ask_team", "then", "call_back_at.told")], "callback"),
        ([("invoice.ask_team", "then", "invoice.told")], "contained"),
        ([("invoice.ask_team", "then", "invoice.told"), WAITS], "abandoned"),
        ([MENU], "gave_up"),
        ([], "unknown"),
    ],
)
def test_how_a_call_went_shows_in_its_hops(hops, went):
    assert disposition(hops) == went


def test_no_message_is_left_but_by_an_outcome_that_says_so():
    outcomes = [(at, outcome) for at, step in FLOWS for outcome in step.edges]
    left = [hop for hop in outcomes if disposition([(*hop, "hang_up")]) == "message_left"]
    assert left == [("hand_off.leave_message", "then")]


def test_the_steps_that_tell_how_a_call_went_are_steps_of_the_line():
    assert {at for at, _ in FLOWS} >= TASKS | QUEUES | RECORDINGS | SOUGHT
    assert QUEUES
    assert RECORDINGS

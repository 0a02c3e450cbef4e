import pytest

from ivr.flows import FLOWS
from ivr.reports.dispositions import QUEUES, RECORDINGS, TASKS, disposition

TOLD = ("main_line.read_order", "then", "main_line.after_order")
WAITS = ("hand_off.connecting", "then", "hand_off.connect")
ANSWERED = ("hand_off.connect", "done", "hand_off.goodbye")
UNANSWERED = ("hand_off.connect", "unanswered", "hand_off.route")
NOBODY = ("hand_off.route", "nobody", "hand_off.nobody")
LEFT = ("hand_off.leave_message", "then", "hand_off.message_left")
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
        ([WAITS, BOOKED], "callback"),
        ([MENU], "gave_up"),
        ([], "unknown"),
    ],
)
def test_how_a_call_went_shows_in_its_hops(hops, went):
    assert disposition(hops) == went


def test_the_steps_that_tell_how_a_call_went_are_steps_of_the_line():
    assert {at for at, _ in FLOWS} >= TASKS | QUEUES | RECORDINGS
    assert QUEUES
    assert RECORDINGS

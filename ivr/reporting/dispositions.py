"""Dispositions: how each call ended."""

from collections.abc import Sequence
from typing import Literal, get_args

from ivr.effects.call_back import CallBackStep
from ivr.effects.hand_off import HandOffStep
from ivr.effects.make_request import MakeRequestStep
from ivr.effects.take_message import TakeMessageStep
from ivr.flows import FLOWS

Disposition = Literal["handed_off", "message_left", "callback", "abandoned", "contained", "gave_up", "unknown"]

DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)

REQUESTS = frozenset(at for at, step in FLOWS if isinstance(step, MakeRequestStep))
"""Steps at which people are asked for something on behalf of the caller."""
TASKS = REQUESTS | {
    *("main_line.read_order", "main_line.send_link", "refund.tell", "returns.tell", "returns.send_link"),
    *("loyalty.tell", "cancel_order.cancelled", "store_info.tell", "delivery_help.found"),
}
"""Steps after which the task of the caller is completed."""
QUEUES = frozenset(at for at, step in FLOWS if isinstance(step, HandOffStep))
"""Steps at which a caller waits for an agent and then talks."""
BOOKINGS = frozenset(at for at, step in FLOWS if isinstance(step, CallBackStep)) | {
    *("call_back_at.ask_team", "change_address.ask_team"),
}
"""Steps at which a callback is booked, or asked for; such a call does not count as abandoned."""
RECORDINGS = frozenset(at for at, step in FLOWS if isinstance(step, TakeMessageStep))
"""Steps at which a caller can leave a message."""
_RECORDED = "then"
"""The outcome of such a step when a message was recorded."""
SOUGHT = frozenset({"hand_off.route"})
"""Steps that look for a queue that can take the caller."""


def disposition(hops: Sequence[tuple[str, str, str]], *, answered: bool = False) -> Disposition:
    """Return the disposition of an ended call from all its hops (step, outcome, to) in order.

    `answered`: a person took the caller. The hops do not show it if the caller hung up during the conversation.

    A caller who asked for a person but reached none and left no message has abandoned the call, even after a
    completed task: a call is contained only if a task was completed and no person was asked for. A call without hops
    is `unknown`.
    """
    walked = {(step, outcome) for step, outcome, _ in hops}
    left, entered = {step for step, _, _ in hops}, {to for _, _, to in hops}
    if answered or any((queue, "done") in walked for queue in QUEUES):
        return "handed_off"
    if any((step, _RECORDED) in walked for step in RECORDINGS):
        return "message_left"
    if left & BOOKINGS:
        return "callback"
    if left & SOUGHT or entered & (QUEUES | RECORDINGS):
        return "abandoned"
    if left & TASKS:
        return "contained"
    return "gave_up" if hops else "unknown"

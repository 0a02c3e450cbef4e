"""Dispositions: how each call ended."""

from collections.abc import Sequence
from typing import Literal, get_args

from ivr.effects.call_back import CallBackStep
from ivr.effects.hand_off import HandOffStep
from ivr.effects.take_message import TakeMessageStep
from ivr.flows import FLOWS

Disposition = Literal["handed_off", "message_left", "callback", "abandoned", "contained", "gave_up", "unknown"]

DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)

TASKS = frozenset({"main_line.read_order", "main_line.send_link", "refund.tell", "returns.tell", "loyalty.tell"})
"""Steps after which the task of the caller is completed."""
QUEUES = frozenset(at for at, step in FLOWS if isinstance(step, HandOffStep))
"""Steps at which a caller waits for an agent and then talks."""
BOOKINGS = frozenset(at for at, step in FLOWS if isinstance(step, CallBackStep))
"""Steps at which a callback is booked; such a call does not count as abandoned."""
RECORDINGS = frozenset(at for at, step in FLOWS if isinstance(step, TakeMessageStep))
"""Steps at which a caller can leave a message."""
_RECORDED = "then"
"""The outcome of such a step when a message was recorded."""
SOUGHT = frozenset({"hand_off.route"})
"""Steps that look for a queue that can take the caller."""


def disposition(hops: Sequence[tuple[str, str, str]], *, answered: bool = False) -> Disposition:
    """Return the disposition of an ended call from all its hops (step, outcome, to) in order.

    `answered` is whether a person took the caller: the hops do not tell it of one who hung up while talking.

    A caller who asked for a person and got none, nor left a message, has abandoned, whatever the line told them
    before: a call is contained only when a task was completed and no person was wanted. `unknown` is a call without a
    hop.
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

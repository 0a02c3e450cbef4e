"""Requests of callers: who may make which, and the steps that all of them share."""

from collections.abc import Mapping

from ivr.effects.make_request import MakeRequest, RequestKind, make_request
from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall
from ivr.flows.services import LineFlow
from ivr.orders.identity.verification import Level

LEVELS: Mapping[RequestKind, Level] = {
    "cancel_order": Level.DETAILS,
    "change_address": Level.DETAILS,
    "start_return": Level.DETAILS,
    "missing_points": Level.DETAILS,
    "invoice_copy": Level.DETAILS,
    "claim": Level.STATUS,
    "trace": Level.STATUS,
    "call_back_at": Level.NOTHING,
}
"""How well a caller must be known to make a request. None of them changes anything: people of the shop do."""


class NotProven(Exception):
    """A request was about to be made by a caller who is not known well enough for it."""


def request(
    call: LineCall, kind: RequestKind, answers: Mapping[str, str] | None = None, *, caller: str = ""
) -> MakeRequest:
    """A request about the order of the call, if there is one. `caller` (E.164) replaces the number that rings.

    Raises NotProven if the caller is not known well enough for this kind.
    """
    order = call.context.order
    if order.level < LEVELS[kind]:
        raise NotProven(kind)
    return MakeRequest(
        kind=kind,
        order=order.number,
        shop=order.shop,
        caller=caller or ani(call),
        language=call.language,
        level=order.level,
        answers=answers or {},
    )


def offer_request(
    flow: LineFlow,
    kind: RequestKind,
    *,
    prompt: str = "",
    prepared: str = "",
    yes: str = "ask_team",
    asked: Mapping[str, str] | None = None,
) -> None:
    """Declare the steps of a request: `offer` asks whether to make it, `ask_team` makes it, `told` says what follows.

    `not_made` follows a no, `made_before` is for what was asked already. `asked` are the request's answers.
    """
    flow.confirm(
        "offer", prompt=prompt, prepared=prepared, yes=yes, no="not_made", said="issue.settle", gives_up="hand_off"
    )
    make_request(flow, "ask_team", made_of=lambda call: request(call, kind, asked), then="told")
    flow.say("told", prompt=f"{flow.name}.told", then="main_line.after_order")
    flow.say("not_made", prompt="request_not_made", then="main_line.after_order")
    flow.say("made_before", prompt="request_made_before", then="main_line.after_order")

"""Requests as turns make them, for tests of what becomes of them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from ivr.calls.events import Caller, TurnTaken
from ivr.effects.make_request import Request, RequestKind, request_id

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ALICE = "+14155550100"
LINE = "+18005550199"
SMALL: Mapping[str, str] = {"reason": "too small"}


def asked(
    sid: str = "CA1",
    *,
    kind: RequestKind = "start_return",
    order: str = "1001",
    shop: str = "",
    caller: str = ALICE,
    key: str = "c0ffee",
    answers: Mapping[str, str] = SMALL,
    turn: int = 0,
    after: timedelta = timedelta(0),
) -> TurnTaken:
    """A turn that makes a request, `after` NOW; the caller is `key` by keyed hash."""
    name = request_id(sid, kind, shop=shop, order=order)
    made = Request(name, kind, order, shop, caller, "en-US", 2, answers, LINE)
    hops = (("main_line.recognise", "one", "main_line.greet_one"),)
    who = Caller(key, caller[-2:])
    return TurnTaken(sid, turn, NOW + after, "en-US", hops=hops, requests=(made,), dnis=LINE, caller=who)

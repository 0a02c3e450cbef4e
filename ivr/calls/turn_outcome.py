"""The results of a turn: its event for the record, and its changes beside the call itself, stored in one write."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.calls.events import Caller, CallerOwed, TurnTaken
from ivr.calls.ports import Webhook
from ivr.effects.ask_survey import SurveyAsked
from ivr.effects.call_back import Booking
from ivr.effects.hand_off import ended
from ivr.effects.make_request import Request
from ivr.effects.send_text import Message
from ivr.engine.call import Answer, Destination
from ivr.engine.effects import Change, Effect, RecordEntry, Said, Turn, TurnInfo
from ivr.engine.steps import GIVES_UP, NO_INPUT, NO_MATCH
from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall
from ivr.flows.earlier_requests import note_requests
from routing.allocation import Assignment


@dataclass(frozen=True, slots=True)
class Counted(Change):
    """A call was assigned to a queue by a rule, on the day of `at`."""

    assignment: Assignment
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered(Change):
    """The memory of a caller, by keyed hash, for the next call."""

    caller: str
    memory: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked(Change):
    """A caller, by keyed hash, made these requests, each as in `History.asked`, at a time."""

    caller: str
    requests: tuple[str, ...]
    at: datetime


def turn_event(
    turn: Turn, call: LineCall, webhook: Webhook, info: TurnInfo, *, caller: Callable[[str], Caller], degraded: str
) -> TurnTaken:
    """The event of a completed turn. `caller` converts a number to the data that the record may hold."""
    entries = list(_entries(turn, info))
    first = info.turn == 0 or bool(degraded)
    return TurnTaken(
        sid=call.sid,
        turn=info.turn,
        at=info.now,
        language=call.language,
        heard=_heard(webhook.answer),
        pressed=_pressed(turn),
        hops=tuple([(hop.step, hop.outcome, hop.to) for hop in turn.hops]),
        said=tuple([(each.prompt, each.facts, each.language) for each in entries if isinstance(each, Said)]),
        decision=call.context.decision,
        booking=next((each for each in entries if isinstance(each, Booking)), None),
        requests=tuple([each for each in entries if isinstance(each, Request)]),
        callback=call.context.callback.callback if info.turn == 0 else "",
        recording=webhook.answer.recording,
        owed=_owed(call, webhook.answer),
        messages=tuple([each for each in entries if isinstance(each, Message)]),
        degraded=degraded,
        order=call.context.order.key,
        facts=call.context.facts,
        survey=next((each for each in entries if isinstance(each, SurveyAsked)), None),
        dnis=call.dnis if first else "",
        caller=caller(call.ani) if first else None,
    )


def changes(turn: Turn, call: LineCall, *, waited_for: Destination | None, info: TurnInfo) -> Iterator[Change]:
    """All changes of the turn. `waited_for` is the destination the caller waited for when the turn began."""
    if waited_for:
        yield from ended(turn.hops[0].outcome if turn.hops else "", info, waited_for)
    for effect in turn.effects:
        yield from effect.changes(info)
    given = (call.context.decision or {}).get("given")
    if isinstance(given, Mapping):
        yield Counted(Assignment.from_stored(given), info.now)


def asked(call: LineCall, turn: Turn, caller: str, at: datetime) -> Iterator[Asked]:
    """What the caller (by keyed hash, empty if unknown) asked for in the turn, for this call and the next ones."""
    made = note_requests(call, turn.effects)
    if made and caller:
        yield Asked(caller, made, at)


def _entries(turn: Turn, info: TurnInfo) -> Iterator[RecordEntry]:
    places: Counter[type[Effect]] = Counter()
    for effect in turn.effects:
        yield from effect.entries(info, places[type(effect)])
        places[type(effect)] += 1


def _owed(call: LineCall, answer: Answer) -> CallerOwed | None:
    """The caller, if this turn began with a message that was left, or with giving up the wait for a person."""
    is_owed = bool(answer.recording) or answer.outcome == "abandoned"
    return CallerOwed(call.context.hand_off.waits_for, ani(call)) if is_owed else None


def _heard(answer: Answer) -> str:
    if answer.outcome:
        return answer.outcome
    return "keys" if answer.keys else "speech" if answer.speech else "silence"


def _pressed(turn: Turn) -> str:
    """The key chosen in a menu, by keypad or speech. Keys entered at a question are not recorded."""
    outcome = turn.hops[0].outcome if turn.hops else ""
    return outcome if len(outcome) == 1 and outcome not in (NO_INPUT, NO_MATCH, GIVES_UP) else ""

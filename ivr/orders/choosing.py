"""Which of several orders a caller means, by what the caller said of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from ivr.orders.delivery_status import DeliveryState, delivery_status
from ivr.orders.model import Order
from prompts.choice_words import ONE, PLACES, WEEKDAYS, Pointed

STATES = tuple(f"state.{each}" for each in DeliveryState)
"""The prompts that name a state; callers choose by the same words."""
OTHER = "choose_order.other"
"""The prompt whose phrases mean none of the orders."""

_WEEK = timedelta(days=7)
_RELATED: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.ON_ITS_WAY: frozenset(
        {DeliveryState.OUT_FOR_DELIVERY, DeliveryState.LATE, DeliveryState.ATTEMPTED, DeliveryState.IN_PARCELS}
    ),
    DeliveryState.BEING_PREPARED: frozenset({DeliveryState.WAITING}),
    DeliveryState.WAITING: frozenset({DeliveryState.BEING_PREPARED}),
    DeliveryState.PROBLEM: frozenset({DeliveryState.ATTEMPTED, DeliveryState.LATE}),
    DeliveryState.ATTEMPTED: frozenset({DeliveryState.PROBLEM, DeliveryState.READY_FOR_PICKUP}),
    DeliveryState.LATE: frozenset({DeliveryState.PROBLEM, DeliveryState.ATTEMPTED}),
}
"""States that callers may mean too, if no order is in the one that they name."""
_AGES: Mapping[str, Callable[[int], bool]] = {
    "today": lambda days: days == 0,
    "yesterday": lambda days: days == 1,
    "day_before": lambda days: days == 2,
}


@dataclass(frozen=True, slots=True)
class _Choice:
    """An order as it was read out: the state, and the days on which it was placed and is asked for."""

    order: Order
    state: DeliveryState
    placed: date
    today: date


def meant(pointed: Pointed, orders: Sequence[Order], now: datetime, *, speaks_items: bool) -> tuple[Order, ...]:
    """The orders, in the order in which they were read out, that fit everything said; none if nothing was said of them.

    Their items count only if they may be spoken.
    """
    said = [each for each in pointed.marks if each not in (ONE, OTHER)]
    choices = [_choice(order, now) for order in orders]
    left = choices if said else []
    for mark in sorted(said, key=_comes_late):
        left = _fitting(mark, choices, left)
    left = _with_items(pointed, left or ([] if said else choices), is_needed=not said) if speaks_items else left
    return tuple(each.order for each in left)


def _choice(order: Order, now: datetime) -> _Choice:
    status = delivery_status(order, now)
    return _Choice(order, status.state, status.clock.day(order.placed_at), status.clock.today(order.placed_at))


def _comes_late(mark: str) -> bool:
    """Whether a mark chooses among those that fit all others: "the last one from Monday"."""
    return mark in ("last", "newest", "oldest")


def _fitting(mark: str, choices: Sequence[_Choice], left: Sequence[_Choice]) -> list[_Choice]:
    if mark in PLACES:
        place = int(mark) - 1
        return [each for each in choices[place : place + 1] if each in left]
    if mark in STATES:
        return _in_state(DeliveryState(mark.removeprefix("state.")), left)
    if mark == "last":
        return list(left[-1:])
    if mark in ("newest", "oldest"):
        first = max if mark == "newest" else min
        return [first(left, key=lambda each: each.order.placed_at)] if left else []
    return list(filter(partial(_is_placed, mark), left))


def _in_state(state: DeliveryState, left: Sequence[_Choice]) -> list[_Choice]:
    exactly = [each for each in left if each.state is state]
    return exactly or [each for each in left if each.state in _RELATED.get(state, ())]


def _is_placed(mark: str, choice: _Choice) -> bool:
    placed, today = choice.placed, choice.today
    if mark in _AGES:
        return _AGES[mark]((today - placed).days)
    if mark in WEEKDAYS:
        return placed.weekday() == WEEKDAYS.index(mark)
    if mark.endswith("week"):
        return placed in _week(today - _WEEK if mark == "last_week" else today)
    of = today.replace(day=1) - timedelta(days=1) if mark == "last_month" else today
    return (placed.year, placed.month) == (of.year, of.month)


def _week(day: date) -> frozenset[date]:
    """The days of a week, with the Sunday before and that at its end: countries begin it on either day."""
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    return frozenset(sunday + timedelta(days=each) for each in range(8))


def _with_items(pointed: Pointed, left: Sequence[_Choice], *, is_needed: bool) -> list[_Choice]:
    """Those whose items are named most often. None if none is, and nothing else was said."""
    named = [pointed.names(" ".join(each.order.items)) for each in left]
    most = max(named, default=0)
    if not most:
        return [] if is_needed else list(left)
    return [each for each, times in zip(left, named, strict=True) if times == most]

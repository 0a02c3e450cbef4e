"""Matches rules to callers: compiled once for a version, evaluated for every call."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias, TypeVar

from routing.caller import CallerProfile
from routing.conditions import Range, When
from routing.hours import HoursCalendar
from routing.model import Rule

Seen: TypeAlias = str | int | Sequence[str] | None
"""The caller's value of a condition. Empty and None mean unknown."""
S = TypeVar("S", bound=Seen)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: the wanted value, a function for the caller's value, and whether a caller meets it."""

    name: str
    wanted: Sequence[str] | bool | Range
    seen: Callable[[CallerProfile, datetime], Seen]
    fits: Callable[[CallerProfile, datetime], bool]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its conditions. Language and issue are the keys of the index."""

    rule: Rule
    place: int
    conditions: tuple[Condition, ...]
    rest: tuple[Condition, ...]
    """The conditions other than language and issue."""

    def failing(self, caller: CallerProfile, now: datetime) -> Condition | None:
        """The first condition that the caller does not meet."""
        return next((each for each in self.conditions if not each.fits(caller, now)), None)


class RuleBook:
    """The rules of one version, indexed by language and issue, so that a decision evaluates few of many."""

    def __init__(self, rules: tuple[Rule, ...], calendars: Mapping[str, HoursCalendar]) -> None:
        self.rules = tuple(_ready(rule, place, calendars) for place, rule in enumerate(rules))
        self._found: dict[tuple[str, str, str], tuple[CompiledRule, ...]] = {}

    def among(self, caller: CallerProfile) -> tuple[CompiledRule, ...]:
        """The rules that match the caller's language and issue, in order."""
        key = caller.language, caller.issue, caller.problem
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(each for each in self.rules if _may_fit(each.rule.when, *key))
        return found


def _may_fit(when: When, language: str, issue: str, problem: str) -> bool:
    speaks = not when.language or language in when.language
    return speaks and (not when.issue or not {issue, problem}.isdisjoint(when.issue))


def _ready(rule: Rule, place: int, calendars: Mapping[str, HoursCalendar]) -> CompiledRule:
    conditions = tuple(_conditions(rule.when, calendars))
    rest = tuple(each for each in conditions if each.name not in ("language", "issue"))
    return CompiledRule(rule, place, conditions, rest)


_ONE_OF: Mapping[str, tuple[Callable[[When], tuple[str, ...]], Callable[[CallerProfile], str]]] = {
    "language": (lambda when: when.language, lambda caller: caller.language),
    "tier": (lambda when: when.tier, lambda caller: caller.tier),
    "country": (lambda when: when.country, lambda caller: caller.country),
    "dialled": (lambda when: when.dialled, lambda caller: caller.dialled),
    "attestation": (lambda when: when.attestation, lambda caller: caller.attestation),
}
_EXACTLY: Mapping[str, tuple[Callable[[When], bool | None], Callable[[CallerProfile], bool]]] = {
    "repeat": (lambda when: when.repeat, lambda caller: caller.repeat),
    "withheld": (lambda when: when.withheld, lambda caller: caller.withheld),
}
"""The wanted value and the caller's value of each condition."""


def _conditions(when: When, calendars: Mapping[str, HoursCalendar]) -> Iterator[Condition]:
    for name, (wanted_by, seen) in _ONE_OF.items():
        if alternatives := wanted_by(when):
            yield _of_caller(name, alternatives, seen, frozenset(alternatives).__contains__)
    for name, (exactly_by, is_seen) in _EXACTLY.items():
        if (wanted := exactly_by(when)) is not None:
            yield _of_caller(name, wanted, is_seen, wanted.__eq__)
    yield from _special(when, calendars)


def _special(when: When, calendars: Mapping[str, HoursCalendar]) -> Iterator[Condition]:
    """Conditions with a comparison of their own."""
    if when.issue:
        yield _of_caller("issue", when.issue, _about, _any_of(when.issue))
    if (amounts := when.order_value) is not None:
        yield _of_caller("order_value", amounts, lambda caller: caller.order_value, partial(_in, amounts))
    if when.order_state:
        yield _of_caller("order_state", when.order_state, lambda caller: caller.order_state, _any_of(when.order_state))
    if when.time:
        open_now = partial(_open_now, when.time, calendars)
        yield Condition("time", when.time, lambda _, now: open_now(now), lambda _, now: bool(open_now(now)))


def _of_caller(
    name: str, wanted: Sequence[str] | bool | Range, seen: Callable[[CallerProfile], S], holds: Callable[[S], bool]
) -> Condition:
    """A condition on one attribute of the caller, whatever the time."""
    return Condition(name, wanted, lambda caller, _: seen(caller), lambda caller, _: holds(seen(caller)))


def _any_of(wanted: Sequence[str]) -> Callable[[Sequence[str]], bool]:
    alternatives = frozenset(wanted)
    return lambda seen: not alternatives.isdisjoint(seen)


def _about(caller: CallerProfile) -> tuple[str, ...]:
    """The issue, and its kind if it has one."""
    return (caller.issue, caller.problem) if caller.problem else (caller.issue,)


def _in(wanted: Range, amount: int | None) -> bool:
    if amount is None:
        return False
    return (wanted.at_least is None or amount >= wanted.at_least) and (wanted.below is None or amount < wanted.below)


def _open_now(times: tuple[str, ...], calendars: Mapping[str, HoursCalendar], now: datetime) -> list[str]:
    """The names of those hours that are open now."""
    return [name for name in times if name in calendars and calendars[name].opening(now).is_open]

"""Matches rules to callers: compiled once for a version, evaluated for every call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from routing.caller import CallerProfile
from routing.conditions import Range, When
from routing.hours import HoursCalendar
from routing.model import Rule


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: the wanted value, a function for the caller's value, and the test of that value."""

    name: str
    wanted: Any
    seen: Callable[[CallerProfile, datetime], Any]
    holds: Callable[[Any], bool]

    def fits(self, caller: CallerProfile, now: datetime) -> bool:
        """Whether the caller meets the condition."""
        return self.holds(self.seen(caller, now))


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


_ONE_OF: Mapping[str, Callable[[CallerProfile, datetime], Any]] = {
    "language": lambda caller, _: caller.language,
    "tier": lambda caller, _: caller.tier,
    "country": lambda caller, _: caller.country,
    "dialled": lambda caller, _: caller.dialled,
    "attestation": lambda caller, _: caller.attestation,
}
_EXACTLY: Mapping[str, Callable[[CallerProfile, datetime], Any]] = {
    "repeat": lambda caller, _: caller.repeat,
    "withheld": lambda caller, _: caller.withheld,
}


def _conditions(when: When, calendars: Mapping[str, HoursCalendar]) -> list[Condition]:
    found = []
    for name, seen in _ONE_OF.items():
        wanted = getattr(when, name)
        if wanted:
            found.append(Condition(name, wanted, seen, frozenset(wanted).__contains__))
    for name, seen in _EXACTLY.items():
        wanted = getattr(when, name)
        if wanted is not None:
            found.append(Condition(name, wanted, seen, wanted.__eq__))
    return found + _special(when, calendars)


def _special(when: When, calendars: Mapping[str, HoursCalendar]) -> list[Condition]:
    """Conditions with a comparison of their own."""
    found = []
    if when.issue:
        issues = frozenset(when.issue)
        found.append(
            Condition("issue", when.issue, lambda caller, _: _about(caller), lambda seen: not issues.isdisjoint(seen))
        )
    if when.order_value is not None:
        amount = when.order_value
        found.append(
            Condition("order_value", amount, lambda caller, _: caller.order_value, lambda seen: _in(amount, seen))
        )
    if when.order_state:
        states = frozenset(when.order_state)
        found.append(
            Condition(
                "order_state",
                when.order_state,
                lambda caller, _: caller.order_state,
                lambda seen: not states.isdisjoint(seen),
            )
        )
    if when.time:
        times = when.time
        found.append(Condition("time", times, lambda _, now: _open_now(times, calendars, now), bool))
    return found


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

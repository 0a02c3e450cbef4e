"""Finds shadowed rules: those that never decide because a rule above them matches every caller that they match."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf
from operator import or_

from routing.conditions import Range, When
from routing.issues import meant
from routing.model import Rule

RuleSet = int
"""A set of rules as a bit mask, the first rule lowest, so that two sets intersect in one operation."""
Bound = tuple[str, float]
"""One end of a range: its condition's name, and a number that is lower for a wider range."""


def shadows(rules: Sequence[Rule]) -> Iterator[Rule | None]:
    """For each rule, the first rule above it that shadows it; None if there is none.

    A rule shadows another if, for each condition, it leaves it out or accepts all of the other's values. The index
    holds a set of rules for each value, so that thousands of rules are compared at once.
    """
    index = _Index(rules)
    for place, rule in enumerate(rules):
        wide = index.as_wide_as(rule.when, above=(1 << place) - 1)
        yield rules[_lowest(wide)] if wide else None


class _Index:
    """The rules by the values of their conditions."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._without: dict[str, RuleSet] = defaultdict(int)
        self._having: dict[tuple[str, object], RuleSet] = defaultdict(int)
        ends: dict[Bound, RuleSet] = defaultdict(int)
        for place, rule in enumerate(rules):
            for name in When.model_fields:
                value = _asked(rule.when, name)
                for each in _values(value):
                    self._having[name, each] |= 1 << place
                for end in _ends(name, value):
                    ends[end] |= 1 << place
                if value in (None, ()):
                    self._without[name] |= 1 << place
        self._reaching = _reaching(ends)

    def as_wide_as(self, when: When, *, above: RuleSet) -> RuleSet:
        """The rules among `above` that match every caller whom these conditions match."""
        found = above
        for name in When.model_fields:
            value, without = _asked(when, name), self._without[name]
            if value in (None, ()):
                found &= without
            for each in _values(value):
                found &= without | self._having[name, each]
            for end in _ends(name, value):
                found &= without | self._reaching[end]
        return found


def _asked(when: When, name: str) -> object:
    """The wanted value of a condition; for the issue, all issues that its list stands for."""
    return tuple(meant(when.issue)) if name == "issue" else getattr(when, name)


def _values(value: object) -> tuple[object, ...]:
    """The values that meet a condition; empty for a range."""
    if isinstance(value, tuple):
        return value
    return () if value is None or isinstance(value, Range) else (value,)


def _ends(name: str, value: object) -> Iterator[Bound]:
    if isinstance(value, Range):
        yield f"{name} from", -inf if value.at_least is None else value.at_least
        yield f"{name} below", -inf if value.below is None else -value.below


def _reaching(ends: dict[Bound, RuleSet]) -> dict[Bound, RuleSet]:
    """For each end, the rules whose range reaches as far or further."""
    found: dict[Bound, RuleSet] = {}
    for name in {name for name, _ in ends}:
        ordered = sorted(end for end in ends if end[0] == name)
        found |= zip(ordered, accumulate((ends[end] for end in ordered), or_), strict=True)
    return found


def _lowest(rules: RuleSet) -> int:
    return (rules & -rules).bit_length() - 1

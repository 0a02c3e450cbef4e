"""Rules that never decide, since one above them lets through every caller that they do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from routing.model import Range, Rule, When

Conditions = Mapping[str, Any]
"""The conditions that are given, by name; lists as sets."""


def shadows(rules: Sequence[Rule]) -> Iterator[Rule | None]:
    """For each rule the first one above it that is as wide; None where it has callers of its own.

    The rules above are found by one value of a list that they name, rather than each looked at: five hundred rules
    are checked on every page that shows the draft.
    """
    given = [_given(rule.when) for rule in rules]
    above: dict[tuple[str, object], list[int]] = defaultdict(list)
    for place, conditions in enumerate(given):
        wide = (at for key in _sought(conditions) for at in above[key] if _covers(given[at], conditions))
        first = min(wide, default=None)
        yield None if first is None else rules[first]
        for key in _filed(conditions, above):
            above[key].append(place)


def _given(when: When) -> Conditions:
    named = {name: getattr(when, name) for name in When.model_fields}
    return {
        name: frozenset(value) if isinstance(value, tuple) else value
        for name, value in named.items()
        if value not in (None, ())
    }


_NO_LIST = ("", "")


def _sought(conditions: Conditions) -> Iterator[tuple[str, object]]:
    """Where whatever is as wide is filed: with no list, or with one that has all values of ours, and so any of them."""
    yield _NO_LIST
    for name, values in conditions.items():
        if isinstance(values, frozenset):
            yield name, min(values)


def _filed(conditions: Conditions, above: Mapping[tuple[str, object], list[int]]) -> list[tuple[str, object]]:
    """Where conditions are filed: under each value of that list of theirs which fewest others are filed under."""
    lists = [
        [(name, value) for value in values] for name, values in conditions.items() if isinstance(values, frozenset)
    ]
    return min(lists, key=lambda keys: sum(len(above.get(key, ())) for key in keys), default=[_NO_LIST])


def _covers(above: Conditions, below: Conditions) -> bool:
    """Whether every caller that the lower conditions let through meets the upper ones too."""
    return above.keys() <= below.keys() and all(_as_wide(value, below[name]) for name, value in above.items())


def _as_wide(above: Any, below: Any) -> bool:
    if isinstance(above, frozenset):
        return bool(above >= below)
    return _range_covers(above, below) if isinstance(above, Range) else bool(above == below)


def _range_covers(above: Range, below: Range) -> bool:
    low = above.at_least is None or (below.at_least is not None and below.at_least >= above.at_least)
    high = above.below is None or (below.below is not None and below.below <= above.below)
    return low and high

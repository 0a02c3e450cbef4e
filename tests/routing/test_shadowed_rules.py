"""A rule that never decides is found, with any rules between it and the rule that covers it."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.conditions import Range, When
from routing.model import Rule
from routing.shadowed_rules import shadows

LISTS = {"language": ["en-US", "es-MX", "fr-CA"], "tier": ["gold", "silver"], "country": ["US", "CA"]}
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.lists(st.sampled_from(values), min_size=1, unique=True) for name, values in LISTS.items()},
        "withheld": st.booleans(),
        "order_value": st.builds(
            lambda low, more: {"at_least": low, "below": low + more}, st.integers(0, 3), st.integers(1, 3)
        ),
    },
)


def lets_through(when: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Every caller of a small world that meets the conditions."""
    value = when.get("order_value", {"at_least": 0, "below": 9})
    return {
        (language, tier, country, withheld, worth)
        for language in when.get("language", [*LISTS["language"], "other"])
        for tier in when.get("tier", [*LISTS["tier"], "other"])
        for country in when.get("country", [*LISTS["country"], "other"])
        for withheld in ([when["withheld"]] if "withheld" in when else [True, False])
        for worth in [*range(value["at_least"], value["below"]), *(["unknown"] if "order_value" not in when else [])]
    }


@given(st.lists(CONDITIONS, max_size=8))
def test_the_first_rule_above_that_is_as_wide_is_found(conditions):
    rules = [Rule(name=f"R{place}", when=when, send="q") for place, when in enumerate(conditions)]
    callers = [lets_through(when) for when in conditions]
    wide = [
        next((rules[at] for at in range(place) if callers[at] >= callers[place]), None) for place in range(len(rules))
    ]
    assert list(shadows(rules)) == wide


ENDS = st.one_of(st.none(), st.integers(0, 4))
RANGES = st.builds(lambda low, high: {"at_least": low, "below": high}, ENDS, st.one_of(st.none(), st.integers(1, 4)))
MORE = st.fixed_dictionaries(
    {},
    optional={
        "issue": st.lists(st.sampled_from(["late", "refund", "other"]), min_size=1),
        "order_value": RANGES,
        "repeat": st.booleans(),
        "withheld": st.booleans(),
        "time": st.lists(st.sampled_from("abc"), min_size=1, max_size=2),
    },
)


def ends(value: Range) -> tuple[int, int]:
    return -1 if value.at_least is None else value.at_least, value.below or 99


def is_as_wide(above: When, below: When) -> bool:
    """Condition by condition, as one would by hand."""
    for name in When.model_fields:
        wide, narrow = getattr(above, name), getattr(below, name)
        if wide in (None, ()):
            continue
        if narrow in (None, ()):
            return False
        if isinstance(wide, Range):
            (low, high), (lowest, highest) = ends(narrow), ends(wide)
            if low < lowest or high > highest:
                return False
        elif not ((set(narrow) <= set(wide)) if isinstance(wide, tuple) else wide == narrow):
            return False
    return True


@given(st.lists(MORE, max_size=12))
def test_the_quick_search_finds_what_comparing_each_with_each_finds(conditions):
    rules = [Rule(name=f"R{place}", when=when, send="q") for place, when in enumerate(conditions)]
    wide = [
        next((other for other in rules[:place] if is_as_wide(other.when, rule.when)), None)
        for place, rule in enumerate(rules)
    ]
    assert list(shadows(rules)) == wide


def work(rules: list[Rule]) -> int:
    """Functions called and returned from in a search."""
    count = 0

    def called(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(called)
    try:
        list(shadows(rules))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "when",
    [
        lambda place: {"withheld": True},
        lambda place: {"order_value": {"at_least": place, "below": place + 1}},
        lambda place: {"tier": ["gold", f"t{place}"]},
        lambda place: {"tier": [f"t{at}" for at in range(8) if at != place % 8], "country": ["US"]},
    ],
)
def test_four_times_the_rules_are_four_times_the_work(when):
    few, many = ([Rule(name=str(at), when=when(at), send="q") for at in range(size)] for size in (250, 1000))
    assert work(many) < 5 * work(few)


def test_a_rule_on_delivery_problems_is_as_wide_as_one_on_a_kind_of_them():
    rules = [
        Rule(name=issue, when=When(issue=(issue,)), send="care") for issue in ("missing", "delivery_problem", "late")
    ]
    assert [each and each.name for each in shadows(rules)] == [None, None, "delivery_problem"]

"""A rule that never decides is found whatever stands between it and the one that is as wide."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from routing.model import Rule
from routing.shadows import shadows

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

"""A malformed or oversized document gets a short answer in a short time."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.check import MOST, MOST_PROBLEMS, problems
from routing.document import DEFAULT, RoutingError, of_json, parsed, read_file, received, to_json
from routing.document_limits import LONGEST_TOLD, MOST_TOLD
from routing.model import Routing

DOCUMENT = to_json(read_file(DEFAULT))
QUEUE = {"name": "A", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "a"}}


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(RoutingError) as told:
        parsed(text)
    assert len(told.value.problems) <= MOST_TOLD + 1
    assert all(len(problem) < LONGEST_TOLD + 10 for problem in told.value.problems)
    return told.value.problems


MERGES = "\n".join(["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40))])
ALIASES = "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 18))])
HOSTILE = {
    "brackets": "[" * 20_000,
    "braces": "{" * 3_000,
    "closed brackets": "[" * 3_000 + "]" * 3_000,
    "keys": "? " * 3_000,
    "dashes": "- " * 3_000,
    "a cycle": "&a [*a]",
    "merges": MERGES,
    "aliases": ALIASES,
    "unknown keys": "\n".join(f"k{n}: 1" for n in range(2_000)),
    "a long key": "k" * 100_000 + ": 1",
    "no such day": "x: 2026-99-99",
    "a number of 5,000 digits": "x: " + "9" * 5_000,
    "a bool that is none": "x: !!bool maybe",
    "an int that is none": "x: !!int ''",
    "a time that is none": "x: !!timestamp now",
    "half a character": 'brand: "\\uD800"',
    "a NUL": 'brand: "a\\0b"',
    "another class": "!!python/object/apply:os.system [ls]",
    "nothing": "",
    "a tab": "\t",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_document_is_refused_in_a_few_sentences(what: str):
    assert refused(HOSTILE[what])


@given(st.text(st.sampled_from(list("[]{}:,-?&*!|>%@`'\"#~ \n\t0aé\0")), max_size=60))
def test_no_text_breaks_the_reader(text: str):
    try:
        assert isinstance(parsed(text), Routing)
    except RoutingError as error:
        assert error.problems


def test_sixty_thousand_unknown_keys_are_told_in_short():
    with pytest.raises(RoutingError) as told:
        received({**DOCUMENT, **{f"k{n}": 1 for n in range(40_000)}})
    assert len(told.value.problems) == MOST_TOLD + 1
    assert len(str(told.value)) < 50_000
    with pytest.raises(RoutingError, match="more than 100,000"):
        received({**DOCUMENT, **{f"k{n}": 1 for n in range(60_000)}})


@pytest.mark.parametrize("part", ["rules", "queues"])
def test_more_entries_than_anybody_has_are_named_alone(part: str):
    many = {"queues": {f"q{n}": QUEUE for n in range(1001)}, "rules": [{"name": "R", "send": "no"}] * 2001}
    found = problems(of_json({**DOCUMENT, part: many[part]}))
    assert [problem.path for problem in found] == [part]
    assert f"{MOST[part]:,} at most" in found[0].message


def test_a_name_that_the_record_cannot_hold_is_refused():
    name = "q" * 129
    found = problems(of_json({**DOCUMENT, "queues": {**DOCUMENT["queues"], name: QUEUE}}))
    assert [(each.path, each.severity) for each in found] == [(f"queues.{name}", "error")]


def test_problems_are_told_by_the_hundred_and_not_each_with_every_queue():
    queues = {f"a-long-name-of-a-queue-{n}": QUEUE for n in range(1000)}
    rules = [{"name": f"R{n}", "send": "moon"} for n in range(2000)]
    found = problems(of_json({**DOCUMENT, "queues": queues, "rules": rules}))
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].severity == "error"
    assert len(json.dumps([str(each) for each in found])) < 500_000


NUMBERS: list[tuple[str, Any]] = [
    (path, value)
    for path in ("seconds", "capacity", "wait_over", "minutes", "day_cap", "wait", "at_least")
    for value in (True, 10**15, 10**400, float("inf"), float("nan"), -1)
]


@pytest.mark.parametrize(("path", "value"), NUMBERS)
def test_a_number_beyond_reason_is_refused(path: str, value: Any):
    queue = {**QUEUE, "service_level": {"seconds": 20}, "capacity": 5, "overflow": [{"wait_over": 5, "to": "a"}]}
    document = {
        **DOCUMENT,
        "queues": {"a": {**queue, "alerts": {"wait": 5}}},
        "vendors": {"v": {"name": "V", "day_cap": 5}},
        "rules": [{"name": "R", "send": "a", "when": {"order_value": {"at_least": 5}}}],
        "switches": {"s": {"name": "S", "minutes": 5}},
        "default": "a",
    }
    assert of_json(document)
    with pytest.raises(RoutingError, match=path):
        of_json(put(document, path, value))


def put(value: Any, name: str, to: Any) -> Any:
    """The same values, with another wherever a name stands."""
    if isinstance(value, dict):
        return {key: to if key == name else put(each, name, to) for key, each in value.items()}
    return [put(each, name, to) for each in value] if isinstance(value, list) else value

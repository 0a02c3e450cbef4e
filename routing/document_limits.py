"""Size limits of documents from outside, checked before they are parsed into a model."""

import re
from collections.abc import Iterable

DEEPEST = 20
"""Maximum nesting of groups."""
MOST_VALUES = 100_000
"""Maximum names and values of a document: ten times those of 500 rules and 200 queues."""
MOST_TOLD = 100
"""Maximum problems reported for one document."""
LONGEST_TOLD = 300
"""Maximum characters of one reported problem."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def limit_violation(value: object) -> str:
    """The reason to reject values from outside; empty if they are within the limits."""
    left: list[tuple[object, int]] = [(value, 0)]
    for _ in range(MOST_VALUES):
        if not left:
            return ""
        each, depth = left.pop()
        if depth > DEEPEST:
            return f"groups stand in groups more than {DEEPEST} deep"
        if isinstance(each, str) and _UNPRINTABLE.search(each):
            return "a text has a character in it that cannot be printed; take it out"
        left.extend((inner, depth + 1) for inner in _inner(each))
    return f"there are more than {MOST_VALUES:,} names and values"


def shortened(problems: Iterable[str]) -> tuple[str, ...]:
    """The problems of one document, cut to MOST_TOLD problems of LONGEST_TOLD characters."""
    found = [problem if len(problem) <= LONGEST_TOLD else f"{problem[:LONGEST_TOLD]} ..." for problem in problems]
    more = len(found) - MOST_TOLD
    return (*found[:MOST_TOLD], f"{more:,} problems more; mend these first") if more > 0 else tuple(found)


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return (*value, *value.values())
    return value if isinstance(value, list | tuple | set) else ()

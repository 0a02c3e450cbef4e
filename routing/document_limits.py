"""How large a document may be. What comes from outside is held to it before anything is made of it."""

import re
from collections.abc import Iterable

DEEPEST = 20
"""Groups within groups."""
MOST_VALUES = 100_000
"""Names and values of a whole document: ten times what 500 rules and 200 queues take."""
MOST_TOLD = 100
"""Problems that are told of one document."""
LONGEST_TOLD = 300
"""Characters of one problem."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def unfit(value: object) -> str:
    """Why values from outside are not looked at further; "" for those that are."""
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


def told(problems: Iterable[str]) -> tuple[str, ...]:
    """The problems of one document, as many and as long as anybody reads."""
    found = [problem if len(problem) <= LONGEST_TOLD else f"{problem[:LONGEST_TOLD]} ..." for problem in problems]
    more = len(found) - MOST_TOLD
    return (*found[:MOST_TOLD], f"{more:,} problems more; mend these first") if more > 0 else tuple(found)


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return (*value, *value.values())
    return value if isinstance(value, list | tuple | set) else ()

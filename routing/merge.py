"""Three-way merge of routing documents, field by field.

Reverting a change is a merge too: the document after it is the base, and the document before it is one of the sides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ORDER = "order"
_WHOLE = frozenset({"split", "hand_off", "open", "order_value"})
"""Fields that are merged as a whole."""


class _Absent:
    """Marks a field that a document does not have."""

    def __repr__(self) -> str:
        return "(nothing)"


ABSENT: Any = _Absent()


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A field that both sides changed to different values; `path` is like "rules/English/split"."""

    path: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged document (JSON values), and the conflicts, where it has the value of `mine`."""

    document: dict[str, Any]
    clashes: tuple[MergeConflict, ...]


def three_way_merge(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    theirs_at: frozenset[str] = frozenset(),
) -> Merged:
    """Merge the changes of `mine` and `theirs` to `base`. At the paths `theirs_at`, theirs wins without a conflict."""
    weave = _Weave(theirs_at)
    parts = weave.woven("", *(_by_name(each) for each in (base, mine, theirs)))
    rules = parts.pop("rules", {})
    placed = [rules[name] for name in weave.ordered(*(_order(each, rules) for each in (base, mine, theirs)))]
    return Merged({**parts, **({"rules": placed} if placed else {})}, tuple(weave.clashes))


@dataclass(slots=True)
class _Weave:
    theirs_at: frozenset[str]
    clashes: list[MergeConflict] = field(default_factory=list)

    def woven(self, path: str, base: Any, mine: Any, theirs: Any) -> Any:
        if theirs in (base, mine):
            return mine
        if mine == base or path in self.theirs_at:
            return theirs
        if path.rpartition("/")[2] in _WHOLE or not all(isinstance(each, dict) for each in (mine, theirs)):
            self.clashes.append(MergeConflict(path, base, mine, theirs))
            return mine
        return dict(self._each(path, base if isinstance(base, dict) else {}, mine, theirs))

    def ordered(self, base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
        """The rules in the order of the side that changed it; a rule that the other added follows its predecessor."""
        all_have = {*base} & {*mine} & {*theirs}
        common = [[name for name in side if name in all_have] for side in (base, mine, theirs)]
        first, second = (mine, theirs) if self.woven(ORDER, *common) == common[1] else (theirs, mine)
        order = list(first)
        for place, name in enumerate(second):
            if name not in order:
                order.insert(order.index(second[place - 1]) + 1 if place else 0, name)
        return order

    def _each(self, path: str, base: Any, mine: Any, theirs: Any) -> Iterator[tuple[str, Any]]:
        for name in dict.fromkeys((*mine, *theirs)):
            inner = f"{path}/{name}" if path else name
            found = self.woven(inner, *(each.get(name, ABSENT) for each in (base, mine, theirs)))
            if found is not ABSENT:
                yield name, found


def _by_name(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its rules as a mapping by name."""
    return {**document, "rules": {rule["name"]: rule for rule in document.get("rules", ())}}


def _order(document: Mapping[str, Any], rules: Mapping[str, Any]) -> list[str]:
    """The order of the rules that remain."""
    return [rule["name"] for rule in document.get("rules", ()) if rule["name"] in rules]

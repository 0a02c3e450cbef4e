"""Three-way merge of routing documents, field by field.

Reverting a change is a merge too: the document after it is the base, and the document before it is one of the sides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, final

from routing.json_value import Json, JsonValue, items, members, text

ORDER = "order"
_WHOLE = frozenset({"split", "hand_off", "open", "order_value"})
"""Fields that are merged as a whole."""


@final
class Absent:
    """Marks a field that a document does not have."""

    def __repr__(self) -> str:
        return "(nothing)"


ABSENT = Absent()
FieldValue: TypeAlias = "JsonValue | Absent"
"""A field's value in one of the documents."""


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A field that both sides changed to different values; `path` is like "rules/English/split"."""

    path: str
    base: FieldValue
    mine: FieldValue
    theirs: FieldValue


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged document (JSON values), and the conflicts, where it has the value of `mine`."""

    document: dict[str, JsonValue]
    clashes: tuple[MergeConflict, ...]


def three_way_merge(
    base: Json,
    mine: Json,
    theirs: Json,
    *,
    theirs_at: frozenset[str] = frozenset(),
) -> Merged:
    """Merge the changes of `mine` and `theirs` to `base`. At the paths `theirs_at`, theirs wins without a conflict."""
    weave = _Weave(theirs_at)
    parts = dict(_members(weave.woven("", *(_by_name(each) for each in (base, mine, theirs)))))
    rules = members(parts.pop("rules", {}))
    placed = [rules[name] for name in weave.ordered(*(_order(each, rules) for each in (base, mine, theirs)))]
    return Merged({**parts, **({"rules": placed} if placed else {})}, tuple(weave.clashes))


@dataclass(slots=True)
class _Weave:
    theirs_at: frozenset[str]
    clashes: list[MergeConflict] = field(default_factory=list)

    def woven(self, path: str, base: FieldValue, mine: FieldValue, theirs: FieldValue) -> FieldValue:
        if theirs in (base, mine):
            return mine
        if mine == base or path in self.theirs_at:
            return theirs
        if path.rpartition("/")[2] in _WHOLE or not (isinstance(mine, Mapping) and isinstance(theirs, Mapping)):
            self.clashes.append(MergeConflict(path, base, mine, theirs))
            return mine
        return dict(self._each(path, _members(base), mine, theirs))

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

    def _each(self, path: str, base: Json, mine: Json, theirs: Json) -> Iterator[tuple[str, JsonValue]]:
        for name in dict.fromkeys((*mine, *theirs)):
            inner = f"{path}/{name}" if path else name
            found = self.woven(inner, *(each.get(name, ABSENT) for each in (base, mine, theirs)))
            if not isinstance(found, Absent):
                yield name, found


def _members(value: FieldValue) -> Json:
    return {} if isinstance(value, Absent) else members(value)


def _by_name(document: Json) -> dict[str, JsonValue]:
    """The document with its rules as a mapping by name."""
    return {**document, "rules": dict(_rules(document))}


def _order(document: Json, rules: Json) -> list[str]:
    """The order of the rules that remain."""
    return [name for name, _ in _rules(document) if name in rules]


def _rules(document: Json) -> Iterator[tuple[str, Json]]:
    """The rules with their names."""
    for rule in map(members, items(document.get("rules"))):
        yield text(rule["name"]), rule

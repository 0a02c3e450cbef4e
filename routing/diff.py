"""The differences between two routing documents, as sentences."""

from collections.abc import Iterator, Mapping

from routing.document import to_json
from routing.json_value import Json, JsonValue, items, members, text
from routing.model import Routing

_ONE = {
    "numbers": "Number",
    "brands": "Brand",
    "hours": "Hours",
    "vendors": "Vendor",
    "queues": "Queue",
    "switches": "Switch",
    "rules": "Rule",
}
"""The noun for one entry of a part."""

BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    **{part: (f"{called} ",) for part, called in _ONE.items()},
    "prompts": ("Words of ", "Voice of "),
    "line": ("Brand: ", "Default: ", "Alerts: ", "Returns: ", "Stores: ", "Notices: "),
}
"""The beginnings of the sentences on each part."""


def differences(old: Routing, new: Routing) -> list[str]:
    """A sentence for each difference; empty if there is none."""
    before, after = to_json(old), to_json(new)
    found = [*_plain(before, after)]
    found += _words(before, after)
    for part in ("numbers", "brands", "hours", "vendors", "queues", "switches"):
        found += _named(_ONE[part], members(before.get(part)), members(after.get(part)))
    return [*found, *_rules(before, after)]


def _plain(before: Json, after: Json) -> Iterator[str]:
    for name in ("brand", "default"):
        if before.get(name) != after.get(name):
            yield f"{name.title()}: {before.get(name)} is now {after.get(name)}"
    groups = {"alerts": "Alerts", "returns": "Returns", "store_info": "Stores", "notices": "Notices"}
    for name, called in groups.items():
        if before.get(name) != after.get(name):
            yield f"{called}: {'; '.join(_fields(members(before.get(name)), members(after.get(name))))}"


def _words(before: Json, after: Json) -> Iterator[str]:
    """A sentence for each change of the line's own words and voices."""
    for part, kind, usual in (("voices", "Voice of", "the usual one"), ("prompts", "Words of", "the usual ones")):
        old, new = (_flat(members(document.get(part))) for document in (before, after))
        for name in {**old, **new}:
            if old.get(name) != new.get(name):
                was, is_now = (_shown(each[name]) if name in each else usual for each in (old, new))
                yield f"{kind} {name}: {was} is now {is_now}"


def _flat(book: Json) -> dict[str, JsonValue]:
    """The values by locale, or by locale and prompt."""
    books = {locale: each for locale, each in book.items() if isinstance(each, Mapping)}
    inner = {f"{locale} {name}": words for locale, each in books.items() for name, words in each.items()}
    return inner or dict(book)


def _named(kind: str, before: Json, after: Json) -> Iterator[str]:
    for name in before:
        if name not in after:
            yield f"{kind} {name} is gone"
    for name, entry in after.items():
        if name not in before:
            yield f"{kind} {name} is new"
        elif entry != before[name]:
            yield f"{kind} {name}: {'; '.join(_fields(before[name], entry))}"


def _rules(before: Json, after: Json) -> Iterator[str]:
    old, new = (
        {text(rule["name"]): rule for rule in map(members, items(document.get("rules")))}
        for document in (before, after)
    )
    yield from _named(_ONE["rules"], old, new)
    kept_before = [name for name in old if name in new]
    kept_after = [name for name in new if name in old]
    for place, name in enumerate(kept_after, 1):
        was = kept_before.index(name) + 1
        if place < was:
            yield f"Rule {name} moves up from place {was} to {place}"


def _fields(before: JsonValue, after: JsonValue, path: str = "") -> Iterator[str]:
    """Each field that differs, by its path within the entry."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        yield f"{path} {_shown(before)} is now {_shown(after)}".strip()
        return
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield from _fields(before.get(name), after.get(name), f"{path} {name}".strip())


def _shown(value: JsonValue) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    return str(value)

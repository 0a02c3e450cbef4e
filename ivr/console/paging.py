"""Search and paging of long lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from ivr.console.requests import whole_number

AT_ONCE = 50
"""Entries on a page."""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of a list. `entries` have their position in the whole list, from 0."""

    entries: list[tuple[int, str, Any]]
    looked_for: str
    number: int
    pages: int
    found: int
    whole: int


def paged(entries: Mapping[str, Any], asked: Mapping[str, str]) -> EntryPage:
    """The requested page (`page`, from 1) of the entries that contain the search words (`q`)."""
    words = asked.get("q", "").strip().casefold().split()
    found = [(place, name, each) for place, (name, each) in enumerate(entries.items()) if _holds(name, each, words)]
    pages = max(1, -(-len(found) // AT_ONCE))
    wanted = asked.get("page", "1")
    number = min(max(whole_number(wanted) or 1, 1), pages)
    first = (number - 1) * AT_ONCE
    return EntryPage(
        found[first : first + AT_ONCE], asked.get("q", "").strip(), number, pages, len(found), len(entries)
    )


def _holds(name: str, entry: Any, words: list[str]) -> bool:
    if not words:
        return True
    text = f"{name} {orjson.dumps(entry).decode()}".casefold()
    return all(word in text for word in words)

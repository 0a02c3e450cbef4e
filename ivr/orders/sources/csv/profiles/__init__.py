"""The exports of known programs: one YAML table each in this folder, recognised by the header of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NotRequired, TypedDict

import yaml

from ivr.orders.sources.csv.column_mapping import Case, Clock, ColumnMapping, TextPart
from ivr.orders.sources.field_parsers import normalized
from ivr.orders.sources.order_rows import COLUMNS

_OneOrMore = str | list[str]


class _PartTable(TypedDict):
    column: str
    after: str
    before: NotRequired[str]


class _CaseTable(TypedDict):
    when: dict[str, _OneOrMore]
    then: dict[str, str]


class _ProfileTable(TypedDict):
    title: str
    recognised_by: list[str]
    times: Clock
    columns: dict[str, _OneOrMore]
    parts: NotRequired[dict[str, _PartTable]]
    always: NotRequired[dict[str, str]]
    cases: NotRequired[list[_CaseTable]]


class BrokenProfile(ValueError):
    """A table of this folder names a column of ours that does not exist."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The export of a program. `name` is that of its table, `recognised_by` the columns that only it has."""

    name: str
    title: str
    recognised_by: frozenset[str]
    mapping: ColumnMapping


@cache
def profiles() -> Mapping[str, Profile]:
    """All profiles by name. Raises BrokenProfile."""
    tables = [each for each in files(__package__).iterdir() if each.name.endswith(".yaml")]
    found = {each.name.removesuffix(".yaml"): yaml.safe_load(each.read_text(encoding="utf-8")) for each in tables}
    return {name: profile_of(name, found[name]) for name in sorted(found)}


def recognised(names: Iterable[str]) -> Profile | None:
    """The profile of a file with these columns; if several fit, the one recognised by the most."""
    known = frozenset(names)
    fitting = [each for each in profiles().values() if each.recognised_by <= known and each.mapping.fits(known)]
    return max(fitting, key=lambda each: len(each.recognised_by), default=None)


def profile_of(name: str, table: _ProfileTable) -> Profile:
    """A profile from its table. Raises BrokenProfile."""
    parts = {ours: _part(part) for ours, part in table.get("parts", {}).items()}
    cases = tuple(_case(case) for case in table.get("cases", ()))
    always = table.get("always", {})
    written = {*table["columns"], *parts, *always, *(ours for case in cases for ours in case.then)}
    if unknown := sorted(written - set(COLUMNS)):
        raise BrokenProfile(f"{name}: there is no column {', '.join(unknown)}")
    columns = {ours: tuple(map(normalized, _listed(theirs))) for ours, theirs in table["columns"].items()}
    mapping = ColumnMapping(columns, parts, always, cases, table["times"])
    return Profile(name, table["title"], frozenset(map(normalized, table["recognised_by"])), mapping)


def _listed(given: _OneOrMore) -> list[str]:
    return [given] if isinstance(given, str) else given


def _part(table: _PartTable) -> TextPart:
    return TextPart(normalized(table["column"]), table["after"], table.get("before", ""))


def _case(table: _CaseTable) -> Case:
    when = {normalized(theirs): frozenset(map(normalized, _listed(words))) for theirs, words in table["when"].items()}
    return Case(when, table["then"])

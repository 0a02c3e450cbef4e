"""The names of carriers, as callers hear them and as tracking services have them, from the table `carriers.yaml`."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal, TypeAlias

import yaml

from ivr.orders.sources.field_parsers import plain
from ivr.orders.sources.status_words import spelling

Service: TypeAlias = Literal["easypost", "aftership", "shippo", "17track"]

_LONGEST_NAME = 60
_TABLE: Mapping[str, Mapping[str, str | list[str]]] = yaml.safe_load(
    (files("ivr.orders.sources") / "carriers.yaml").read_text(encoding="utf-8")
)
_SHORT = re.compile(r"[a-z]{2,3}")

_WRITTEN = {spelling(each): name for name, row in _TABLE.items() for each in (name, *row["also"])}
"""The names as shops write them."""
_CODED = {spelling(str(row[each])): name for name, row in _TABLE.items() for each in ("easypost", "shippo")}
"""The names by which services know them. AfterShip's `dhl` is not among them: others mean another DHL by it."""


def carrier_name(text: str) -> str:
    """A carrier's name in place of the one at a service: "UPS" for `ups`, "China Post" for `china-post`."""
    word = spelling(text)
    if known := _WRITTEN.get(word) or _CODED.get(word):
        return known
    name = plain(text, _LONGEST_NAME)
    return " ".join(map(_capitals, re.split(r"[-_ ]+", name))) if name.islower() else name


def carrier_code(service: Service, name: str) -> str:
    """The name of a carrier at a service; empty for one that is not in the table."""
    code = _TABLE.get(_WRITTEN.get(spelling(name), ""), {}).get(service, "")
    return code if isinstance(code, str) else ""


def _capitals(word: str) -> str:
    return word.upper() if _SHORT.fullmatch(word) else word.capitalize()

"""The words that shops and carriers use for a status, from the table `status_words.yaml`."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, TypedDict

import yaml

from ivr.orders.model import Basis, LeftAt, OrderStatus, RefundState, ReturnState, TrackingStatus

NOTHING: Final = "none"
"""The meaning of a word that says there is no return or refund."""

_SEPARATORS = re.compile(r"[\W_]+")
_REASON = re.compile(r"exception\s*\((.{1,40})\)")
_WITH_REASON = re.compile(r"(exception)\((\w+)\)")

Words = Mapping[str, str]
"""Spelling (see `spelling`) to the canonical word that it means."""


class BrokenTable(ValueError):
    """The table names a status that does not exist, or has a word twice in one list."""


_Meanings = dict[str, list[str]]
_StatusTable = TypedDict(
    "_StatusTable",
    {
        "order": _Meanings,
        "parcel": _Meanings,
        "return": _Meanings,
        "refund": _Meanings,
        "basis": _Meanings,
        "left_at": _Meanings,
        "families": list[str],
        "refunded": list[str],
        "returned": list[str],
        "empty": list[str],
    },
)


@lru_cache(maxsize=4000)
def spelling(text: str) -> str:
    """A word without capitals and separators, so that all ways to write it are equal."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def words_of(table: Mapping[str, Iterable[str]], canonical: Iterable[str], *more: str) -> Words:
    """One list of the table by spelling, the canonical words among them. Raises BrokenTable."""
    known = {*canonical, *more}
    found = {spelling(word): word for word in canonical}
    for meaning, spellings in table.items():
        if _WITH_REASON.sub(r"\1", meaning) not in known:
            raise BrokenTable(f"there is no status {meaning!r}")
        for word in map(spelling, spellings):
            if found.setdefault(word, meaning) != meaning:
                raise BrokenTable(f"{word!r} stands twice")
    return found


_TABLE: _StatusTable = yaml.safe_load(
    (files("ivr.orders.sources") / "status_words.yaml").read_text(encoding="utf-8"),
)
_ORDER = words_of(_TABLE["order"], OrderStatus)
_PARCEL = words_of(_TABLE["parcel"], TrackingStatus)
_RETURN = words_of(_TABLE["return"], set(ReturnState) - {ReturnState.UNKNOWN}, NOTHING, "unknown")
_REFUND = words_of(_TABLE["refund"], set(RefundState) - {RefundState.UNKNOWN}, NOTHING, "unknown")
_BASIS = words_of(_TABLE["basis"], Basis)
_LEFT_AT = words_of(_TABLE["left_at"], LeftAt)
_FAMILIES = tuple(sorted(map(spelling, _TABLE["families"]), key=len, reverse=True))
_REFUNDED = frozenset(map(spelling, _TABLE["refunded"]))
_RETURNED = frozenset(map(spelling, _TABLE["returned"]))
_EMPTY = frozenset(["", *map(spelling, _TABLE["empty"])])


def is_empty(text: str) -> bool:
    """Whether a status column says nothing: a dash, `n/a`."""
    return spelling(text) in _EMPTY


def order_status(text: str) -> OrderStatus | None:
    """The status of an order by its word; None for a word that is not in the table."""
    found = _ORDER.get(spelling(text))
    return OrderStatus(found) if found else None


def says_refunded(text: str) -> bool:
    """Whether the status word of an order says that its money was given back, at least in part."""
    return spelling(text) in _REFUNDED


def says_returned(text: str) -> bool:
    """Whether the status word of an order says that its goods came back, at least in part."""
    return spelling(text) in _RETURNED


@lru_cache(maxsize=4000)
def tracking_status(text: str) -> tuple[TrackingStatus, str] | None:
    """The status of a parcel by its word, and the reason of an exception; None for a word that is not in the table.

    `exception(...)` may give any reason.
    """
    if given := _REASON.fullmatch(text.strip().casefold()):
        return TrackingStatus.EXCEPTION, "_".join(filter(None, _SEPARATORS.split(given[1])))
    return parcel_meaning(_PARCEL, text) or parcel_meaning(_PARCEL, _family(spelling(text)))


def parcel_meaning(words: Words, text: str) -> tuple[TrackingStatus, str] | None:
    """The status of a parcel by a word of any such table, and the reason of an exception; None for other words."""
    found = words.get(spelling(text))
    if found is None:
        return None
    with_reason = _WITH_REASON.fullmatch(found)
    return (TrackingStatus.EXCEPTION, with_reason[2]) if with_reason else (TrackingStatus(found), "")


def _family(word: str) -> str:
    """The word before a carrier's own number of three digits; empty without one."""
    return next((each for each in _FAMILIES if re.fullmatch(rf"{each}\d{{3}}", word)), "")


def return_state(text: str) -> ReturnState | Literal["none"] | None:
    """The state of a return by its word; NOTHING if there is none, None for a word that is not in the table."""
    found = _RETURN.get(spelling(text))
    return NOTHING if found == NOTHING else ReturnState(found) if found else None


def refund_state(text: str) -> RefundState | Literal["none"] | None:
    """The state of a refund by its word; NOTHING if there is none, None for a word that is not in the table."""
    found = _REFUND.get(spelling(text))
    return NOTHING if found == NOTHING else RefundState(found) if found else None


def basis(text: str) -> Basis | None:
    """The basis of a delivery window by its word; None for a word that is not in the table."""
    found = _BASIS.get(spelling(text))
    return Basis(found) if found else None


@lru_cache(maxsize=4000)
def left_at(text: str) -> LeftAt | None:
    """Where a parcel was left, by a carrier's words for it; None for words that are not in the table.

    "Delivered, Front Door/Porch" is read like "Front Door/Porch". Words after these are not read: they may be anything.
    """
    found = _LEFT_AT.get(spelling(text).removeprefix("delivered"))
    return LeftAt(found) if found else None

"""Shopify's words for a status, from the table `status_codes.yaml` and, for all others, from the shared one."""

from collections.abc import Mapping
from importlib.resources import files
from typing import TypedDict

import yaml

from ivr.orders.model import OrderStatus, TrackingStatus
from ivr.orders.sources import status_words
from ivr.orders.sources.field_parsers import normalized

_Meanings = dict[str, list[str]]
_Codes = TypedDict(
    "_Codes",
    {
        "parcel": _Meanings,
        "failed fulfilment": list[str],
        "open": list[str],
        "hold": _Meanings,
        "paid back": list[str],
        "without parcel": _Meanings,
    },
)


def _by_word(meanings: _Meanings) -> Mapping[str, str]:
    return {normalized(word): meaning for meaning, words in meanings.items() for word in words}


_CODES: _Codes = yaml.safe_load((files(__package__) / "status_codes.yaml").read_text(encoding="utf-8"))
_PARCEL = {word: TrackingStatus(meaning) for word, meaning in _by_word(_CODES["parcel"]).items()}
_HOLD = {word: OrderStatus(meaning) for word, meaning in _by_word(_CODES["hold"]).items()}
_WITHOUT_PARCEL = {word: OrderStatus(meaning) for word, meaning in _by_word(_CODES["without parcel"]).items()}
_FAILED = frozenset(map(normalized, _CODES["failed fulfilment"]))
_OPEN = frozenset(map(normalized, _CODES["open"]))
_PAID_BACK = frozenset(map(normalized, _CODES["paid back"]))


def tracking_status(word: str) -> tuple[TrackingStatus, str] | None:
    """The status of a parcel and the reason of an exception; None for a word in neither table."""
    own = _PARCEL.get(normalized(word))
    return (own, "") if own else status_words.tracking_status(word)


def hold_status(reason: str) -> OrderStatus:
    """The status of an order that is held for a reason."""
    return _HOLD.get(normalized(reason), OrderStatus.ON_HOLD)


def status_without_parcel(method: str) -> OrderStatus | None:
    """The status of goods once they are given out by a way without a parcel; None for other ways."""
    return _WITHOUT_PARCEL.get(normalized(method))


def is_failed(status: str) -> bool:
    """Whether a fulfilment with this status never became a parcel."""
    return normalized(status) in _FAILED


def is_open(status: str) -> bool:
    """Whether a fulfilment order with this status is still to be sent."""
    return normalized(status) in _OPEN


def is_paid_back(financial_status: str) -> bool:
    """Whether the money of an order was given back, or never taken."""
    return normalized(financial_status) in _PAID_BACK

"""A call on record, as its page tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LISTED = 200
"""Calls that a list shows at most."""
UNDER_WAY = "under way"
"""Instead of a disposition: a call that is not over."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call: its row, its turns with their hops, decisions, legs, messages, and the caller's earlier calls."""

    call: Mapping[str, Any]
    turns: Sequence[Mapping[str, Any]]
    hops: Mapping[int, Sequence[tuple[str, str, str]]]
    decisions: Mapping[int, Mapping[str, Any]]
    legs: Sequence[Mapping[str, Any]]
    messages: Sequence[Mapping[str, Any]]
    earlier: Sequence[Mapping[str, Any]]

"""The record of a call, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from routing.json_value import Json, JsonValue

LISTED = 200
"""The maximum number of calls in a list."""
UNDER_WAY = "under way"
"""Filter value in place of a disposition: calls that have not ended."""


class CallRow(TypedDict):
    """A call, as it is stored. `caller_hint` is the end of the caller's number; `survey` is asked, yes, no or empty."""

    sid: str
    began_at: datetime
    dnis: str
    caller_key: str
    caller_hint: str
    language: str
    ended_at: datetime | None
    seconds: int | None
    disposition: str
    survey: str


class TurnRow(TypedDict):
    """A turn, as it is stored. `said` are sentences, each a prompt, its facts and the language."""

    turn: int
    at: datetime
    language: str
    heard: str
    pressed: str
    said: Sequence[Sequence[JsonValue]]
    recording: str
    degraded: str


class LegRow(TypedDict):
    """A stay in a queue, as it is stored. `waited` is seconds."""

    turn: int
    queue: str
    language: str
    issue: str
    rule: str
    waited: float | None
    became: str


class MessageRow(TypedDict):
    """A text message, as it is stored."""

    recipient: str
    state: str
    error: str


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call: its row, its turns with their hops, decisions, legs, messages, and the caller's earlier calls."""

    call: CallRow
    turns: Sequence[TurnRow]
    hops: Mapping[int, Sequence[tuple[str, str, str]]]
    decisions: Mapping[int, Json]
    legs: Sequence[LegRow]
    messages: Sequence[MessageRow]
    earlier: Sequence[CallRow]

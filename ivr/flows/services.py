"""The services that decisions of flows read, created for each turn with its time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from ivr.engine.flow import Flow
from ivr.engine.records import Json
from ivr.flows.context import Context
from ivr.flows.outreach import Outreach
from ivr.orders.identity.claims import GuessLimits
from ivr.orders.identity.verification import Policy
from ivr.orders.order_source import OrderSource
from routing.caller import CallerProfile
from routing.decide import Decision
from routing.model import Routing


class Floor(Protocol):
    """Queue states and the routing in force, all from memory: no server is queried during a turn."""

    @property
    def routing(self) -> Routing:
        """The document in force."""

    @property
    def version(self) -> int:
        """The number of its version; 0 before the first publication."""

    def document(self, version: int | None) -> Routing:
        """The document of a call in progress, or the one in force if that version is unavailable."""

    def decide(self, caller: CallerProfile, version: int | None, now: datetime) -> tuple[Decision, Json]:
        """The decision for a caller by the version that the call began with, and its explanation as JSON values."""

    def reaches_someone(self, caller: CallerProfile, version: int | None, now: datetime) -> bool:
        """Whether any queue could take the caller now. Nothing is counted."""

    def can_take(self, queue: str, now: datetime) -> bool:
        """Whether a queue of the document in force is open, reachable and not full now."""

    def lets_wait(self, queue: str, now: datetime) -> bool:
        """Whether callers can continue to wait for a queue: it is open, or closed only recently."""

    def wait(self, queue: str, ahead: int) -> float | None:
        """The expected wait of a caller with `ahead` callers in front, in seconds; None if unknown."""

    def announcements(self, dnis: str, language: str) -> tuple[str, ...]:
        """The messages of active switches for a number, in a language."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one turn.

    `age_told` is the age of an order's news from which callers hear it, 0 for never; `seeded_random` draws a number
    below a limit that is fixed for a call SID; `hashed` returns a keyed hash, for data that must be recognised but not
    read; `callable_number` and `textable_number` return the E.164 of a number that we call back, or send texts to, else
    an empty text; `calls_out` tells whether the line can place calls itself.
    """

    now: datetime
    orders: OrderSource
    guesses: GuessLimits
    outreach: Outreach
    policy: Policy
    floor: Floor
    languages: tuple[str, ...]
    speak_items: bool
    age_told: timedelta
    sends_texts: bool
    calls_out: bool
    seeded_random: Callable[[str, int], int]
    hashed: Callable[[str], str]
    callable_number: Callable[[str], str]
    textable_number: Callable[[str], str]


LineFlow: TypeAlias = Flow[Context, Services]
"""A flow of this line."""

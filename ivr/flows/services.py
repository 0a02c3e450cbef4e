"""What the flows' decisions may look at. TurnInfo anew for each turn, with the turn's time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
    """The queues as they stand, and the routing in force. Nothing here is asked of a server on a turn's way."""

    @property
    def routing(self) -> Routing:
        """The document in force."""

    @property
    def version(self) -> int:
        """Its number; 0 before the first was published."""

    def document(self, version: int | None) -> Routing:
        """The document of a call under way; the one in force where it is not had (any more)."""

    def decide(self, caller: CallerProfile, version: int | None, now: datetime) -> tuple[Decision, Json]:
        """Where a caller goes, by the version that the call began with; and the reasons, as JSON values."""

    def reaches_someone(self, caller: CallerProfile, version: int | None, now: datetime) -> bool:
        """Whether anybody could take the caller now. Nothing is counted."""

    def can_take(self, queue: str, now: datetime) -> bool:
        """Whether a queue of the document in force is open, reachable and not full now."""

    def lets_wait(self, queue: str, now: datetime) -> bool:
        """Whether those who wait for a queue may go on waiting: it is not closed, or its people left only lately."""

    def wait(self, queue: str, ahead: int) -> float | None:
        """Seconds that a caller with so many ahead will wait; None when there is no telling."""

    def announcements(self, dnis: str, language: str) -> tuple[str, ...]:
        """The messages of the switches that are on for a number, in a language."""


@dataclass(frozen=True, slots=True)
class Services:
    """The world, as seen from one turn.

    `seeded_random` draws a number below a limit that is fixed for a call SID; `hashed` gives a keyed hash, for what
    must be known again and not be read; `callable_number` and `textable_number` give the E.164 of a number that we call
    back, or send texts to, else nothing; `calls_out` is whether the line can place calls itself.
    """

    now: datetime
    orders: OrderSource
    guesses: GuessLimits
    outreach: Outreach
    policy: Policy
    floor: Floor
    languages: tuple[str, ...]
    speak_items: bool
    sends_texts: bool
    calls_out: bool
    seeded_random: Callable[[str, int], int]
    hashed: Callable[[str], str]
    callable_number: Callable[[str], str]
    textable_number: Callable[[str], str]


LineFlow: TypeAlias = Flow[Context, Services]
"""A flow of this line."""

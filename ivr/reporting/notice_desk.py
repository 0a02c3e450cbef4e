"""What the console shows of texts before customers call, and does about them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.reporting.audit import Actor
from ivr.reporting.notice_effect import NoticeCounts, NoticeEffect, calls_saved
from routing.notice_terms import NoticeEvent

EVENT_NAMES: Mapping[NoticeEvent, str] = {
    "late": "Late",
    "attempted": "Delivery attempted",
    "ready_for_pickup": "Waits for pickup",
    "cancelled": "Cancelled",
}
"""The events as people call them."""
NOTICE_HEADING = (
    *("event", "planned", "held back", "waiting", "sent", "delivered", "not delivered", "refused", "repaired"),
    *("not taken", "texted", "texted with a call", "held back and watched", "held back with a call"),
    *("calls saved", "from", "to"),
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A text as it is listed: its number by the last two digits alone."""

    at: datetime
    order: str
    event: str
    language: str
    state: str
    reason: str
    number_hint: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class StoppedNumber:
    """A number that gets no texts: its key, last two digits, how and when it was opted out, by which admin."""

    number_key: str
    number_hint: str
    way: str
    who: str
    at: datetime


class NoticeDesk(Protocol):
    """Reads and changes what there is of texts before customers call."""

    def counts(self, since: datetime, until: datetime) -> Sequence[NoticeCounts]:
        """The texts planned in a period, by event."""

    def effects(self, since: datetime, until: datetime) -> Sequence[NoticeEffect]:
        """What the texts planned in a period did, by event."""

    def newest(self) -> Sequence[NoticeRow]:
        """The texts planned last."""

    def stopped_numbers(self) -> Sequence[StoppedNumber]:
        """The numbers opted out last."""

    def stop(self, number: str, *, actor: Actor) -> bool:
        """Send no texts to a number any more. Returns False if it is no telephone number."""

    def start(self, number_key: str, *, actor: Actor) -> bool:
        """Send texts to a number again, given by its key. Returns False if it was not opted out."""

    def trouble(self) -> str:
        """Why sending is stopped, or fails; empty if all is well."""

    def go_on(self, *, actor: Actor) -> None:
        """Send again after it was stopped."""

    def preview(self, event: NoticeEvent, language: str, brand: str) -> str:
        """A text of an event about a made-up order. Raises LookupError for a language that the line has not."""

    def try_out(self, event: NoticeEvent, language: str, brand: str, number: str, *, actor: Actor) -> str:
        """Send that text to a number. Returns why it was not sent, empty if it was."""


def event_name(event: str) -> str:
    """An event as people call it."""
    return {**EVENT_NAMES}.get(event, event)  # type: ignore[call-overload, no-any-return]


def notice_rows(counts: Iterable[NoticeCounts], effects: Iterable[NoticeEffect]) -> Iterator[tuple[object, ...]]:
    """The figures of each event as rows below NOTICE_HEADING; unknown is n/a."""
    by_event = {each.event: each for each in effects}
    for each in counts:
        effect = by_event.get(each.event, NoticeEffect(each.event))
        saved = calls_saved(effect)
        yield (
            event_name(each.event),
            *(each.planned, each.held_back, each.waiting, each.sent, each.delivered, each.undelivered),
            *(each.refused, each.repaired, each.not_taken),
            *(effect.texted.orders, effect.texted.called, effect.held_back.orders, effect.held_back.called),
            *((round(saved.value, 1), round(saved.low, 1), round(saved.high, 1)) if saved else ("n/a",) * 3),
        )

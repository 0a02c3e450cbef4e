"""Webhooks of events: an address elsewhere that is told of some kinds of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol
from urllib.parse import urlsplit

from ivr.reporting.audit import Actor
from ivr.reporting.happenings import HappeningKind

OVERLAP = timedelta(days=1)
"""Time in which the secret before signs beside a new one."""
MOST_WEBHOOKS = 20
LONGEST_ADDRESS = 1000
DELIVERIES_SHOWN = 100


class WebhookUnfit(ValueError):
    """The webhook cannot be made as it is. The message is for the user."""


class NoSuchWebhook(LookupError):
    """There is no webhook, or delivery, with this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWebhook:
    """A webhook, without its secrets. A `paused` one is told nothing until it is resumed; `trouble` says why.

    Until `secret_until` the secret before the newest signs as well.
    """

    id: str
    url: str
    kinds: tuple[HappeningKind, ...]
    state: Literal["on", "paused"]
    trouble: str
    made_by: str
    made_at: datetime
    secret_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDelivery:
    """A message to a webhook: `state` is due, sending, sent or failed, `status` the HTTP status of the last answer."""

    id: str
    event: str
    state: str
    attempts: int
    status: int | None
    error: str
    due_at: datetime
    created_at: datetime


class EventWebhooks(Protocol):
    """The webhooks of events. Methods that name one raise NoSuchWebhook."""

    def all(self) -> Sequence[EventWebhook]:
        """All webhooks, oldest first."""

    def get(self, webhook: str) -> EventWebhook:
        """A webhook by id."""

    def make(self, url: str, kinds: Sequence[HappeningKind], *, actor: Actor) -> tuple[str, str]:
        """Make a webhook; its id, and its secret for this once. Raises WebhookUnfit."""

    def remove(self, webhook: str, *, actor: Actor) -> None:
        """Remove a webhook with what it was still to be told."""

    def rotate(self, webhook: str, *, actor: Actor) -> str:
        """Give a webhook a new secret, and return it, for this once. For OVERLAP the one before signs as well."""

    def resume(self, webhook: str, *, actor: Actor) -> None:
        """Tell a paused webhook again, with what it was to be told."""

    def deliveries(self, webhook: str) -> Sequence[EventDelivery]:
        """The newest deliveries, DELIVERIES_SHOWN at most."""

    def replay(self, webhook: str, delivery: str, *, actor: Actor) -> None:
        """Send a delivery again, under the same id."""


def unfit_address(url: str) -> str:
    """What is wrong with the address of a webhook, in words; empty if it may be tried."""
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        has_host = False
    if not has_host or parts.scheme not in ("https", "http") or not url.isascii() or not url.isprintable():
        return "Write the address as https://example.com/hook."
    if parts.username or parts.password or len(url) > LONGEST_ADDRESS:
        return f"An address has no name and password in it, and {LONGEST_ADDRESS} characters at most."
    return ""

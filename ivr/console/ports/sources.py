"""Sources of orders: how they are doing, and connecting them. No secret comes out of this port."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ivr.console.ports.orders import OrderOnFile
from ivr.orders.sources.connector import Connector
from ivr.orders.sources.import_report import NoteCount
from ivr.orders.sources.source import Access, Source, SourceKind, SourceState
from ivr.reporting.audit import Actor


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source without its secrets, how it is doing, and the figures of its orders; None where it has none.

    `with_window` counts its open orders that have a delivery window; `silent` its parcels on their way without news
    for days.
    """

    source: Source
    state: SourceState
    orders: int | None = None
    open: int | None = None
    with_window: int | None = None
    silent: int | None = None
    unread: Sequence[NoteCount] = ()
    """What could not be read in its news: words that are not known, values that were left out."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The answer of a source that was connected. `topics` are its webhooks, `trouble` why it could register none."""

    access: Access
    topics: tuple[str, ...] = ()
    trouble: str = ""


class SourceUnfit(ValueError):
    """A source that cannot be stored as it is. The message says what to mend."""


class SecretsUnreadable(Exception):
    """The secrets of the sources cannot be opened. The message says what to mend."""


class SourceDesk(Protocol):
    """The connected sources. Whatever asks a platform raises SourceRefused and SourceSilent; all methods raise
    SecretsUnreadable.
    """

    @property
    def connectors(self) -> Mapping[SourceKind, Connector]:
        """The kinds of sources that can be connected."""

    def all(self) -> Sequence[SourceReport]:
        """All sources, by name."""

    def find(self, name: str) -> SourceReport | None:
        """A source; None if there is none of this name."""

    def webhook_address(self, name: str) -> str:
        """Where the platform sends its webhooks."""

    def connect(self, source: Source, *, actor: Actor) -> Connected:
        """Test a source, store it, and have its webhooks sent here. Its orders are read from now on.

        Raises SourceUnfit too.
        """

    def test(self, name: str) -> Access:
        """Ask a platform whether it serves this line."""

    def change_secrets(self, name: str, secrets: Mapping[str, str], *, actor: Actor) -> Connected:
        """Test a source with other secrets, and store them; those that are not given stay."""

    def pause(self, name: str, *, paused: bool, actor: Actor) -> None:
        """Stop listening to a source, or listen to it again."""

    def read_anew(self, name: str) -> None:
        """Have the changes of a shop read now."""

    def remove(self, name: str, *, actor: Actor) -> None:
        """Forget a source and its secrets. Its orders stay until they are too old."""

    def first_orders(self, name: str) -> Sequence[OrderOnFile]:
        """A few of the newest orders that a source told of. Raises Unavailable."""

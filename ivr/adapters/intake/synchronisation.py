"""Reads the orders of a shop that changed, batch by batch; one that was cut off goes on where it was."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.adapters.redis.news.notes import SourceNotes
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.sources.store import SqlSources
from ivr.orders.sources.source import Batch, Shop, Source, SourceState

NIGHT = 3
"""The hour from which shops are read again: webhooks get lost, and platforms stop sending them."""
OVERLAP = timedelta(minutes=10)
"""Clocks differ, and a shop may show a change later than it happened."""


def is_due(state: SourceState, now: datetime) -> bool:
    """Whether a shop has to be read: never read to its end, cut off, in trouble, or last read before this night.

    `now` is on the shop's clock.
    """
    night = now.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    last_night = night if night <= now else night - timedelta(days=1)
    return not state.synced_at or state.sync_began_at is not None or bool(state.trouble) or state.synced_at < last_night


@dataclass(frozen=True, slots=True)
class Synchronisation:
    """Reads shops. Safe to run twice at once, and to be killed: a batch is applied before its cursor is kept."""

    sources: SqlSources
    writer: NewsWriter
    notes: SourceNotes
    clock: Callable[[], datetime]

    def run(self, source: Source, shop: Shop) -> Generator[Batch]:
        """Yield each batch after it was applied; the caller may stop between them.

        Raises SourceRefused and SourceSilent.
        """
        state = self.sources.state(source.name)
        began = (state.sync_began_at if state.cursor else None) or self.clock()
        since = state.synced_at - OVERLAP if state.synced_at else None
        batch = None
        for batch in shop.changed(since, state.cursor):
            self.writer.apply(batch.news, source)
            self.notes.add(source.name, batch.notes)
            self.sources.progress(source.name, batch, began)
            yield batch
        if batch is None:  # nothing has changed
            self.sources.progress(source.name, Batch((), ""), began)
        self.sources.finished(source.name)

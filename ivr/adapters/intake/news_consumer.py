"""Moves news from the Redis stream to the order index, in the order of each source's own time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter

import structlog
from sqlalchemy import Engine

from ivr.adapters.redis.news.notes import SourceNotes
from ivr.adapters.redis.news.pending import PendingOrders
from ivr.adapters.redis.news.stream import Entry, NewsStream, Unfit
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.records.dead_letter import set_aside
from ivr.orders.news import News, OrderNews, PrivacyRequest
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.source import Source, WebhookRules, WebhookUnreadable

BATCH = 100
MOST_BATCHES = 100
"""Limit of a run, so that it ends even if news arrives as fast as it is applied."""

log = structlog.get_logger()


@dataclass(slots=True)
class Consumed:
    """The number of entries applied in one run, and of those set aside."""

    applied: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry, and what it says."""

    entry: Entry
    news: tuple[News, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class NewsConsumer:
    """Applies what is on the stream. Safe to run twice at once, and to be killed between applying and taking off.

    `rules` reads the webhooks of a source; `heard` is told when a source spoke last; `requested` carries out a privacy
    request; `goes_on` is asked after each batch whether there may be another.
    """

    engine: Engine
    stream: NewsStream
    writer: NewsWriter
    pending: PendingOrders
    notes: SourceNotes
    sources: Mapping[str, Source]
    rules: Callable[[Source], WebhookRules | None]
    heard: Callable[[str, datetime], None]
    requested: Callable[[PrivacyRequest], object]

    def run(self, goes_on: Callable[[], bool] = lambda: True, *, batch: int = BATCH) -> Consumed:
        """Apply the entries of the stream, oldest first. Raises RedisError and SQLAlchemyError."""
        done = Consumed()
        for _ in range(MOST_BATCHES):
            entries, unfit = self.stream.read(batch)
            if not entries and not unfit:
                break
            unfit += self._apply(entries)
            self._take_out(entries, unfit)
            done.refused += len(unfit)
            done.applied += len({each.name for each in entries} - {each.name for each in unfit})
            if not goes_on():
                break
        return done

    def _apply(self, entries: Sequence[Entry]) -> list[Unfit]:
        """Apply entries, each source's by its own time. Returns those that cannot be applied."""
        unfit, by_source = list[Unfit](), defaultdict[str, list[_Read]](list)
        for read in map(self._read, entries):
            if isinstance(read, Unfit):
                unfit.append(read)
            else:
                by_source[read.entry.source].append(read)
        for name, told in by_source.items():
            if source := self.sources.get(name):
                unfit += self._apply_of(source, told)
        return unfit

    def _read(self, entry: Entry) -> _Read | Unfit:
        """Read an entry. That of a source which was removed meanwhile says nothing."""
        if isinstance(entry.said, OrderNews):
            return _Read(entry, (entry.said,))
        source = self.sources.get(entry.source)
        rules = self.rules(source) if source else None
        if source is None or rules is None:
            return _Read(entry)
        try:
            return _Read(entry, *rules.read(entry.said, source))
        except WebhookUnreadable as error:
            return _unfit(entry, str(error))
        except Exception as error:  # a fault of the rules must not stop what others say
            return _unfit(entry, type(error).__name__)

    def _apply_of(self, source: Source, told: Sequence[_Read]) -> Iterator[Unfit]:
        refused = set_aside(self.engine, told, partial(self._write, source))
        self.heard(source.name, max(each.entry.at for each in told))
        self.notes.add(source.name, (note for each in told for note in each.notes))
        return (_unfit(each.entry, type(error).__name__) for each, error in refused)

    def _write(self, source: Source, told: Sequence[_Read]) -> None:
        news = sorted((news for each in told for news in each.news), key=attrgetter("at"))
        applied = self.writer.apply(news, source)
        self.pending.add(applied.unknown)
        for request in applied.requests:
            self.requested(request)

    def _take_out(self, entries: Sequence[Entry], unfit: Sequence[Unfit]) -> None:
        for each in unfit:
            log.error("news cannot be applied", source=each.source, cause=each.cause)
        refused = {each.name for each in unfit}
        self.stream.take_out([*unfit, *(each for each in entries if each.name not in refused)])


def _unfit(entry: Entry, cause: str) -> Unfit:
    return Unfit(entry.name, entry.source, entry.size, cause)

"""Has a tracking service report on parcels that nobody has reported on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from ivr.adapters.sql.orders.freshness import OrderFreshness
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.orders.sources.source import Source, Tracker

UNHEARD = timedelta(days=1)
"""A parcel is given to the service again after this time, if nobody has reported on it."""
AT_ONCE = 100
"""Parcels in one run. Services count them, and allow a few a second."""


@dataclass(frozen=True, slots=True)
class FollowedParcels:
    """Registers parcels. Safe to run twice at once, and to be killed: services register a parcel once."""

    freshness: OrderFreshness
    writer: NewsWriter

    def follow(self, source: Source, tracker: Tracker, goes_on: Callable[[], bool]) -> int:
        """Register parcels while `goes_on`. Returns their number. Raises SourceRefused and SourceSilent."""
        asked = 0
        for parcel in self.freshness.parcels_without_news(UNHEARD, AT_ONCE):
            if not goes_on():
                break
            news = tracker.track(parcel.tracking_number, parcel.carrier)
            self.freshness.asked(parcel.tracking_number, source.name)
            if news:
                self.writer.apply([news], source)
            asked += 1
        return asked

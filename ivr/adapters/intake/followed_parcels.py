"""Asks a tracking service or a carrier about parcels on which nobody has reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ivr.adapters.sql.orders.freshness import OrderFreshness
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.orders.sources.source import Source, Tracker

AT_ONCE = 100
"""Parcels in one run. Services count them, and allow a few a second."""


@dataclass(frozen=True, slots=True)
class FollowedParcels:
    """Asks about parcels. Safe to run twice at once, and to be killed: services register a parcel once."""

    freshness: OrderFreshness
    writer: NewsWriter

    def follow(
        self,
        source: Source,
        tracker: Tracker,
        goes_on: Callable[[], bool],
        *,
        unheard: timedelta,
        carriers: Sequence[str] = (),
    ) -> int:
        """Ask about parcels that were unheard of for so long, all or those of `carriers`, while `goes_on`.

        Returns their number. Raises SourceRefused and SourceSilent. A parcel is noted as asked about before it is, so
        that one that always fails does not stand before the others.
        """
        asked = 0
        for parcel in self.freshness.parcels_without_news(unheard, AT_ONCE, carriers):
            if not goes_on():
                break
            self.freshness.asked(parcel.tracking_number, source.name)
            if news := tracker.track(parcel.tracking_number, parcel.carrier):
                self.writer.apply([news], source)
            asked += 1
        return asked

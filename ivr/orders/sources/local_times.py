"""Times that carriers write without a zone, on the clock of the place where a parcel goes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files

import yaml
from babel.core import get_global

from ivr.orders.sources.field_parsers import zone_of
from ivr.orders.sources.tracking_report import time_of

_TABLE: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(
    (files("ivr.orders.sources") / "regions.yaml").read_text(encoding="utf-8")
)
_REGIONS = {(country, each): zone for country, zones in _TABLE.items() for zone, its in zones.items() for each in its}
_CLOCK = re.compile(r"(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel goes: a country (ISO 3166) and its state or province, as far as the carrier says."""

    country: str = ""
    region: str = ""

    def at(self, day: date, clock: time) -> datetime | None:
        """A time of day there; None if it is not known on which clock."""
        local = datetime.combine(day, clock)
        zones = [each for each in map(zone_of, self._zones()) if each]
        offsets = {local.replace(tzinfo=zone).utcoffset() for zone in zones}
        return local.replace(tzinfo=zones[0]) if len(offsets) == 1 else None

    def moment(self, text: str) -> date | datetime | None:
        """A day or time in ISO 8601. Midnight, on whatever clock, and a time on an unknown clock give the day."""
        at = time_of(text)
        if not isinstance(at, datetime):
            return at
        if at.time() == time.min:
            return at.date()
        return at if at.tzinfo else self.at(at.date(), at.time()) or at.date()

    def _zones(self) -> list[str]:
        country, region = self.country.upper(), self.region.upper()
        if zone := _REGIONS.get((country, region)):
            return [zone]
        return list(get_global("territory_zones").get(country, ()))


def clock_time(text: str) -> time | None:
    """A time of day: 143000, 14:30 or 2:30 pm; None for any other text."""
    parts = _CLOCK.fullmatch(text.strip()[:20])
    if parts is None:
        return None
    hour, half = int(parts[1]), (parts[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    try:
        return time(hour, int(parts[2]), int(parts[3] or 0))
    except ValueError:
        return None


def compact_day(text: str) -> date | None:
    """A day written as 20261124; None for any other text."""
    is_one = len(text) == 8 and text.isascii() and text.isdecimal()
    found = time_of(f"{text[:4]}-{text[4:6]}-{text[6:]}") if is_one else None
    return found if found and not isinstance(found, datetime) else None

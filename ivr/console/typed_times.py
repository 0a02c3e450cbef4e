"""Times as they are typed, on the shop's clock."""

from datetime import UTC, datetime, tzinfo


def moment(text: str, zone: tzinfo | None) -> datetime:
    """The typed time. Of an ambiguous hour the first; raises ValueError for an hour that the clock change skips."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("that is no time; write it as 2026-11-24T10:30") from None
    if not 1970 < at.year < 2200:
        raise ValueError("that is too far away")
    if at.tzinfo is not None:
        return at
    here = at.replace(tzinfo=zone)
    if here.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at:
        raise ValueError("the clocks go forward then, and that hour does not come")
    return here


def day_typed(text: str, zone: tzinfo | None) -> datetime | None:
    """The beginning of the typed day; None if it cannot be read or is out of range."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=zone) if 1970 < day.year < 2200 else None

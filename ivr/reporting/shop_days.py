"""The days, weeks and months of a shop as stretches of time: a day lasts 23 or 25 hours when its clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo


def midnight(day: date, zone: tzinfo) -> datetime:
    """The instant in UTC at which a day begins; where its clock skips midnight, the first instant after."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def days_between(since: datetime, until: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield beginning and end, in UTC, of the days that have a part between two times."""
    day = since.astimezone(zone).date()
    while (begins := midnight(day, zone)) < until:
        day += timedelta(days=1)
        yield begins, midnight(day, zone)


def first_day(at: datetime, grain: str, zone: tzinfo) -> datetime:
    """The beginning, in UTC, of the day, week (from Monday) or month of an instant."""
    day = at.astimezone(zone).date()
    if grain == "week":
        day -= timedelta(days=day.weekday())
    elif grain == "month":
        day = day.replace(day=1)
    return midnight(day, zone)

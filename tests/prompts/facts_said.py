"""Facts for the tables of speech. Now is Sunday, 22 November 2026, nine in the morning in New York."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from prompts.facts import Day, Moment, Window

NEW_YORK = ZoneInfo("America/New_York")
HONOLULU = ZoneInfo("Pacific/Honolulu")
MADRID = ZoneInfo("Europe/Madrid")
BERLIN = ZoneInfo("Europe/Berlin")
WARSAW = ZoneInfo("Europe/Warsaw")
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 9, tzinfo=NEW_YORK)


def day(month: int, of_month: int, *, year: int = 2026, zone: str = "") -> Day:
    return Day(date(year, month, of_month), zone)


def days(start: tuple[int, int], end: tuple[int, int], *, zone: str = "") -> Window:
    return Window(date(2026, *start), date(2026, *end), zone)


def at(clock: str, of_month: int = 22, *, month: int = 11, year: int = 2026, zone: ZoneInfo = NEW_YORK) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(year, month, of_month, hour, minute, tzinfo=zone)


def window(start: str, end: str, of_month: int = 22, *, nights: int = 0, zone: ZoneInfo = NEW_YORK) -> Window:
    """Two times in November 2026, the second `nights` days later."""
    return Window(at(start, of_month, zone=zone), at(end, of_month + nights, zone=zone))


def moment(clock: str, of_month: int = 22, *, month: int = 11, zone: ZoneInfo = NEW_YORK) -> Moment:
    return Moment(at(clock, of_month, month=month, zone=zone))


def offset(start: str, end: str, hours: int) -> Window:
    """Two times of today with a bare offset, as order files have them."""
    zone = timezone(timedelta(hours=hours))
    return Window(at(start).replace(tzinfo=zone), at(end).replace(tzinfo=zone))

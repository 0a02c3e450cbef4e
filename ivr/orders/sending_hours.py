"""When a text may be sent to the destination of an order: on the recipient's clock, by the rules of the place."""

from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from phonenumbers import NumberParseException, parse
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from ivr.orders.model import Order
from ivr.orders.phone_numbers import country_of
from ivr.orders.us_states import state_of_zip
from routing.hours import HoursCalendar, HoursError
from routing.model import Hours
from routing.notice_terms import NoticeTerms, SendingWindow

_MOST_STEPS = 30
"""Openings that are tried until one suits every zone in question."""


def sending_time(order: Order, number: str, terms: NoticeTerms, now: datetime) -> datetime | None:
    """The first time from `now` on at which a text about an order may go to a number (E.164); None if there is none.

    Without a zone of the destination, every zone that the number may be in has to allow it.
    """
    place = place_of(order, number)
    window = terms.windows.get(place) or terms.windows.get(place[:2]) or terms.usual_window
    calendars = [_calendar(zone, place, window) for zone in zones_of(order, number)]
    at = now
    for _ in range(_MOST_STEPS if calendars else 0):
        openings = [calendar.opening(at) for calendar in calendars]
        if all(each.is_open for each in openings):
            return at
        waits = [each.opens for each in openings if not each.is_open]
        if None in waits:
            return None
        at = max(each for each in waits if each is not None)
    return None


def place_of(order: Order, number: str) -> str:
    """The destination: a country, with its state in the United States where the ZIP code tells (ISO 3166)."""
    country = order.country or country_of(number)
    state = state_of_zip(order.postcode) if country == "US" else ""
    return f"US-{state}" if state else country


def zones_of(order: Order, number: str) -> tuple[str, ...]:
    """The zone of the destination, else all that a number may be in; empty if none is known."""
    if order.time_zone and _is_zone(order.time_zone):
        return (order.time_zone,)
    try:
        zones = time_zones_for_number(parse(number))
    except NumberParseException:
        return ()
    return tuple(zone for zone in zones if zone != UNKNOWN_TIMEZONE and _is_zone(zone))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _calendar(zone: str, place: str, window: SendingWindow) -> HoursCalendar:
    """The window on the clock of a zone, with the holidays of a place, as far as they are known."""
    week = Hours(time_zone=zone, open=window.open).model_dump_json()
    return _compiled(week, place if window.holidays else "")


@lru_cache(maxsize=512)
def _compiled(week: str, place: str) -> HoursCalendar:
    hours = Hours.model_validate_json(week)
    for known in (place, place[:2]):
        with suppress(HoursError):
            return HoursCalendar(hours.model_copy(update={"holidays": known or None}))
    return HoursCalendar(hours)

"""Validation of what a routing document says of notices."""

from collections.abc import Iterator

from phonenumbers import SUPPORTED_REGIONS

from routing import hours
from routing.model import Hours, Routing
from routing.notice_terms import NoticeTerms, SendingWindow

Fault = tuple[str, str]
"""A path and what is wrong there."""


def errors_in_notices(routing: Routing) -> Iterator[Fault]:
    """The faults that make the terms of notices unusable."""
    terms = routing.notices
    yield from _of_events(terms)
    for country in terms.countries:
        if country not in SUPPORTED_REGIONS:
            yield "notices.countries", f"there is no country {country}; write its two letters, as in US"
    yield from _of_window("notices.usual_window", "US", terms.usual_window)
    for place, window in terms.windows.items():
        if place[:2] not in SUPPORTED_REGIONS:
            yield f"notices.windows.{place}", f"there is no country {place[:2]}; write a place as in US or US-TX"
        else:
            yield from _of_window(f"notices.windows.{place}", place, window)


def _of_events(terms: NoticeTerms) -> Iterator[Fault]:
    if len(set(terms.events)) != len(terms.events):
        yield "notices.events", "names an event twice; name each once"


def _of_window(path: str, place: str, window: SendingWindow) -> Iterator[Fault]:
    """The faults of a window: days or times that cannot be read, holidays that are not known."""
    holidays = place if window.holidays else None
    if wrong := hours.problems(Hours(time_zone="UTC", open=window.open, holidays=holidays)):
        yield path, wrong

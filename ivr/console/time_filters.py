"""Times as pages show them: on the shop's clock, with the name of its zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

from flask import Blueprint

from ivr.reporting.times import clock_time, lasting


def add_time_filters(blueprint: Blueprint, clock: Callable[[], datetime]) -> None:
    """The filters of all templates: times, `{{ entry.at | told }}`, days of the calendar, `{{ span.day | dated }}`, and
    durations, `{{ seconds | lasting }}`.
    """
    blueprint.add_app_template_filter(partial(told, clock), "told")
    blueprint.add_app_template_filter(partial(dated, clock), "dated")
    blueprint.add_app_template_filter(lasting, "lasting")


def told(clock: Callable[[], datetime], at: datetime | str | float, form: str = "") -> str:
    """A time, given as one, in ISO 8601, or in seconds since 1970; without a zone it is UTC.

    Without a form it has its date unless that is today.
    """
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    moment = datetime.fromtimestamp(moment, UTC) if isinstance(moment, int | float) else moment
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    now = clock()
    return known.astimezone(now.tzinfo).strftime(form) if form else clock_time(known, now)


def dated(clock: Callable[[], datetime], day: date, form: str = "%Y-%m-%d") -> str:
    """A day of the calendar, or that of a time on the shop's clock; without a form as addresses and fields have it."""
    return (day.astimezone(clock().tzinfo) if isinstance(day, datetime) else day).strftime(form)

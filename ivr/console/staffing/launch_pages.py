"""Launches and campaigns: entered by admins, and left out when forecasts learn."""

from collections.abc import Mapping
from datetime import date

from flask import flash, request
from flask.typing import ResponseReturnValue

from ivr.accounts import visible_queues
from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.requests import form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, READERS
from ivr.console.session import as_actor, me
from ivr.reporting.launches import LAUNCH_NAME, MOST_EXTRA, Launch, LaunchUnfit

TEMPLATE = "staffing/launches.html"


class LaunchPages(PageGroup):
    """The list of launches, and its form."""

    @page("/staffing/launches", roles=READERS, template=TEMPLATE)
    def launches(self) -> Facts:
        """All launches, the latest first; whoever is bound to queues sees those of the whole line and of these."""
        return self._list()

    @page("/staffing/launches", roles=ADMINS, methods=("POST",), template=TEMPLATE)
    def add_launch(self) -> Answer:
        """Add a launch."""
        typed = form_fields()
        try:
            launch = _launch(typed, tuple(key for key in request.form.getlist("queues") if key in self._queues()))
            self.ports.staffing.launches.add(launch, actor=as_actor())
        except LaunchUnfit as error:
            return {**self._list(), "typed": typed, "wrong": str(error)}, 422
        flash(f"{launch.name} is kept. Forecasts follow it within half an hour.")
        return back_to("launches")

    @page("/staffing/launches/remove", roles=ADMINS, methods=("POST",), form_on="launches")
    def remove_launch(self) -> ResponseReturnValue:
        """Remove a launch."""
        self.ports.staffing.launches.remove(form_fields().get("launch", ""), actor=as_actor())
        flash("It is removed. Forecasts follow within half an hour.")
        return back_to("launches")

    def _list(self) -> Facts:
        seen = visible_queues(me(), self.ports.in_force())
        found = [
            each
            for each in self.ports.staffing.launches.all()
            if seen is None or not each.queues or set(each.queues) & set(seen)
        ]
        return {
            "launches": found,
            "queues": self._queues(),
            "typed": {},
            "wrong": "",
            "longest_name": LAUNCH_NAME,
            "changes": me().role in ADMINS,
        }

    def _queues(self) -> dict[str, str]:
        return {key: each.name for key, each in self.ports.in_force().queues.items()}


def _launch(typed: Mapping[str, str], queues: tuple[str, ...]) -> Launch:
    """The launch of a form. Raises LaunchUnfit."""
    extra = whole_number(typed.get("extra", "") or "0", most=MOST_EXTRA)
    return Launch(
        name=typed.get("name", ""),
        first=_day(typed.get("first", "")),
        last=_day(typed.get("last", "") or typed.get("first", "")),
        factor=factor_typed(typed.get("factor", "") or "1"),
        extra=-1 if extra is None else extra,
        queues=queues,
    )


def factor_typed(text: str) -> float:
    """A factor as it is typed, with point or comma; -1 if it cannot be read."""
    plain = text.replace(",", ".", 1)
    return float(plain) if plain.replace(".", "", 1).isdecimal() and plain.isascii() else -1.0


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise LaunchUnfit("Write the days as 2026-11-27.") from None
    if not 1970 < day.year < 2200:
        raise LaunchUnfit("That day is too far away.")
    return day

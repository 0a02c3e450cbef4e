"""What if: other shares of a split, more or fewer calls, over some days; beside the present, and into the draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, request

from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.requests import form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor, me
from ivr.console.staffing.launch_pages import factor_typed
from ivr.console.staffing.reader import StaffingReader
from ivr.reporting.contract_calls import shares_of
from ivr.reporting.forecast_days import DAY
from ivr.reporting.launches import LARGEST_FACTOR
from ivr.reporting.staffing_plan import PlanChange, SpanRow, span_rows
from routing.document import RoutingError, of_json, to_json
from routing.versions import Conflict

TEMPLATE = "staffing/what_if.html"
SHARE = "share."
"""The prefix of a field with the share of a queue, by its key."""
PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitScenario:
    """Changed shares of a rule (percent by queue), calls times a factor, from `since` to `until`, both included."""

    rule: str
    shares: Mapping[str, int]
    factor: float
    since: date
    until: date


class WhatIfPages(PageGroup):
    """The form of a scenario, its result, and the way into the draft."""

    @page("/staffing/what-if", roles=ADMINS, template=TEMPLATE)
    def what_if(self) -> Answer:
        """The scenario in the address beside the present."""
        reader, splits = self._reader(), shares_of(self.ports.in_force())
        facts = {"splits": splits, "given": request.args, "queues": list(self.ports.in_force().queues)}
        rule = request.args.get("rule", "")
        if rule not in splits:
            return {**facts, "rule": "", "scenario": None, "wrong": ""}
        typed = request.args
        offered = _choices(reader, rule)
        facts |= {"rule": rule, "offered": offered}
        if "since" not in typed:
            return {**facts, "scenario": None, "wrong": ""}
        try:
            scenario = _scenario(typed, offered)
        except ValueError as error:
            return {**facts, "scenario": None, "wrong": str(error)}, 422
        return {**facts, "scenario": scenario, "wrong": "", **self._result(reader, scenario)}

    @page("/staffing/what-if", roles=ADMINS, methods=("POST",), form_on="what_if")
    def draft_what_if(self) -> Answer:
        """Put the shares of a scenario into the draft. Nothing is published by it."""
        typed = form_fields()
        rule, why = typed.get("rule", ""), typed.get("why", "")
        try:
            shares = _shares(typed, [name.removeprefix(SHARE) for name in typed if name.startswith(SHARE)])
            self._draft(rule, shares, why or f"What if: {rule}, {_told(shares)}")
        except (ValueError, RoutingError, Conflict) as error:
            flash(f"Not saved: {error}")
            return back_to("what_if", rule=rule)
        flash(f"{rule} is in the draft. Nothing changes for callers until it is published.")
        return back_to("review")

    def _draft(self, rule: str, shares: Mapping[str, int], why: str) -> None:
        """Save the draft with other shares of a rule. Raises ValueError, RoutingError, Conflict."""
        draft = self.ports.routing.draft()
        document: dict[str, Any] = to_json(draft.routing)
        found = next((each for each in document.get("rules", ()) if each["name"] == rule and each.get("split")), None)
        if found is None:
            raise ValueError(f"the draft has no split in a rule {rule!r} any more. Look at the draft and try again.")
        found["split"] = dict(shares)
        self.ports.routing.save_draft(of_json(document), actor=as_actor(), revision=draft.revision, why=why)

    def _reader(self) -> StaffingReader:
        typed = whole_number(request.args.get("handling", ""), most=4 * 3600)
        return StaffingReader(ports=self.ports, user=me(), handling=float(typed) if typed else None)

    def _result(self, reader: StaffingReader, scenario: SplitScenario) -> Facts:
        basis = reader.basis(scenario.since, scenario.until + DAY)
        days = sorted({day for found in basis.forecasts.values() for day in found})
        change = PlanChange(days=frozenset(days), shares={scenario.rule: scenario.shares}, factor=scenario.factor)
        shrinkage = self.ports.staffing.shrinkage
        now = {row.queue: row for row in span_rows(basis.plans(days), days, shrinkage)}
        then = {row.queue: row for row in span_rows(basis.plans(days, change), days, shrinkage)}
        pairs = [(now.get(key) or _none(row), row) for key, row in then.items()]
        return {"days": days, "pairs": pairs, "asked_days": (scenario.until - scenario.since).days + 1}


def _none(row: SpanRow) -> SpanRow:
    """A queue that gets no calls at present."""
    return SpanRow(queue=row.queue, vendor=row.vendor, calls=0.0, need=None)


def _choices(reader: StaffingReader, rule: str) -> dict[str, int]:
    """The shares of a rule now, and of the other queues that speak one of its languages: 0."""
    routing = reader.routing
    now = shares_of(routing)[rule]
    spoken = {language for key in now if key in routing.queues for language in routing.queues[key].languages}
    others = (key for key, each in routing.queues.items() if key not in now and spoken & set(each.languages))
    return {**now, **dict.fromkeys(others, 0)}


def _scenario(typed: Mapping[str, str], offered: Mapping[str, int]) -> SplitScenario:
    """The scenario of a form. Raises ValueError."""
    factor = factor_typed(typed.get("factor", "") or "1")
    if not 0 < factor <= LARGEST_FACTOR:
        raise ValueError(f"Calls are at most {LARGEST_FACTOR:g} times the forecast; 1.2 is a fifth more.")
    try:
        since, until = (date.fromisoformat(typed.get(name, "")) for name in ("since", "until"))
    except ValueError:
        raise ValueError("Write the days as 2026-12-01.") from None
    if not since <= until or not 1970 < since.year <= until.year < 2200:
        raise ValueError("The last day is before the first, or too far away.")
    return SplitScenario(
        rule=typed["rule"], shares=_shares(typed, list(offered)), factor=factor, since=since, until=until
    )


def _shares(typed: Mapping[str, str], queues: list[str]) -> dict[str, int]:
    """The shares that were typed, without those of 0. Raises ValueError."""
    found = {queue: whole_number(typed.get(SHARE + queue, "") or "0", most=PERCENT) for queue in queues}
    if None in found.values() or sum(filter(None, found.values())) != PERCENT:
        raise ValueError("The shares are whole percents, 100 in all.")
    return {queue: share for queue, share in found.items() if share}


def _told(shares: Mapping[str, int]) -> str:
    return ", ".join(f"{queue} {share} %" for queue, share in shares.items())

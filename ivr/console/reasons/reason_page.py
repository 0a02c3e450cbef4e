"""One reason for which people call: its days, what can be done about it, whom that reaches, and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from flask import abort, flash, request

from ivr.console.page import Answer, Facts, PageGroup, page
from ivr.console.reasons.pages import ReasonSpan, calls_of, expected_calls, judged_day, reason_span
from ivr.console.requests import whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, WATCHERS
from ivr.console.session import as_actor, me
from ivr.reporting.announcement_drafts import announcement_drafts
from ivr.reporting.audit import AuditFilter
from ivr.reporting.contact_reasons import KINDS, ContactReason, ReasonDay, ReasonMeasure, reason_of
from ivr.reporting.figure_chart import ChartSeries, TimeChart, time_chart
from ivr.reporting.reason_measures import (
    AnnouncementReach,
    MeasureEffect,
    announcement_reach,
    condition_of,
    effect,
    ended_at,
    matching,
    plain_rule,
    switch_name,
    with_announcement,
    with_rule,
)
from ivr.reporting.reason_names import reason_name
from ivr.reporting.times import clock_time
from ivr.reporting.unusual_reasons import UnusualReason
from routing.document import RoutingError
from routing.model import Routing
from routing.versions import ApprovalNeeded, Conflict

TEMPLATE = "reasons/reason.html"
DRAWN = 63
"""Days of the chart."""
LAST_DAY = timedelta(days=1)
"""The calls on which a measure is tried."""
LONGEST_MESSAGE, LONGEST_MINUTES, MINUTES = 400, 60 * 24 * 31, 240
EFFECTS = 5
"""Measures whose effect is shown."""


@dataclass(frozen=True, slots=True)
class AnnouncementForm:
    """An announcement as it is typed: its words by language, numbers and minutes, and what is wrong, by field."""

    message: Mapping[str, str]
    numbers: tuple[str, ...]
    minutes: str = str(MINUTES)
    wrong: Mapping[str, str] = field(default_factory=dict)


class ReasonPage(PageGroup):
    """The page of a reason, and its two forms: an announcement, which is live at once, and a rule in the draft."""

    @page("/reasons/of", roles=WATCHERS, template=TEMPLATE)
    def reason(self) -> Facts:
        """The days of a reason, the measures taken, and an announcement to confirm."""
        reason, span = self._asked()
        routing = self.ports.in_force()
        message = announcement_drafts(reason, spoken_languages(routing, tuple(routing.numbers), self.ports.languages))
        return self._page(reason, span, AnnouncementForm(message, tuple(routing.numbers)))

    @page("/reasons/announce", roles=WATCHERS, methods=("POST",), form_on="reasons", template=TEMPLATE)
    def announce_reason(self) -> Answer:
        """Try an announcement on the calls of the last day, or publish its switch and turn it on."""
        reason, span = self._asked()
        form = self._typed(self.ports.in_force())
        if request.form.get("act") != "on" or form.wrong:
            return self._page(reason, span, form), 422 if form.wrong else 200
        try:
            return self._announced(reason, span, form)
        except (Conflict, RoutingError) as error:
            wrong = AnnouncementForm(form.message, form.numbers, form.minutes, {"form": f"Not turned on: {error}"})
            return self._page(reason, span, wrong), 409

    @page("/reasons/route", roles=ADMINS, methods=("POST",), form_on="reasons")
    def route_reason(self) -> Answer:
        """Put a rule for the callers of a reason into the draft, before all others, and go to its review."""
        reason, span = self._asked()
        when, queue = condition_of(reason), request.form.get("queue", "")
        draft = self.ports.routing.draft()
        if when is None or queue not in draft.routing.queues:
            abort(400)
        changed = with_rule(draft.routing, plain_rule(reason, when, queue))
        try:
            self.ports.routing.save_draft(
                changed, actor=as_actor(), revision=draft.revision, why=self._why(reason, self._unusual(reason, span))
            )
        except (Conflict, RoutingError) as error:
            flash(f"Not saved: {error}")
            return back_to("reasons", **span.fields)
        flash("The rule is in the draft. Nothing changes for callers until it is published.")
        return back_to("review")

    def _asked(self) -> tuple[ContactReason, ReasonSpan]:
        """The reason and the span that the address or the form names; every call if it names no reason."""
        span, found = reason_span(self.ports), reason_of(request.values.get("reason", "all:")[:200])
        if found is None:
            abort(404)
        return found, span

    def _typed(self, routing: Routing) -> AnnouncementForm:
        numbers = tuple(each for each in request.form.getlist("numbers") if each in routing.numbers)
        languages = spoken_languages(routing, numbers or tuple(routing.numbers), self.ports.languages)
        message = {each: request.form.get(f"message.{each}", "").strip() for each in languages}
        minutes = request.form.get("minutes", "").strip()
        return AnnouncementForm(message, numbers, minutes, _wrong(message, numbers, minutes, routing))

    def _announced(self, reason: ContactReason, span: ReasonSpan, form: AnnouncementForm) -> Answer:
        actor, why = as_actor(), self._why(reason, self._unusual(reason, span))
        current, name, now = self.ports.routing.current(), switch_name(reason), self.ports.clock()
        document = self._with(current.routing, reason, form)
        was_on = name in self.ports.routing.switched_on()
        try:
            self.ports.plans.publish(document, actor=actor, note=why, based_on=current.number, settled=())
        except ApprovalNeeded:
            draft = self.ports.routing.draft()
            changed = self._with(draft.routing, reason, form)
            self.ports.routing.save_draft(changed, actor=actor, revision=draft.revision, why=why)
            flash("Another admin has to approve it: the announcement is in the draft. Turn its switch on afterwards.")
            return back_to("switches")
        until = now + timedelta(minutes=int(form.minutes))
        self.ports.routing.flip(name, until=until, actor=actor, why=why)
        self.ports.announce()
        if not was_on:
            self.ports.contact_reasons.keep_measure(
                ReasonMeasure(reason=reason, switch=name, began_at=now, until=until, author=actor.who)
            )
        flash(f"Callers hear it until {clock_time(until, now)}. It goes off by itself, or under Switches.")
        return back_to("reason", reason=f"{reason.kind}:{reason.key}", **span.fields)

    def _with(self, routing: Routing, reason: ContactReason, form: AnnouncementForm) -> Routing:
        """A document with the announcement as it is typed."""
        message = {language: words for language, words in form.message.items() if words}
        numbers = () if set(form.numbers) == set(routing.numbers) else form.numbers
        minutes = whole_number(form.minutes, most=LONGEST_MINUTES) or MINUTES
        title = f"Word on {reason_name(reason)}"[:80]
        return with_announcement(routing, switch_name(reason), title, message, numbers, minutes)

    def _page(self, reason: ContactReason, span: ReasonSpan, form: AnnouncementForm) -> Facts:
        routing, now = self.ports.in_force(), self.ports.clock()
        when = condition_of(reason)
        called = self.ports.recent_callers(now - LAST_DAY) if when else ()
        return {
            "reason": reason,
            "name": reason_name(reason),
            "expected": expected_calls,
            "kind": KINDS[reason.kind],
            "key": f"{reason.kind}:{reason.key}",
            "span": span,
            "unusual": self._unusual(reason, span),
            "calls": calls_of(reason, span),
            "chart": self._chart(reason, span),
            "effects": self._effects(reason),
            "form": form,
            "numbers": routing.numbers,
            "reach": self._reach(reason, form),
            "when": when,
            "matching": matching(plain_rule(reason, when, routing.default), called) if when else 0,
            "tried": len(called),
            "queues": {key: each.name for key, each in routing.queues.items()},
            "may_route": me().role in ADMINS,
        }

    def _unusual(self, reason: ContactReason, span: ReasonSpan) -> UnusualReason | None:
        found = judged_day(self.ports, span.day).found
        return next((each for each in found if each.reason == reason), None)

    def _why(self, reason: ContactReason, unusual: UnusualReason | None) -> str:
        """The reason for the audit: UPS, Texas: 41 calls, 12 expected (8 to 17)."""
        told = f"Why people call: {reason_name(reason)}"
        if unusual is None:
            return told
        usual = f"{expected_calls(unusual.expected)} expected ({unusual.low} to {unusual.high})"
        return f"{told}: {unusual.calls} calls, {usual}"

    def _reach(self, reason: ContactReason, form: AnnouncementForm) -> AnnouncementReach | None:
        """Whom the announcement would have reached in the last day; None while its words cannot be read."""
        if form.wrong:
            return None
        called = self.ports.contact_reasons.dialled(reason, self.ports.clock() - LAST_DAY)
        return announcement_reach(self._with(self.ports.in_force(), reason, form), switch_name(reason), called)

    def _chart(self, reason: ContactReason, span: ReasonSpan) -> TimeChart:
        zone = self.ports.clock().tzinfo
        assert zone is not None  # noqa: S101 - the clock is aware
        days = [span.day - timedelta(days=each) for each in range(DRAWN - 1, -1, -1)]
        found = self.ports.contact_reasons.days(days, reason=reason)
        counted = {each.day for each in found}
        theirs: dict[object, ReasonDay] = {each.day: each for each in found if each.reason == reason}
        values = tuple(float(theirs[day].calls if day in theirs else 0) if day in counted else None for day in days)
        title = f"Calls a day: {reason_name(reason)}"
        times = [datetime.combine(day, time(0), zone) for day in days]
        return time_chart(title, times, [ChartSeries(label="calls", values=values)], zone=zone)

    def _effects(self, reason: ContactReason) -> list[MeasureEffect]:
        """What the newest measures did."""
        known, now = self.ports.contact_reasons.measures(reason)[:EFFECTS], self.ports.clock()
        if not known:
            return []
        wanted = AuditFilter(action="switch", since=min(each.began_at for each in known))
        entries, found = self.ports.routing.audit_entries(wanted=wanted), list[MeasureEffect]()
        for measure in known:
            ends = ended_at(measure, entries)
            until = min(ends, now)
            before, during = (
                self.ports.contact_reasons.between(reason, since, since + (until - measure.began_at))
                for since in (measure.began_at - (until - measure.began_at), measure.began_at)
            )
            found.append(effect(measure, ends, now, before, during))
        return found


def spoken_languages(routing: Routing, numbers: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that some numbers speak; those of the line where the document has no numbers."""
    known = (routing.numbers[each] for each in numbers if each in routing.numbers)
    found = dict.fromkeys(language for each in known for language in (each.language, *each.languages))
    return tuple(found) or languages


def _wrong(message: Mapping[str, str], numbers: tuple[str, ...], minutes: str, routing: Routing) -> dict[str, str]:
    """What is wrong with an announcement, by field."""
    wrong = {f"message.{language}": "Write what callers of this language hear." for language in message}
    wrong = {name: told for name, told in wrong.items() if not message[name.partition(".")[2]]}
    wrong |= {
        f"message.{language}": f"{LONGEST_MESSAGE} characters at most; these are {len(words)}."
        for language, words in message.items()
        if len(words) > LONGEST_MESSAGE
    }
    if routing.numbers and not numbers:
        wrong["numbers"] = "Tick a number: callers of the others do not hear it."
    if not whole_number(minutes, most=LONGEST_MINUTES):
        wrong["minutes"] = f"Write for how many minutes, {LONGEST_MINUTES} at most."
    return wrong

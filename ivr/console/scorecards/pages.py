"""A vendor's month as a page and as files, with its disputes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.accounts import Role
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import NUMBER, form_fields
from ivr.console.responses import back_to, csv_file, refusal
from ivr.console.roles import ADMINS, WATCHERS
from ivr.console.scorecards.card_choice import CardChoice, card_choice, day_of_month
from ivr.console.session import as_actor, me
from ivr.reporting.board import IN_HOUSE
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.scorecard import VendorScope
from ivr.reporting.scorecard_disputes import LONGEST_REASON, NoSuchDispute, TooManyDisputes
from ivr.reporting.scorecard_figures import RULES, ScorecardFigure
from ivr.reporting.scorecard_files import day_rows, dispute_rows, half_hour_rows
from routing.display_names import queue_names

CARD_READERS: tuple[Role, ...] = (*WATCHERS, "auditor", "vendor")
DISPUTERS: tuple[Role, ...] = (*WATCHERS, "vendor")
TEMPLATE = "scorecards/scorecards.html"
DISPUTED: Mapping[str, str] = {
    "share": "Share",
    **{key: rule.title for key, rule in RULES.items()},
    "price": "Price",
}
"""What can be disputed beside all figures, by key."""
MOST_COMPARED = 8
"""Other vendors beside the chosen one, on a page that is still read."""


class ScorecardPages(PageGroup):
    """The scorecard of a vendor, chosen with its month; vendors' users have their own alone."""

    @page("/scorecards", roles=CARD_READERS, nav=Nav("Vendor scorecards", 20, group="figures"), template=TEMPLATE)
    def scorecards(self) -> Facts:
        """The figures of the month, its days, and the half-hours of `?day`."""
        return self._facts(self._choice(request.args))

    @page("/scorecards/days.csv", roles=CARD_READERS)
    def scorecard_days(self) -> Response:
        """The days of the month, with their total."""
        choice, scope = self._chosen(request.args)
        card = self.ports.scorecards.card(scope, choice.month)
        return csv_file(f"{_file(choice)}-days.csv", day_rows(card))

    @page("/scorecards/half-hours.csv", roles=CARD_READERS)
    def scorecard_half_hours(self) -> Response:
        """The half-hours of the month."""
        choice, scope = self._chosen(request.args)
        lines = self.ports.scorecards.half_hours(scope, choice.month, choice.last)
        return csv_file(f"{_file(choice)}-half-hours.csv", half_hour_rows(lines, self.ports.clock().tzinfo))

    @page("/scorecards/scorecard.pdf", roles=CARD_READERS)
    def scorecard_pdf(self) -> ResponseReturnValue:
        """The month on one page of paper."""
        choice, scope = self._chosen(request.args)
        found = self.ports.scorecards.pdf(self.ports.scorecards.card(scope, choice.month))
        if found is None:
            advice = "Install wismo[reports] where the console runs, or print the page from your browser."
            return refusal(404, "This line makes no PDF files", advice)
        headers = {"Content-Disposition": f'attachment; filename="{_file(choice)}.pdf"'}
        return Response(found, content_type="application/pdf", headers=headers)

    @page("/scorecards/disputes.csv", roles=CARD_READERS)
    def scorecard_disputes(self) -> Response:
        """The disputes of the month."""
        choice, scope = self._chosen(request.args)
        return csv_file(f"{_file(choice)}-disputes.csv", dispute_rows(self.ports.scorecards.card(scope, choice.month)))

    @page("/scorecards/disputes", roles=DISPUTERS, methods=("POST",), form_on="scorecards", template=TEMPLATE)
    def raise_dispute(self) -> Answer:
        """Mark a day or a figure of the month as disputed."""
        given = form_fields()
        choice, scope = self._chosen(given)
        wrong = _wrong(choice, given)
        if wrong:
            return self._facts(choice, wrong=wrong, typed=given), 422
        try:
            self.ports.scorecards.disputes.raise_dispute(
                vendor=scope.vendor,
                month=f"{choice.month:%Y-%m}",
                day=given.get("day", ""),
                figure=given.get("figure", ""),
                reason=given["reason"],
                actor=as_actor(),
            )
        except TooManyDisputes as error:
            return self._facts(choice, wrong={"reason": str(error)}, typed=given), 409
        flash("It is marked as disputed until an admin settles it.")
        return back_to("scorecards", **choice.address)

    @page(f"/scorecards/disputes/{NUMBER}", roles=ADMINS, methods=("POST",), form_on="scorecards", template=TEMPLATE)
    def settle_dispute(self, number: int) -> Answer:
        """Settle a dispute with a note."""
        given = form_fields()
        choice, scope = self._chosen(given)
        act, note = given.get("act", ""), given.get("note", "")[:LONGEST_REASON]
        if act not in ("uphold", "reject"):
            abort(400)
        if not note:
            return self._facts(choice, settling={number: "Write a note: both sides read it."}), 422
        try:
            self.ports.scorecards.disputes.settle(
                number, vendor=scope.vendor, upheld=act == "uphold", note=note, actor=as_actor()
            )
        except NoSuchDispute:
            flash("It was settled already, or is not there.")
        return back_to("scorecards", **choice.address)

    def _choice(self, given: Mapping[str, str]) -> CardChoice:
        found = card_choice(given, me(), self.ports.in_force(), self.ports.clock().date())
        return found or abort(404)

    def _chosen(self, given: Mapping[str, str]) -> tuple[CardChoice, VendorScope]:
        choice = self._choice(given)
        return (choice, choice.chosen) if choice.chosen else abort(404)

    def _facts(self, choice: CardChoice, **facts: object) -> Facts:
        names = {vendor: scope.name for vendor, scope in choice.scopes.items()}
        shown = {"choice": choice, "names": names, "disputed": DISPUTED, "longest": LONGEST_REASON, "typed": {}}
        if choice.chosen is None:
            return {**shown, "card": None, **facts}
        reader, scope = self.ports.scorecards, choice.chosen
        day = day_of_month(request.args.get("day", ""), choice.month)
        return {
            **shown,
            "card": reader.card(scope, choice.month),
            **self._compared(choice, scope),
            "day": day,
            "half_hours": reader.half_hours(scope, day, day) if day else [],
            "proposals": reader.proposals(scope.routing) if choice.is_whole else [],
            "queues": queue_names(scope.routing),
            **facts,
        }

    def _compared(self, choice: CardChoice, scope: VendorScope) -> Facts:
        """The figures of the month before, and those of other vendors where the user sees all."""
        reader, months = self.ports.scorecards, (choice.before, choice.month)
        counts = reader.counts(months, None if choice.is_whole else scope)
        before = reader.figures(scope, counts.get((choice.before, scope.vendor), PeriodCounts()), choice.before)
        others = dict(self._others(choice, scope, counts)) if choice.is_whole else {}
        return {"before": _by_key(before), "others": others}

    def _others(
        self, choice: CardChoice, scope: VendorScope, counts: Mapping[tuple[date, str], PeriodCounts]
    ) -> Iterator[tuple[str, Mapping[str, ScorecardFigure]]]:
        found = [vendor for month, vendor in counts if month == choice.month and vendor != scope.vendor]
        for vendor in sorted(found)[:MOST_COMPARED]:
            other = VendorScope(vendor=vendor, routing=scope.routing)
            title = "In house" if vendor == IN_HOUSE else other.name
            yield title, _by_key(self.ports.scorecards.figures(other, counts[choice.month, vendor], choice.month))


def _wrong(choice: CardChoice, given: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with the form of a dispute, by field."""
    wrong = {}
    if given.get("day") and day_of_month(given["day"], choice.month) is None:
        wrong["day"] = f"Write a day of the month, as in {choice.month:%Y-%m}-15, or leave it empty."
    if given.get("figure") and given["figure"] not in DISPUTED:
        wrong["figure"] = "Choose one of the figures."
    if not 0 < len(given.get("reason", "")) <= LONGEST_REASON:
        wrong["reason"] = f"Say why, in {LONGEST_REASON} characters at most."
    return wrong


def _by_key(figures: Iterable[ScorecardFigure]) -> Mapping[str, ScorecardFigure]:
    return {each.key: each for each in figures}


def _file(choice: CardChoice) -> str:
    vendor = choice.address["vendor"]
    safe = "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "-" for each in vendor)
    return f"scorecard-{safe}-{choice.month:%Y-%m}"

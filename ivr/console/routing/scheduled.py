"""Scheduled publications beside the draft: the outcome of each, and conflicts between two that set the same field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, flash, request

from ivr.console.page import Answer, PageGroup, page
from ivr.console.ports.routing import ScheduledPublications
from ivr.console.requests import NUMBER, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from routing.diff import differences
from routing.document import RoutingError, of_json
from routing.model import Routing
from routing.scheduled_changes import ChangeSet, Choices, Plan, PlanForecast, Side
from routing.versions import ApprovalNeeded, version_name

Start = tuple[str, Routing]
"""The name of a document and the document that plans apply to."""
WHAT_IS_PUBLISHED = "what you publish"
FIELD = "plan."
"""Prefix of the fields that choose a side of a conflict: plan.<number>.<path of the field>."""


@dataclass(frozen=True, slots=True)
class Coming:
    """The plans now, and after something else is published or scheduled.

    `planned` is the draft as a plan, where it is to be one: it has its place among the others.
    """

    now: Sequence[PlanForecast]
    then: Sequence[PlanForecast]
    planned: PlanForecast | None = None

    @property
    def spoiled(self) -> list[PlanForecast]:
        """Plans that can be carried out now, and could not afterwards."""
        well = {each.plan.number for each in self.now if not each.trouble}
        others = [each for each in self.then if each.trouble and each.plan.number in well]
        return [*others, *([self.planned] if self.planned and self.planned.trouble else [])]

    @property
    def settled(self) -> list[ChangeSet]:
        """The plans that a chosen side changed."""
        return [each.outlook.changes for each in self.then if each.outlook.changes is not each.plan.changes]


def coming_beside(plans: ScheduledPublications, known: Sequence[Plan], start: Start, draft: Routing) -> Coming:
    """The plans, if the draft were published now."""
    return Coming(plans.foreseen_of(known, start), _after(plans, known, (WHAT_IS_PUBLISHED, draft)))


def coming_with(plans: ScheduledPublications, known: Sequence[Plan], start: Start, planned: Plan) -> Coming:
    """The plans, if the draft were one of them."""
    in_order = sorted((*known, planned), key=lambda plan: plan.at)  # of two at the same time the newer comes last
    found = _after(plans, in_order, start)
    others = [each for each in found if each.plan is not planned]
    own = next(each for each in found if each.plan is planned)
    return Coming(plans.foreseen_of(known, start), others, own)


def _after(plans: ScheduledPublications, known: Sequence[Plan], start: Start) -> list[PlanForecast]:
    return plans.foreseen_of(known, start, chosen(request.form))


def chosen(form: Mapping[str, str]) -> Choices:
    """The chosen sides of conflicts in a form."""
    found: dict[int, dict[str, Side]] = {}
    for name, side in form.items():
        text, _, path = name.removeprefix(FIELD).partition(".")
        number = whole_number(text)
        if name.startswith(FIELD) and number is not None and side in ("mine", "theirs"):
            found.setdefault(number, {})[path] = "mine" if side == "mine" else "theirs"
    return found


def changes_in_words(changes: ChangeSet) -> list[str]:
    """The differences of a set of changes, in words; empty if one of its documents can no longer be read."""
    try:
        return differences(of_json(changes.base), of_json(changes.document))
    except RoutingError:
        return []


class ScheduledPages(PageGroup):
    """Cancel a scheduled publication, or settle its conflicts."""

    @page(f"/routing/plans/{NUMBER}", roles=ADMINS, methods=("POST",), form_on="review")
    def cancel_plan(self, number: int) -> Answer:
        """Cancel a scheduled publication."""
        is_of_console = self.ports.plans.cancel(number, actor=as_actor())
        flash("It will not be published." if is_of_console else "It was published or cancelled already.")
        return back_to("review")

    @page(f"/routing/plans/{NUMBER}/settle", roles=ADMINS, methods=("POST",), form_on="review")
    def settle_plan(self, number: int) -> Answer:
        """Keep a plan as the choices in the form leave it, on top of the version in force and of earlier plans."""
        current = self.ports.routing.current()
        known = self.ports.plans.all()
        found = _after(self.ports.plans, known, (version_name(current), current.routing))
        one = next((each for each in found if each.plan.number == number and not each.plan.failure), None)
        if one is None:
            abort(404)
        if one.trouble:
            flash(f"Not settled: {one.trouble}")
        else:
            try:
                self.ports.plans.settle_one(one.outlook.changes, actor=as_actor())
                flash("Settled: the plan is carried out at its time.")
            except ApprovalNeeded:
                flash("Not settled: it was approved as it is. Bring it into the draft, and ask for approval again.")
        return back_to("review")

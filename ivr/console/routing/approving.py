"""A second pair of eyes: another admin approves what somebody asked to publish, or declines it with a reason."""

from datetime import datetime

from flask import abort, flash

from ivr.console.page import Answer, PageGroup, page
from ivr.console.requests import NUMBER, form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.routing.review import TEMPLATE, Review, Unfit
from ivr.console.session import as_actor, me
from ivr.console.undo import REASON_MISSING, reason
from ivr.reporting.approvals import ApprovalRequest, NotDecided
from ivr.reporting.times import day_time
from routing.versions import RoutingState


class ApprovalPages(PageGroup):
    """The decision about a request to publish the draft."""

    @page(f"/routing/approvals/{NUMBER}/approve", roles=ADMINS, methods=("POST",), form_on="review", template=TEMPLATE)
    def approve(self, number: int) -> Answer:
        """Publish what somebody else asked for, now or at the time that they chose."""
        return _Approved(self.ports).publish_asked(self._standing(number))

    @page(f"/routing/approvals/{NUMBER}/close", roles=ADMINS, methods=("POST",), form_on="review", template=TEMPLATE)
    def close_approval(self, number: int) -> Answer:
        """Decline somebody else's request with a reason, or withdraw one's own."""
        asked, actor = self._standing(number), as_actor()
        is_own = asked.author == actor.who
        if not is_own and not reason():
            return _Approved(self.ports).refused(Unfit(REASON_MISSING, field="why"))
        try:
            self.ports.approvals.close(number, "withdrawn" if is_own else "declined", actor=actor, reason=reason())
        except NotDecided as error:
            flash(f"Nothing was changed: {error}.")
            return back_to("review")
        flash("It is withdrawn." if is_own else f"It is declined; {asked.author} reads why, under Review.")
        return back_to("review")

    def _standing(self, number: int) -> ApprovalRequest:
        found = self.ports.approvals.last()
        return found if found and found.number == number and self.ports.approvals.are_needed else abort(404)


class _Approved(Review):
    """Publishes as Review does, with note and time of the request."""

    def publish_asked(self, asked: ApprovalRequest) -> Answer:
        """Publish a request, if nothing has changed since; or show why not."""
        standing = self.ports.routing.standing()
        given = {**form_fields(), "note": f"{asked.note} (approved by {me().name})"}
        try:
            at = self._asked_time(asked, standing)
            coming = self._coming(standing, given, at)
            self._look_twice(standing, coming, {**given, "at": "later" if at else ""})
            if at:
                return self._plan(standing.draft, coming, asked.number)
            return self._publish(standing.draft, coming, given, asked.number)
        except Unfit as error:
            return self.refused(error)

    def refused(self, error: Unfit) -> Answer:
        """The review, with the reason for which nothing was done."""
        standing, given = self.ports.routing.standing(), form_fields()
        return self._page(standing, self._coming(standing, {}), given, {error.field: str(error)}), error.status

    def _asked_time(self, asked: ApprovalRequest, standing: RoutingState) -> datetime | None:
        if asked.revision != standing.draft.revision:
            raise Unfit(f"Not published: the draft was changed after {asked.author} asked. Ask again.", status=409)
        if asked.at is not None and asked.at <= self.ports.clock():
            raise Unfit(
                f"Not planned: {day_time(asked.at, self.ports.clock())} is over. {asked.author} has to ask again."
            )
        return asked.at.astimezone(self.ports.clock().tzinfo) if asked.at else None

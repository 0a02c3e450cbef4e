"""Review of the draft: compare it, replay the calls of the last day, publish it now or later, discard it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import flash

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.ports import Ports
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, READERS
from ivr.console.routing.problem_locations import places
from ivr.console.routing.scheduled import Coming, changes_in_words, coming_beside, coming_with
from ivr.console.session import as_actor, me
from ivr.console.typed_times import moment
from ivr.reporting.times import day_time
from routing.check import RoutingProblem
from routing.decide import CompiledRouting
from routing.diff import differences
from routing.document import RoutingError, to_json
from routing.replay import Replay, replay
from routing.switches import changed_while_on
from routing.versions import Conflict, Draft, RoutingState, Version, version_name

REPLAYED = timedelta(days=1)
"""How far back the calls are that a draft is tried on."""
TEMPLATE = "routing/review.html"


class Unfit(Exception):
    """The draft is not published: the message, its field of the form ("" for the whole form), and the HTTP status."""

    def __init__(self, told: str, *, field: str = "", status: int = 422) -> None:
        super().__init__(told)
        self.field = field
        self.status = status


class Review(PageGroup):
    """The review of a draft, and the actions on it."""

    @page("/routing/review", roles=READERS, nav=Nav("Review and publish", 10, group="publish"), template=TEMPLATE)
    def review(self) -> Facts:
        """The changes of the draft in plain words, and its problems."""
        standing = self.ports.routing.standing()
        return self._page(standing, self._coming(standing, {}), {}, {})

    @page("/routing/publish", roles=ADMINS, methods=("POST",), form_on="review", template=TEMPLATE)
    def publish(self) -> Answer:
        """Publish the draft, now or later; or show the form again with the reason why not."""
        given, standing = form_fields(), self.ports.routing.standing()
        coming = self._coming(standing, {})
        try:
            at = self._time(given)
            coming = self._coming(standing, given, at)
            self._look_twice(standing, coming, given)
            if self.ports.approvals.are_needed:
                return self._ask(standing.draft, given, at)
            return self._plan(standing.draft, coming) if at else self._publish(standing.draft, coming, given)
        except Unfit as error:
            return self._page(self.ports.routing.standing(), coming, given, {error.field: str(error)}), error.status

    @page("/routing/discard", roles=ADMINS, methods=("POST",), form_on="review")
    def discard(self) -> Answer:
        """Discard the draft."""
        self.ports.routing.discard_draft(actor=as_actor())
        flash("The draft is gone; the live version stays. The audit can bring it back.")
        return back_to("review")

    def _ask(self, draft: Draft, given: Mapping[str, str], at: datetime | None) -> Answer:
        """Ask another admin to publish the draft."""
        actor = as_actor()
        self.ports.approvals.ask(draft.revision, note=given.get("note", ""), at=at, actor=actor)
        flash("Another admin has to approve it; it stands here, under Review.")
        return back_to("review")

    def _page(
        self, standing: RoutingState, coming: Coming, given: Mapping[str, str], wrong: Mapping[str, str]
    ) -> Facts:
        draft, current = standing.draft, standing.current
        found = self.ports.routing.problems(draft.routing)
        return {
            "draft": draft,
            "current": current,
            "given": given,
            "wrong": wrong,
            "problems": found,
            "needs_approval": self.ports.approvals.are_needed,
            "asked": self.ports.approvals.last() if self.ports.approvals.are_needed else None,
            "changed": differences(current.routing, draft.routing),
            "places": places(found, draft.routing),
            "coming": coming,
            "changes_in_words": changes_in_words,
            "replay": self._replay(standing, found) if draft.revision else None,
            "switched": self._switched(standing),
        }

    def _coming(self, standing: RoutingState, given: Mapping[str, str], at: datetime | None = None) -> Coming:
        """The plans, and their outcome with the draft."""
        draft, known = standing.draft, self.ports.plans.all()
        start = version_name(standing.current), standing.current.routing
        if at is None:
            return coming_beside(self.ports.plans, known, start, draft.routing)
        who, note = me().name, given.get("note", "")
        planned = self.ports.plans.of(to_json(draft.routing), author=who, at=at, note=note, based_on=draft.based_on)
        return coming_with(self.ports.plans, known, start, planned)

    def _switched(self, standing: RoutingState) -> list[str]:
        """The effects of the draft on the switches that are on."""
        on = [each.name for each in self.ports.switched_on(self.ports.clock())]
        return list(changed_while_on(standing.current.routing, standing.draft.routing, on))

    def _replay(self, standing: RoutingState, found: Sequence[RoutingProblem]) -> Replay | None:
        """The calls of the last day by the draft; None if the draft has errors."""
        if any(each.severity == "error" for each in found):
            return None
        draft, current = standing.draft, standing.current
        sides = CompiledRouting(current.routing, current.number), CompiledRouting(draft.routing, draft.based_on)
        return replay(*sides, self.ports.recent_callers(self.ports.clock() - REPLAYED), self.ports.clock())

    def _look_twice(self, standing: RoutingState, coming: Coming, given: Mapping[str, str]) -> None:
        """Raises Unfit for a draft that should not be in force, unless the user read why and insists."""
        draft = standing.draft
        if given.get("revision") != str(draft.revision):
            told = f"Not published: {draft.author} changed the draft meanwhile. Read what it would change now."
            raise Unfit(told, status=409)
        found = self.ports.routing.problems(draft.routing)
        wrong = sum(each.severity == "error" for each in found)
        if wrong:
            raise Unfit(f"Not published: {wrong} {'thing is' if wrong == 1 else 'things are'} wrong with it.")
        self._beside_plans(coming, given)
        if "aware" not in given:
            self._aware(standing, found, is_later=bool(given.get("at")))

    def _beside_plans(self, coming: Coming, given: Mapping[str, str]) -> None:
        """Raises Unfit if a plan changes the same, or could no longer be carried out."""
        spoiled = coming.spoiled
        if any(each.outlook.disputes for each in spoiled):
            raise Unfit("Not published: a plan changes the same. Choose below whose value stands.", status=409)
        if coming.planned in spoiled:
            raise Unfit(f"Not planned: {coming.planned.trouble}" if coming.planned else "")
        if spoiled and "aware" not in given:
            told = "; ".join(each.words for each in spoiled)
            raise Unfit(f"Not published: {told}. Tick that you know.", status=409)

    def _aware(self, standing: RoutingState, found: Sequence[RoutingProblem], *, is_later: bool) -> None:
        """Raises Unfit for effects on callers."""
        tried = self._replay(standing, found)
        if tried and (tried.loses_more if is_later else tried.is_risky):
            raise Unfit("Not published: callers would find nobody. Read above where, and tick that you know.")
        if not is_later and self._switched(standing):
            raise Unfit("Not published: a switch that is on would do something else. Read above what, and tick it.")

    def _publish(self, draft: Draft, coming: Coming, given: Mapping[str, str], approval: int = 0) -> Answer:
        actor, note = as_actor(), given.get("note", "")
        based_on, settled = draft.based_on, coming.settled
        try:
            version = self.ports.plans.publish(
                draft.routing, actor=actor, note=note, based_on=based_on, settled=settled, approval=approval
            )
        except (Conflict, RoutingError) as error:
            raise Unfit(f"Not published: {error}", status=409) from None
        return in_force(version, self.ports)

    def _time(self, given: Mapping[str, str]) -> datetime | None:
        """The time of publication; None for now. Raises Unfit."""
        if not given.get("at"):
            return None
        try:
            at = moment(given["at"], self.ports.clock().tzinfo)
        except ValueError as error:
            raise Unfit(f"Not planned: {error}.", field="at") from None
        if at.astimezone(UTC) <= self.ports.clock().astimezone(UTC):  # on one clock the hour that comes twice is one
            raise Unfit("Not planned: that time is over.", field="at")
        return at

    def _plan(self, draft: Draft, coming: Coming, approval: int = 0) -> Answer:
        """Keep the changes of the draft as a plan, and discard the draft."""
        if coming.planned is None:
            raise Unfit("Not planned: say when.", field="at")
        plan = replace(coming.planned.plan, changes=coming.planned.outlook.changes)
        actor = as_actor()
        try:
            self.ports.plans.add(plan, actor=actor, revision=draft.revision, settled=coming.settled, approval=approval)
        except Conflict as error:
            raise Unfit(f"Not planned: {error}", status=409) from None
        when = day_time(plan.at, self.ports.clock())
        flash(f"These changes go live on {when}. Until then the draft is the live version, for others to change.")
        return back_to("review")


def in_force(version: Version, ports: Ports) -> Answer:
    """Announce a version to every process, and go to the list of versions, which names the plans in trouble."""
    ports.announce()
    flash(f"Version {version.number} is live. Calls that begin now go by it; calls under way keep theirs.")
    for words in ports.plans.troubles(version):
        flash(f"{words}. Settle it under Review and publish.")
    return back_to("versions")

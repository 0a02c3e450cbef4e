"""The draft before it is in force: compared, tried on the calls of the last day, published now or later, let go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from ivr.adapters.sql.routing.plans import Plans, version_name
from ivr.adapters.sql.routing.store import Conflict, Draft, Hand, RoutingStore, Standing, Version
from ivr.console.page import Pages, asked, back_to, me, shown
from ivr.console.routing.draft_editor import READERS, WRITERS
from ivr.console.routing.problem_locations import places
from ivr.console.routing.scheduled import Coming, changes_in_words, coming_beside, coming_with
from ivr.console.typed_times import moment
from ivr.reporting.times import day_time
from routing.check import RoutingProblem
from routing.decide import Compiled
from routing.diff import differences
from routing.document import RoutingError, to_json
from routing.replay import Called, Replay, replay
from routing.switches import SwitchedOn, changed_while_on

REPLAYED = timedelta(days=1)
"""How far back calls are looked for that a draft is tried on."""


class Unfit(Exception):
    """Why the draft is not published: at a field of the form, "" for the whole of it; and the status of the answer."""

    def __init__(self, told: str, *, field: str = "", status: int = 422) -> None:
        super().__init__(told)
        self.field = field
        self.status = status


@dataclass(frozen=True, slots=True)
class Review:
    """These pages. `callers` gives who was routed since a time, `on` which switches are on at one; `tell` lets every
    worker know what is in force.
    """

    store: RoutingStore
    plans: Plans
    callers: Callable[[datetime], Sequence[Called]]
    on: Callable[[datetime], Sequence[SwitchedOn]]
    tell: Callable[[], None]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/routing/review", "review", self.review, to=READERS)
        pages.add("/routing/publish", "publish", self.publish, to=WRITERS, methods=("POST",), form_on="review")
        pages.add("/routing/discard", "discard", self.discard, to=WRITERS, methods=("POST",), form_on="review")

    def review(self) -> str:
        """What the draft would change, in plain words, and what is wrong with it."""
        standing = self.store.standing()
        return self._page(standing, self._coming(standing, {}), {}, {})

    def publish(self) -> ResponseReturnValue:
        """Put the draft in force, now or later; or say at the form why not, with what was typed."""
        given, standing = asked(), self.store.standing()
        coming = self._coming(standing, {})
        try:
            at = self._time(given)
            coming = self._coming(standing, given, at)
            self._look_twice(standing, coming, given)
            return self._plan(standing.draft, coming) if at else self._publish(standing.draft, coming, given)
        except Unfit as error:
            return self._page(self.store.standing(), coming, given, {error.field: str(error)}), error.status

    def discard(self) -> ResponseReturnValue:
        """Forget the draft."""
        self.store.discard_draft(hand=Hand(me().name, "console"))
        flash("The draft is gone; what is in force stays. The audit can bring it back.")
        return back_to("review")

    def _page(self, standing: Standing, coming: Coming, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
        draft, current = standing.draft, standing.current
        found = self.store.problems(draft.routing)
        return shown(
            "routing/review",
            draft=draft,
            current=current,
            given=given,
            wrong=wrong,
            problems=found,
            changed=differences(current.routing, draft.routing),
            places=places(found, draft.routing),
            coming=coming,
            changes_in_words=changes_in_words,
            replay=self._replay(standing, found) if draft.revision else None,
            switched=self._switched(standing),
        )

    def _coming(self, standing: Standing, given: Mapping[str, str], at: datetime | None = None) -> Coming:
        """The plans, and what becomes of them with the draft."""
        draft, known = standing.draft, self.plans.all()
        start = version_name(standing.current), standing.current.routing
        if at is None:
            return coming_beside(self.plans, known, start, draft.routing)
        who, note = me().name, given.get("note", "")
        planned = self.plans.of(to_json(draft.routing), author=who, at=at, note=note, based_on=draft.based_on)
        return coming_with(self.plans, known, start, planned)

    def _switched(self, standing: Standing) -> list[str]:
        """What would become of the switches that are on."""
        on = [each.name for each in self.on(self.clock())]
        return list(changed_while_on(standing.current.routing, standing.draft.routing, on))

    def _replay(self, standing: Standing, found: Sequence[RoutingProblem]) -> Replay | None:
        """The calls of the last day by the draft; None for one that no call could go by."""
        if any(each.severity == "error" for each in found):
            return None
        draft, current = standing.draft, standing.current
        sides = Compiled(current.routing, current.number), Compiled(draft.routing, draft.based_on)
        return replay(*sides, self.callers(self.clock() - REPLAYED), self.clock())

    def _look_twice(self, standing: Standing, coming: Coming, given: Mapping[str, str]) -> None:
        """Raises Unfit for what should not be in force, unless somebody has read why not and wants it."""
        draft = standing.draft
        if given.get("revision") != str(draft.revision):
            told = f"Not published: {draft.author} changed the draft meanwhile. Read what it would change now."
            raise Unfit(told, status=409)
        found = self.store.problems(draft.routing)
        wrong = sum(each.severity == "error" for each in found)
        if wrong:
            raise Unfit(f"Not published: {wrong} {'thing is' if wrong == 1 else 'things are'} wrong with it.")
        self._beside_plans(coming, given)
        if "aware" not in given:
            self._aware(standing, found, is_later=bool(given.get("at")))

    def _beside_plans(self, coming: Coming, given: Mapping[str, str]) -> None:
        """Raises Unfit where a plan changes the same, or could no longer be carried out."""
        spoiled = coming.spoiled
        if any(each.outlook.disputes for each in spoiled):
            raise Unfit("Not published: a plan changes the same. Choose below whose value stands.", status=409)
        if coming.planned in spoiled:
            raise Unfit(f"Not planned: {coming.planned.trouble}" if coming.planned else "")
        if spoiled and "aware" not in given:
            told = "; ".join(each.words for each in spoiled)
            raise Unfit(f"Not published: {told}. Tick that you know.", status=409)

    def _aware(self, standing: Standing, found: Sequence[RoutingProblem], *, is_later: bool) -> None:
        """Raises Unfit for what callers would feel."""
        tried = self._replay(standing, found)
        if tried and (tried.loses_more if is_later else tried.is_risky):
            raise Unfit("Not published: callers would find nobody. Read above where, and tick that you know.")
        if not is_later and self._switched(standing):
            raise Unfit("Not published: a switch that is on would do something else. Read above what, and tick it.")

    def _publish(self, draft: Draft, coming: Coming, given: Mapping[str, str]) -> ResponseReturnValue:
        hand, note = Hand(me().name, "console"), given.get("note", "")

        def settle(connection: Connection) -> None:
            self.plans.settle(connection, coming.settled, hand=hand)

        try:
            version = self.store.publish(draft.routing, hand=hand, note=note, based_on=draft.based_on, first=settle)
        except (Conflict, RoutingError) as error:
            raise Unfit(f"Not published: {error}", status=409) from None
        return in_force(version, self.plans, self.tell)

    def _time(self, given: Mapping[str, str]) -> datetime | None:
        """When it is to be in force; None for now. Raises Unfit."""
        if not given.get("at"):
            return None
        try:
            at = moment(given["at"], self.clock().tzinfo)
        except ValueError as error:
            raise Unfit(f"Not planned: {error}.", field="at") from None
        if at.astimezone(UTC) <= self.clock().astimezone(UTC):  # on one clock the hour that comes twice is one
            raise Unfit("Not planned: that time is over.", field="at")
        return at

    def _plan(self, draft: Draft, coming: Coming) -> ResponseReturnValue:
        """Keep what the draft changes as a plan of its own, and go back to what is in force."""
        if coming.planned is None:
            raise Unfit("Not planned: say when.", field="at")
        plan = replace(coming.planned.plan, changes=coming.planned.outlook.changes)
        hand = Hand(me().name, "console")
        try:
            self.plans.add(plan, hand=hand, revision=draft.revision, settled=coming.settled)
        except Conflict as error:
            raise Unfit(f"Not planned: {error}", status=409) from None
        when = day_time(plan.at, self.clock())
        flash(f"These changes will be in force on {when}. Until then the draft is what is in force, for others to use.")
        return back_to("review")


def in_force(version: Version, plans: Plans, tell: Callable[[], None]) -> ResponseReturnValue:
    """Every worker is told, and the list of versions says it, with the plans that something stands against."""
    tell()
    flash(f"Version {version.number} is in force. Calls that begin now go by it; calls under way keep theirs.")
    for words in plans.troubles(version):
        flash(f"{words}. Settle it under Review and publish.")
    return back_to("versions")

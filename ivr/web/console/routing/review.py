"""The draft before it is in force: compared, tried on the calls of the last day, published now or later, let go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import flash
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import Conflict, Draft, Hand, RoutingStore, Standing
from ivr.web.console.pages import Pages, asked, back_to, me, shown
from ivr.web.console.routing.moments import moment
from ivr.web.console.routing.places import places
from ivr.web.console.routing.room import READERS, WRITERS
from routing.check import Problem
from routing.decide import Compiled
from routing.diff import differences
from routing.document import RoutingError
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
        pages.add("/routing/publish", "publish", self.publish, to=WRITERS, methods=("POST",))
        pages.add("/routing/plans/<int:number>", "cancel_plan", self.cancel_plan, to=WRITERS, methods=("POST",))
        pages.add("/routing/discard", "discard", self.discard, to=WRITERS, methods=("POST",))

    def review(self) -> str:
        """What the draft would change, in plain words, and what is wrong with it."""
        return self._page(self.store.standing(), {}, {})

    def publish(self) -> ResponseReturnValue:
        """Put the draft in force; or say at the form why not, with what was typed."""
        given, standing = asked(), self.store.standing()
        try:
            self._look_twice(standing, given)
            return self._plan(standing.draft, given) if given.get("at") else self._publish(standing.draft, given)
        except Unfit as error:
            return self._page(self.store.standing(), given, {error.field: str(error)}), error.status

    def cancel_plan(self, number: int) -> ResponseReturnValue:
        """Publish it after all not."""
        is_ours = self.plans.cancel(number, hand=Hand(me().name, "console"))
        flash("It will not be published." if is_ours else "It was published or cancelled already.")
        return back_to("review")

    def discard(self) -> ResponseReturnValue:
        """Forget the draft."""
        self.store.discard_draft(hand=Hand(me().name, "console"))
        flash("The draft is gone; what is in force stays. The audit can bring it back.")
        return back_to("review")

    def _page(self, standing: Standing, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
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
            planned=self.plans.all(),
            replay=self._replay(standing, found) if draft.revision else None,
            switched=self._switched(standing),
        )

    def _switched(self, standing: Standing) -> list[str]:
        """What would become of the switches that are on."""
        on = [each.name for each in self.on(self.clock())]
        return list(changed_while_on(standing.current.routing, standing.draft.routing, on))

    def _replay(self, standing: Standing, found: Sequence[Problem]) -> Replay | None:
        """The calls of the last day by the draft; None for one that no call could go by."""
        if any(each.severity == "error" for each in found):
            return None
        draft, current = standing.draft, standing.current
        sides = Compiled(current.routing, current.number), Compiled(draft.routing, draft.based_on)
        return replay(*sides, self.callers(self.clock() - REPLAYED), self.clock())

    def _look_twice(self, standing: Standing, given: Mapping[str, str]) -> None:
        """Raises Unfit for what should not be in force, unless somebody has read why not and wants it."""
        draft = standing.draft
        if given.get("revision") != str(draft.revision):
            told = f"Not published: {draft.author} changed the draft meanwhile. Read what it would change now."
            raise Unfit(told, status=409)
        found = self.store.problems(draft.routing)
        wrong = sum(each.severity == "error" for each in found)
        if wrong:
            raise Unfit(f"Not published: {wrong} {'thing is' if wrong == 1 else 'things are'} wrong with it.")
        tried = self._replay(standing, found)
        is_risky = tried and (tried.loses_more if given.get("at") else tried.is_risky)
        if is_risky and "aware" not in given:
            raise Unfit("Not published: callers would find nobody. Read above where, and tick that you know.")
        if "aware" not in given and not given.get("at") and self._switched(standing):
            raise Unfit("Not published: a switch that is on would do something else. Read above what, and tick it.")

    def _publish(self, draft: Draft, given: Mapping[str, str]) -> ResponseReturnValue:
        hand, note = Hand(me().name, "console"), given.get("note", "")
        try:
            version = self.store.publish(draft.routing, hand=hand, note=note, based_on=draft.based_on)
        except (Conflict, RoutingError) as error:
            raise Unfit(f"Not published: {error}", status=409) from None
        return in_force(version.number, self.tell)

    def _plan(self, draft: Draft, given: Mapping[str, str]) -> ResponseReturnValue:
        """Publish the draft as it is now at a later time; whatever is published before then cancels it."""
        try:
            at = moment(given["at"], self.clock().tzinfo)
        except ValueError as error:
            raise Unfit(f"Not planned: {error}.", field="at") from None
        if at.astimezone(UTC) <= self.clock().astimezone(UTC):  # on one clock the hour that comes twice is one
            raise Unfit("Not planned: that time is over.", field="at")
        hand = Hand(me().name, "console")
        self.plans.add(draft.routing, hand=hand, note=given.get("note", ""), at=at, based_on=draft.based_on)
        when = f"{at:%A, %d %B, at %H:%M %Z}"
        flash(f"The draft as it is now will be in force on {when}, unless another version is before.")
        return back_to("review")


def in_force(number: int, tell: Callable[[], None]) -> ResponseReturnValue:
    """Every worker is told, and the list of versions says it."""
    tell()
    flash(f"Version {number} is in force. Calls that begin now go by it; calls under way keep theirs.")
    return back_to("versions")

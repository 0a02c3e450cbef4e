"""Before and after publishing: compare, publish now or later, go back; the ledger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import abort, flash
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.plans import Plans
from ivr.adapters.routings.store import Conflict, Draft, Hand, RoutingStore, Standing, UnknownVersion
from ivr.web.console.pages import Pages, asked, back_to, me, shown
from ivr.web.console.routing.moments import moment
from ivr.web.console.routing.places import places
from ivr.web.console.routing.room import READERS, WRITERS
from routing.allocation import Ledger, table
from routing.check import Problem
from routing.decide import Compiled
from routing.diff import differences
from routing.document import RoutingError, written
from routing.model import Routing
from routing.replay import Called, Replay, replay

REPLAYED = timedelta(days=1)
"""How far back calls are looked for that a draft is tried on."""


@dataclass(frozen=True, slots=True)
class Review:
    """These pages. `callers` gives who was routed since a time; `tell` lets every worker know what is in force."""

    store: RoutingStore
    plans: Plans
    callers: Callable[[datetime], Sequence[Called]]
    tell: Callable[[], None]
    ledger: Callable[[datetime], Ledger]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/routing/review", "review", self.review, to=READERS)
        pages.add("/routing/publish", "publish", self.publish, to=WRITERS, methods=("POST",))
        pages.add("/routing/plans/<int:number>", "cancel_plan", self.cancel_plan, to=WRITERS, methods=("POST",))
        pages.add("/routing/discard", "discard", self.discard, to=WRITERS, methods=("POST",))
        pages.add("/routing/versions", "versions", self.versions, to=READERS)
        pages.add("/routing/versions/<int:number>", "version", self.version, to=READERS)
        pages.add("/routing/versions/<int:number>/again", "roll_back", self.roll_back, to=WRITERS, methods=("POST",))
        pages.add("/routing/ledger", "ledger", self.shares, to=READERS)

    def review(self) -> str:
        """What the draft would change, in plain words, and what is wrong with it."""
        standing = self.store.standing()
        draft, current = standing.draft, standing.current
        found = self.store.problems(draft.routing)
        facts = {
            "changed": differences(current.routing, draft.routing),
            "places": places(found, draft.routing),
            "planned": self.plans.all(),
            "replay": self._replay(standing, found) if draft.revision else None,
        }
        return shown("routing/review", draft=draft, current=current, problems=found, **facts)

    def publish(self) -> ResponseReturnValue:
        """Put the draft in force."""
        given, standing = asked(), self.store.standing()
        draft = standing.draft
        if given.get("revision") != str(draft.revision):
            flash(f"Not published: {draft.author} changed the draft meanwhile. Read what it would change now.")
            return back_to("review")
        if why := self._unfit(standing, is_planned="at" in given and bool(given["at"]), is_aware="aware" in given):
            flash(f"Not published: {why}")
            return back_to("review")
        if given.get("at"):
            return self._plan(draft, given["at"], given.get("note", ""))
        return self._publish(draft, given.get("note", ""))

    def _unfit(self, standing: Standing, *, is_planned: bool, is_aware: bool) -> str:
        """Why the draft should not be in force; "" where nothing speaks against it, or somebody knows and wants it."""
        found = self.store.problems(standing.draft.routing)
        wrong = [each for each in found if each.severity == "error"]
        if wrong:
            return f"{len(wrong)} {'thing is' if len(wrong) == 1 else 'things are'} wrong with it."
        tried = self._replay(standing, found)
        is_risky = tried and (tried.loses_more if is_planned else tried.is_risky)
        return (
            "callers would find nobody. Read below where, and say that you know." if is_risky and not is_aware else ""
        )

    def _replay(self, standing: Standing, found: Sequence[Problem]) -> Replay | None:
        """The calls of the last day by the draft; None for one that no call could go by."""
        if any(each.severity == "error" for each in found):
            return None
        draft, current = standing.draft, standing.current
        sides = Compiled(current.routing, current.number), Compiled(draft.routing, draft.based_on)
        return replay(*sides, self.callers(self.clock() - REPLAYED), self.clock())

    def _publish(self, draft: Draft, note: str) -> ResponseReturnValue:
        try:
            hand = Hand(me().name, "console")
            version = self.store.publish(draft.routing, hand=hand, note=note, based_on=draft.based_on)
        except (Conflict, RoutingError) as error:
            flash(f"Not published: {error}")
            return back_to("review")
        return self._in_force(version.number)

    def _plan(self, draft: Draft, text: str, why: str) -> ResponseReturnValue:
        """Publish the draft as it is now at a later time; whatever is published before then cancels it."""
        try:
            at = moment(text, self.clock().tzinfo)
        except ValueError as error:
            flash(f"Not planned: {error}.")
            return back_to("review")
        if at.astimezone(UTC) <= self.clock().astimezone(
            UTC
        ):  # on one clock, 1:30 would be 1:30 in either of two hours
            flash("Not planned: that time is over.")
            return back_to("review")
        self.plans.add(draft.routing, hand=Hand(me().name, "console"), note=why, at=at, based_on=draft.based_on)
        flash(
            f"The draft as it is now will be in force on {at:%A, %d %B, at %H:%M %Z}, unless another version is before."
        )
        return back_to("review")

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

    def versions(self) -> str:
        """What was ever in force."""
        return shown("routing/versions", versions=self.store.versions(), current=self.store.current().number)

    def version(self, number: int) -> str:
        """One of them, with what it would change if it came back."""
        version, current = self._version(number), self.store.current()
        changed = differences(current.routing, version)
        return shown("routing/version", number=number, current=current, changed=changed, text=written(version))

    def roll_back(self, number: int) -> ResponseReturnValue:
        """Put an older version in force again, as a new one."""
        try:
            version = self.store.roll_back(number, hand=Hand(me().name, "console"), note=asked().get("note", ""))
        except UnknownVersion:
            abort(404)
        except (Conflict, RoutingError) as error:
            flash(f"Not published: {error}")
            return back_to("versions")
        return self._in_force(version.number)

    def shares(self) -> str:
        """What each vendor was owed and given."""
        routing, found = self.store.current().routing, self.ledger(self.clock())
        periods = (("This month", list(table(routing, found.month))), ("Today", list(table(routing, found.day))))
        return shown("routing/ledger", periods=periods)

    def _in_force(self, number: int) -> ResponseReturnValue:
        self.tell()
        flash(f"Version {number} is in force. Calls that begin now go by it; calls under way keep theirs.")
        return back_to("versions")

    def _version(self, number: int) -> Routing:
        try:
            return self.store.version(number).routing
        except UnknownVersion:
            abort(404)

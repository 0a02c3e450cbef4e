"""Changes of others brought together with the draft, and changes taken back, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import Conflict, Deed, Draft, Hand, RoutingStore, UnknownVersion
from ivr.console.audit.undo import REASON_MISSING, reason, undo_page
from ivr.console.page import NUMBER, Pages, back_to, me, shown
from ivr.console.routing.draft_editor import WRITERS
from routing.document import RoutingError, of_json, to_json
from routing.merge import merged

_GONE = "What the routing was before is no longer kept, or no longer fits; go back to a version instead."


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the draft: what `theirs` made of `base` is put into it, which takes version `based_on` in.

    `plan` is the planned publication that it was until then.
    """

    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    whose: str
    done: str
    based_on: int
    plan: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Settling:
    """These pages. Where both sides changed a field, it is asked whose stands."""

    store: RoutingStore
    plans: Plans

    def add_to(self, pages: Pages) -> None:
        """All of them."""
        pages.add("/routing/catch-up", "catch_up", self.catch_up, to=WRITERS, methods=("POST",), form_on="review")
        pages.add(
            f"/routing/plans/{NUMBER}/take",
            "take_plan",
            self.take_plan,
            to=WRITERS,
            methods=("POST",),
            form_on="review",
        )
        pages.add(
            f"/routing/changes/{NUMBER}/undo",
            "undo_change",
            self.undo,
            to=WRITERS,
            methods=("POST",),
            form_on="ask_undo",
        )

    def catch_up(self) -> ResponseReturnValue:
        """Bring what was published since the draft was begun into the draft."""
        standing = self.store.standing()
        draft, current = standing.draft, standing.current
        base = to_json(self.store.version(draft.based_on).routing)
        done = f"What {current.author} published is in the draft now, beside your changes"
        return self._settled(draft, Change(base, to_json(current.routing), current.author, done, current.number))

    def take_plan(self, number: int) -> ResponseReturnValue:
        """Bring what a plan changes into the draft, in the place of the plan."""
        plan = self.plans.find(number)
        if plan is None:
            abort(404)
        draft, changes = self.store.draft(), plan.changes
        done = f"What {changes.name} changes is in the draft, and no longer planned"
        return self._settled(draft, Change(changes.base, changes.document, changes.name, done, draft.based_on, number))

    def undo(self, number: int) -> ResponseReturnValue:
        """Take one line of the audit back, in the draft: what others changed since stays."""
        deed = self.store.deed(number)
        if deed is None or deed.action not in ("publish", "draft", "discard"):
            abort(404)
        if not reason():
            return undo_page(deed, wrong=REASON_MISSING), 422
        try:
            after, before = self._after(deed), self._document(deed.before)
        except (UnknownVersion, RoutingError, LookupError):
            flash(_GONE)
            return back_to("audit")
        draft = self.store.draft()
        done = f"What {deed.who} did is taken back in the draft"
        return self._settled(draft, Change(after, before, "the time before", done, draft.based_on, why=reason()))

    def _settled(self, draft: Draft, change: Change) -> ResponseReturnValue:
        mine = to_json(draft.routing)
        theirs_at = frozenset(name for name, side in request.form.items() if side == "theirs")
        both = merged(change.base, mine, change.theirs, theirs_at=theirs_at)
        asked = [each for each in both.clashes if request.form.get(each.path) != "mine"]
        if asked:
            answered = {name: side for name, side in request.form.items() if side in ("mine", "theirs")}
            return shown("routing/settle", clashes=asked, answered=answered, whose=change.whose, why=change.why), 409
        try:
            hand = Hand(me().name, "console")
            routing = of_json(both.document)
            self.store.save_draft(routing, hand=hand, revision=draft.revision, based_on=change.based_on, why=change.why)
            if change.plan is not None:  # only now: whoever is stopped between the two has it twice, and not lost
                self.plans.cancel(change.plan, hand=hand, why="Brought into the draft")
        except (Conflict, RoutingError) as error:
            flash(f"Not saved: {error}")
            return back_to("review")
        flash(f"{change.done}. Nothing changes for callers until it is published.")
        return back_to("review")

    def _after(self, deed: Deed) -> dict[str, Any]:
        """The document that a line of the audit left. A draft that was discarded left what it had begun from."""
        if deed.action == "publish":
            return to_json(self.store.version(int(deed.subject)).routing)
        saving = self.store.saving(int(deed.subject))
        if saving is None:
            raise LookupError(deed.subject)
        return to_json(self.store.version(saving.based_on).routing if deed.action == "discard" else saving.routing)

    def _document(self, source: Any) -> dict[str, Any]:
        """The document before: a version by number, or {"version": 3} or {"saving": 12}."""
        if isinstance(source, int):
            return to_json(self.store.version(source).routing)
        if "version" in source:
            return to_json(self.store.version(source["version"]).routing)
        saving = self.store.saving(source["saving"])
        if saving is None:
            raise LookupError(source)
        return to_json(saving.routing)

"""Merging changes of others into the draft, and undoing changes, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, request

from ivr.console.page import Answer, PageGroup, page
from ivr.console.requests import NUMBER
from ivr.console.responses import back_to, rendered
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from ivr.console.undo import REASON_MISSING, UNDO_TEMPLATE, reason, undo_facts
from ivr.reporting.audit import AuditEntry
from routing.document import RoutingError, of_json, to_json
from routing.merge import three_way_merge
from routing.versions import Conflict, Draft, UnknownVersion

TEMPLATE = "routing/settle.html"
_GONE = "What the routing was before is no longer kept, or no longer fits; go back to a version instead."


@dataclass(frozen=True, slots=True)
class ChangeToMerge:
    """A change to the draft: the differences of `theirs` from `base`, after which it is based on version `based_on`.

    `plan` is the scheduled publication that the change comes from.
    """

    base: Mapping[str, Any]
    theirs: Mapping[str, Any]
    whose: str
    done: str
    based_on: int
    plan: int | None = None
    why: str = ""


class MergeConflicts(PageGroup):
    """Merges into the draft. If both sides changed a field, the user chooses whose value stands."""

    @page("/routing/catch-up", roles=ADMINS, methods=("POST",), form_on="review", template=TEMPLATE)
    def catch_up(self) -> Answer:
        """Merge versions that were published since the draft was begun."""
        standing = self.ports.routing.standing()
        draft, current = standing.draft, standing.current
        base = to_json(self.ports.routing.version(draft.based_on).routing)
        done = f"What {current.author} published is in the draft now, beside your changes"
        return self._settled(draft, ChangeToMerge(base, to_json(current.routing), current.author, done, current.number))

    @page(f"/routing/plans/{NUMBER}/take", roles=ADMINS, methods=("POST",), form_on="review", template=TEMPLATE)
    def take_plan(self, number: int) -> Answer:
        """Merge the changes of a plan into the draft, and cancel the plan."""
        plan = self.ports.plans.find(number)
        if plan is None:
            abort(404)
        draft, changes = self.ports.routing.draft(), plan.changes
        done = f"What {changes.name} changes is in the draft, and no longer planned"
        return self._settled(
            draft, ChangeToMerge(changes.base, changes.document, changes.name, done, draft.based_on, number)
        )

    @page(f"/routing/changes/{NUMBER}/undo", roles=ADMINS, methods=("POST",), form_on="ask_undo", template=TEMPLATE)
    def undo_change(self, number: int) -> Answer:
        """Undo a change of the audit in the draft; later changes of others stay."""
        entry = self.ports.routing.audit_entry(number)
        if entry is None or entry.action not in ("publish", "draft", "discard"):
            abort(404)
        if not reason():
            return rendered(UNDO_TEMPLATE, **undo_facts(entry, wrong=REASON_MISSING)), 422
        try:
            after, before = self._after(entry), self._document(entry.before)
        except (UnknownVersion, RoutingError, LookupError):
            flash(_GONE)
            return back_to("audit")
        draft = self.ports.routing.draft()
        done = f"What {entry.who} did is taken back in the draft"
        return self._settled(draft, ChangeToMerge(after, before, "the time before", done, draft.based_on, why=reason()))

    def _settled(self, draft: Draft, change: ChangeToMerge) -> Answer:
        mine = to_json(draft.routing)
        theirs_at = frozenset(name for name, side in request.form.items() if side == "theirs")
        both = three_way_merge(change.base, mine, change.theirs, theirs_at=theirs_at)
        asked = [each for each in both.clashes if request.form.get(each.path) != "mine"]
        if asked:
            answered = {name: side for name, side in request.form.items() if side in ("mine", "theirs")}
            return {"clashes": asked, "answered": answered, "whose": change.whose, "why": change.why}, 409
        try:
            actor = as_actor()
            routing = of_json(both.document)
            self.ports.routing.save_draft(
                routing, actor=actor, revision=draft.revision, based_on=change.based_on, why=change.why
            )
            if change.plan is not None:  # only now: a crash in between duplicates the plan instead of losing it
                self.ports.plans.cancel(change.plan, actor=actor, why="Brought into the draft")
        except (Conflict, RoutingError) as error:
            flash(f"Not saved: {error}")
            return back_to("review")
        flash(f"{change.done}. Nothing changes for callers until it is published.")
        return back_to("review")

    def _after(self, entry: AuditEntry) -> dict[str, Any]:
        """The document after a change; after a draft was discarded, the version that it had begun from."""
        if entry.action == "publish":
            return to_json(self.ports.routing.version(int(entry.subject)).routing)
        revision = self.ports.routing.draft_revision(int(entry.subject))
        if revision is None:
            raise LookupError(entry.subject)
        return to_json(
            self.ports.routing.version(revision.based_on).routing if entry.action == "discard" else revision.routing
        )

    def _document(self, source: Any) -> dict[str, Any]:
        """The document before a change: a version by its number, {"version": 3} or {"saving": 12}."""
        if isinstance(source, int):
            return to_json(self.ports.routing.version(source).routing)
        if "version" in source:
            return to_json(self.ports.routing.version(source["version"]).routing)
        revision = self.ports.routing.draft_revision(source["saving"])
        if revision is None:
            raise LookupError(source)
        return to_json(revision.routing)

"""Puts proposed shares into the draft, with the reason."""

from flask import abort, flash

from ivr.console.page import Answer, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS
from ivr.console.session import as_actor
from ivr.reporting.split_proposal import SplitProposal
from routing.display_names import queue_names
from routing.model import Routing
from routing.versions import Conflict


class ProposalPages(PageGroup):
    """The button beside a proposal. What it does is published by nobody but an admin."""

    @page("/scorecards/proposals", roles=ADMINS, methods=("POST",), form_on="scorecards")
    def propose_shares(self) -> Answer:
        """Put the shares of a rule into the draft, if they are still what was shown."""
        given, routing = form_fields(), self.ports.in_force()
        back = {name: given[name] for name in ("vendor", "month") if given.get(name)}
        found = next(
            (each for each in self.ports.scorecards.proposals(routing) if each.rule == given.get("rule")), None
        )
        if found is None:
            abort(404)
        told = found.told(queue_names(routing))
        if not found.is_change or told != given.get("told"):
            flash("The figures have changed since. Look at the proposal again.")
            return back_to("scorecards", **back)
        return self._save(found, told, back)

    def _save(self, proposal: SplitProposal, told: str, back: dict[str, str]) -> Answer:
        history = self.ports.routing
        draft = history.draft()
        changed = with_shares(draft.routing, proposal)
        if changed is None:
            flash(f"Not saved: the draft has other shares of {proposal.rule} already, or the rule is gone there.")
            return back_to("scorecards", **back)
        try:
            history.save_draft(changed, actor=as_actor(), revision=draft.revision, why=told)
        except Conflict as error:
            flash(f"Not saved: {error}. Look at the draft and try again.")
            return back_to("scorecards", **back)
        flash(f"{proposal.rule} is in the draft: {told}. Nothing changes for callers until it is published.")
        return back_to("review")


def with_shares(routing: Routing, proposal: SplitProposal) -> Routing | None:
    """A document with the proposed shares; None unless its rule has those that the proposal began from."""
    if not any(rule.name == proposal.rule and rule.split == proposal.before for rule in routing.rules):
        return None
    rules = tuple(
        rule.model_copy(update={"split": dict(proposal.shares)}) if rule.name == proposal.rule else rule
        for rule in routing.rules
    )
    return routing.model_copy(update={"rules": rules})

"""The bar on every page about the next routing: what the draft changes, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.console.ports import Ports
from routing.check import RoutingProblem
from routing.diff import differences
from routing.versions import Draft


@dataclass(frozen=True, slots=True)
class DraftBar:
    """The draft in figures. Errors prevent its publication, warnings do not."""

    changes: int
    errors: int
    warnings: int

    @property
    def words(self) -> str:
        """As in "3 changes, 1 error, 2 warnings"."""
        counts = (self.changes, "change"), (self.errors, "error"), (self.warnings, "warning")
        told = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
        return ", ".join(told) or "no changes"


def draft_bar(ports: Ports, draft: Draft | None, found: Sequence[RoutingProblem] | None = None) -> DraftBar | None:
    """The bar of a draft, with the problems that are known of it already; None without a draft."""
    if draft is None or not draft.revision:
        return None
    problems = ports.routing.problems(draft.routing) if found is None else found
    errors = sum(each.severity == "error" for each in problems)
    changes = len(differences(ports.in_force(), draft.routing))
    return DraftBar(changes, errors, len(problems) - errors)

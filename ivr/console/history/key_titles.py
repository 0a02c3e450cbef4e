"""The names of what the history is told apart by: queues, vendors, agents and so on, also of those that are gone."""

from collections.abc import Callable, Mapping

from ivr.console.names import language_name
from ivr.reporting.board import IN_HOUSE
from ivr.reporting.history_report import By
from routing.display_names import queue_names, vendor_names
from routing.model import Routing

BY: Mapping[By, str] = {
    "line": "the whole line",
    "queue": "queue",
    "vendor": "vendor",
    "number": "number dialled",
    "agent": "agent",
    "language": "language",
    "issue": "issue",
    "disposition": "disposition",
}
"""The parts to choose from, with their words."""
NONE = "not known"


class KeyTitles:
    """Names keys by a routing; `agents` gives the names of agents by id, and is asked for when one is named."""

    def __init__(self, routing: Routing, agents: Callable[[], Mapping[str, str]]) -> None:
        self._routing = routing
        self._agents = agents
        self._names: dict[By, Mapping[str, str]] = {}

    def title(self, by: By, key: str) -> str:
        """The name of a key; a key that is not there stands for itself, as removed."""
        if not key:
            return NONE
        if by == "language":
            return f"{language_name(key)} ({key})"
        if by == "issue":
            return key.replace("_", " ").capitalize()
        if by in ("number", "line"):
            return key
        return self.known(by).get(key) or f"{key} (removed)"

    def known(self, by: By) -> Mapping[str, str]:
        """The names of all that is there now, by key; none for parts that nobody names."""
        if by not in self._names:
            self._names[by] = self._named(by)
        return self._names[by]

    def _named(self, by: By) -> Mapping[str, str]:
        if by == "queue":
            return queue_names(self._routing)
        if by == "vendor":
            return {IN_HOUSE: IN_HOUSE, **vendor_names(self._routing)}
        if by == "agent":
            return self._agents()
        if by == "disposition":
            return {code: each.name for code, each in self._routing.agent_desk.dispositions.items()}
        return {}

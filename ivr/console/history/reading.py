"""The history as a user may see it."""

from collections.abc import Mapping

from ivr.accounts import User, visible_queues
from ivr.console.history.key_titles import KeyTitles
from ivr.console.ports import Ports
from ivr.reporting.history_figures import HistoryFigure
from ivr.reporting.history_report import HistoryReader
from routing.model import Routing

Seen = tuple[frozenset[str] | None, frozenset[str] | None]
"""Queues and vendors; None for all."""


def seen_by(user: User, ports: Ports) -> Seen:
    """The queues and vendors whose history a user sees now."""
    return seen_of(user, ports.in_force())


def seen_of(user: User, routing: Routing) -> Seen:
    """The queues and vendors whose history a user sees, by a routing.

    A vendor's users see what was given to their vendor: of a queue that was another's before, only their own time.
    """
    queues = visible_queues(user, routing)
    vendors = frozenset({user.vendor}) if user.role == "vendor" else None
    return None if queues is None else frozenset(queues), vendors


def history_reader(ports: Ports, figures: Mapping[str, HistoryFigure]) -> HistoryReader:
    """Reads the history, with the names of today."""
    titles = KeyTitles(ports.in_force(), lambda: {each.id: each.name for each in ports.agents.all()})
    return HistoryReader(ports.history, figures, titles.title, ports.clock)

"""Queues, vendors, flows and steps by the names that people gave them, for the templates of all pages."""

from collections.abc import Callable, Mapping

from babel import Locale, UnknownLocaleError
from flask import Blueprint

from routing.display_names import queue_names, vendor_names
from routing.model import Routing

FLOWS: Mapping[str, str] = {
    "all": "All flows",
    "main_line": "Main line",
    "find_order": "Find the order",
    "refund": "Refunds",
    "returns": "Returns",
    "loyalty": "Points",
    "hand_off": "To a person",
    "issue": "What it is about",
    "callback": "Callback",
    "called_back": "Called back",
    "cancel_order": "Cancel an order",
    "change_address": "Change an address",
    "missing_points": "Missing points",
    "invoice": "Invoice",
    "call_back_at": "Callback at a time",
    "store_info": "Stores",
    "delivery_help": "Help with delivery",
    "survey": "Survey without a person",
    "agent_survey": "Survey after the agent",
}
"""The titles of flows. A flow that is not here is shown by its key, as words."""


def flow_name(key: str) -> str:
    """The title of a flow."""
    return FLOWS.get(key) or _words(key)


def step_name(key: str) -> str:
    """The title of a step, after that of its flow: "To a person: offer callback"."""
    flow, point, step = key.partition(".")
    if not point:
        return _words(key)
    return f"{flow_name(flow)}: {step.replace('_', ' ').replace('.', ': ')}"


def language_name(locale: str) -> str:
    """The English name of a language: "Spanish" for es-MX. A locale that is not known stands for itself."""
    try:
        return Locale.parse(locale, sep="-").get_language_name("en") or locale
    except (UnknownLocaleError, ValueError):
        return locale


def add_name_filters(blueprint: Blueprint, in_force: Callable[[], Routing]) -> None:
    """Give templates the filters `queue`, `vendor`, `flow`, `step` and `language`.

    The first two take the routing to look in; by default the live version. A key that is not there stands for itself.
    """
    queues, vendors = _Remembered(queue_names), _Remembered(vendor_names)

    def queue(key: str, routing: Routing | None = None) -> str:
        return queues.of(routing or in_force()).get(key, key)

    def vendor(key: str, routing: Routing | None = None) -> str:
        return vendors.of(routing or in_force()).get(key, key)

    for name, filtered in (
        ("queue", queue),
        ("vendor", vendor),
        ("flow", flow_name),
        ("step", step_name),
        ("language", language_name),
    ):
        blueprint.add_app_template_filter(filtered, name)


class _Remembered:
    """The names in the routing that was asked for last: a page asks for each of its rows."""

    def __init__(self, names: Callable[[Routing], dict[str, str]]) -> None:
        self._names = names
        self._last: tuple[Routing, dict[str, str]] | None = None

    def of(self, routing: Routing) -> dict[str, str]:
        """The names by key."""
        last = self._last
        if last is None or last[0] is not routing:
            last = self._last = routing, self._names(routing)
        return last[1]


def _words(key: str) -> str:
    return key.replace("_", " ").capitalize()

"""What the switches that are on do to the queues."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from routing.caller import QUIET, QueueState
from routing.model import Routing


def with_switches(
    routing: Routing, states: Mapping[str, QueueState], on: Collection[str], dialled: str
) -> Mapping[str, QueueState]:
    """The queues as they stand, closed where a switch closes them for callers of this number."""
    if not on:
        return states
    closed = dict(states)
    for name in sorted(on):
        switch = routing.switches.get(name)
        if switch and switch.closes and (not switch.numbers or dialled in switch.numbers):
            for queue in switch.queues or routing.queues:
                closed[queue] = replace(closed.get(queue, QUIET), closed_by=name)
    return closed


def announced(routing: Routing, on: Collection[str], dialled: str, language: str) -> tuple[str, ...]:
    """The messages that every caller of a number hears: of the switches that are not about single queues."""
    found = (routing.switches.get(name) for name in sorted(on))
    heard = (each for each in found if each and not each.queues and (not each.numbers or dialled in each.numbers))
    return tuple(each.message[language] for each in heard if language in each.message)

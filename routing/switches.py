"""The effect of active switches on queues, and the scope of a switch."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from routing.brands import name_at
from routing.caller import QUIET, QueueState
from routing.model import Routing, Switch

NAMED = 5
"""Maximum queues or numbers listed by name; the rest is given as a count."""


class UnknownSwitch(Exception):
    """The document in force has no switch of that name."""


class Unexplained(Exception):
    """A switch that closes queues is not turned on, and no version put in force again, without a reason."""


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """A switch that is on: its end, its start, the person who turned it on and the reason."""

    name: str
    until: datetime
    since: datetime
    who: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SwitchScope:
    """The queues and numbers that a switch applies to: all of them if it names none."""

    closes: bool
    queues: tuple[str, ...]
    numbers: tuple[str, ...]
    names_queues: bool
    names_numbers: bool

    def holds(self, *, queue: str, dialled: str) -> bool:
        """Whether the switch applies to callers of this number in this queue."""
        return queue in self.queues and (not self.names_numbers or dialled in self.numbers)


def switch_scope(routing: Routing, switch: Switch) -> SwitchScope:
    """The scope of a switch."""
    return SwitchScope(
        closes=switch.closes,
        queues=switch.queues or tuple(routing.queues),
        numbers=switch.numbers or tuple(routing.numbers),
        names_queues=bool(switch.queues),
        names_numbers=bool(switch.numbers),
    )


def scope_in_words(routing: Routing, found: SwitchScope) -> str:
    """A scope as text: "every queue (3), 2 numbers: Northwind +18005550199, Outlet +18005550111"."""
    queues = [routing.queues[name].name if name in routing.queues else name for name in found.queues]
    numbers = [f"{name_at(routing, number)} {number}" for number in found.numbers]
    return ", ".join((_listed("queue", queues, found.names_queues), _listed("number", numbers, found.names_numbers)))


def changed_while_on(before: Routing, after: Routing, on: Collection[str]) -> Iterator[str]:
    """A sentence for each active switch that a new document would change."""
    for name in sorted(on):
        old, new = before.switches.get(name), after.switches.get(name)
        if old and new is None:
            yield f"Switch {name} is on and would go off: the document no longer has it"
        elif old and new and new.closes and (now_is := switch_scope(after, new)) != switch_scope(before, old):
            yield f"Switch {name} is on and would close {scope_in_words(after, now_is)}"


def with_switches(
    routing: Routing, states: Mapping[str, QueueState], on: Collection[str], dialled: str
) -> Mapping[str, QueueState]:
    """The queue states, closed where an active switch closes them for callers of this number."""
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
    """The messages that every caller of a number hears: those of active switches that name no queues."""
    found = (routing.switches.get(name) for name in sorted(on))
    heard = (each for each in found if each and not each.queues and (not each.numbers or dialled in each.numbers))
    return tuple(each.message[language] for each in heard if language in each.message)


def _listed(one: str, names: Sequence[str], are_named: bool) -> str:
    if not are_named:
        return f"every {one} ({len(names)})"
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} {one}{'' if len(names) == 1 else 's'}: {', '.join(names[:NAMED])}{more}"

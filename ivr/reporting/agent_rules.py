"""What an agent may have: read from fields and checked against the routing in force, for the console and the API."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args

from ivr.calls.agent_desk import ALL
from ivr.calls.desk.agent_presence import DeskAgent, Station
from ivr.orders.phone_numbers import E164
from routing.issues import CallIssue
from routing.model import Routing

LONGEST_NAME = 128
ISSUES: tuple[str, ...] = get_args(CallIssue)
STATIONS: Mapping[str, str] = {"browser": "the browser", "phone": "their telephone"}
SEVERAL = ("queues", "languages", "issues", "switches")
"""Fields with several values."""
PIN = re.compile(r"[0-9]{4,8}")
SWITCHING_PIN = re.compile(r"[0-9]{6,8}")
"""Switches close a whole line, and numbers can be forged: their PIN must be harder to guess."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an agent may have: the routing, the users of the console, and the queues that whoever changes it sees.

    `seen` is None for all queues.
    """

    routing: Routing
    users: Collection[str]
    seen: Sequence[str] | None

    @property
    def queues(self) -> dict[str, str]:
        """The queues that may be chosen, by key, with their names."""
        found = self.routing.queues
        return {key: queue.name for key, queue in found.items() if self.seen is None or key in self.seen}

    @property
    def languages(self) -> list[str]:
        """The languages of these queues."""
        return sorted({each for key in self.queues for each in self.routing.queues[key].languages})


def agent_of(given: Mapping[str, str], several: Mapping[str, Sequence[str]], before: DeskAgent) -> DeskAgent:
    """The agent as it is given, by field; fields that are not given stay as they were."""
    number = re.sub(r"[\s().-]", "", given.get("telephone", before.number))
    station = given.get("station", before.station)
    return replace(
        before,
        name=" ".join(given.get("name", before.name).split()),
        user=given.get("user", before.user),
        number=number,
        queues=_unique(several.get("queues", before.queues)),
        languages=_unique(several.get("languages", before.languages)),
        issues=_unique(several.get("issues", before.issues)),
        switches=_unique(several.get("switches", before.switches)),
        station=cast(Station, station) if station in STATIONS else "browser",
    )


def wrong_with_agent(agent: DeskAgent, known: Known) -> dict[str, str]:
    """What is wrong with an agent, by field."""
    wrong = dict(_wrong_skills(agent, known))
    if not agent.name or len(agent.name) > LONGEST_NAME or not agent.name.isprintable():
        wrong["name"] = f"Give a name of {LONGEST_NAME} characters at most: it is shown to those whom calls come from."
    if agent.user and agent.user not in known.users:
        wrong["user"] = f"There is no user {agent.user[:64]}: add one under Users first."
    if agent.number and not E164.fullmatch(agent.number):
        wrong["telephone"] = "Write the number with its country, as in +12125550142."
    if not agent.number and not agent.user:
        wrong["user"] = "Choose the user whose browser rings, or give a telephone number, or both."
    if agent.station == "phone" and not agent.number:
        wrong["station"] = "There is no telephone number to ring."
    if agent.station == "browser" and not agent.user:
        wrong["station"] = "There is no user whose browser could ring."
    return wrong


def _wrong_skills(agent: DeskAgent, known: Known) -> Iterator[tuple[str, str]]:
    if unknown := [each for each in agent.queues if each not in known.queues]:
        yield "queues", f"There is no queue {unknown[0][:64]}."
    elif not agent.queues and (known.seen is not None or not agent.switches):
        yield "queues", "Choose at least one queue."
    if unknown := [each for each in agent.languages if each not in known.languages]:
        yield "languages", f"None of these queues speaks {unknown[0][:16]}."
    if unknown := [each for each in agent.issues if each not in ISSUES]:
        yield "issues", f"There is no issue {unknown[0][:32]}: there are {', '.join(ISSUES)}."
    if unknown := [each for each in agent.switches if each not in (*known.routing.switches, ALL)]:
        yield "switches", f"There is no switch {unknown[0][:64]}."


def wrong_with_pin(pin: str, *, turns_switches: bool) -> str:
    """What is wrong with a PIN; empty if nothing is."""
    if not PIN.fullmatch(pin):
        return "a PIN is four to eight digits"
    if turns_switches and not SWITCHING_PIN.fullmatch(pin):
        return "a PIN that turns switches is six to eight digits"
    return ""


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))

"""Reading agents: from a form, and many at once from a CSV file; and who may see and change which."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import cast, get_args

from ivr.accounts import User
from ivr.calls.agent_desk import ALL
from ivr.calls.desk.agent_presence import DeskAgent, Station
from ivr.orders.phone_numbers import E164
from routing.issues import CallIssue
from routing.model import Routing

COLUMNS = ("name", "user", "telephone", "queues", "languages", "issues", "station")
"""Of a file of agents. Queues, languages and issues are separated by blanks or semicolons."""
MOST_LINES = 500
LONGEST_NAME = 128
ISSUES: tuple[str, ...] = get_args(CallIssue)
STATIONS: Mapping[str, str] = {"browser": "the browser", "phone": "their telephone"}
SEVERAL = ("queues", "languages", "issues", "switches")
"""Fields with several values."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a form of agents may name: the routing, the users of the console, and the queues that its user sees."""

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


@dataclass(frozen=True, slots=True)
class WrongLine:
    """What is wrong with a line of a file; the heading is line 1."""

    line: int
    words: str


def sees_agent(user: User, seen: Sequence[str] | None, queues: Sequence[str]) -> bool:
    """Whether a user sees an agent with these queues: vendors their own people, others who serve a queue of theirs."""
    if seen is None:
        return True
    if user.role == "vendor":
        return bool(queues) and set(queues) <= set(seen)
    return bool(set(queues) & set(seen))


def changes_agent(user: User, seen: Sequence[str] | None, queues: Sequence[str]) -> bool:
    """Whether a user may change an agent with these queues: admins all, vendors their own people."""
    return user.role == "admin" or (user.role == "vendor" and sees_agent(user, seen, queues))


def agent_of(given: Mapping[str, str], several: Mapping[str, Sequence[str]], before: DeskAgent) -> DeskAgent:
    """The agent that a form describes; fields that it does not have stay as they were."""
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


def agents_in(text: str, known: Known, there: Sequence[DeskAgent]) -> tuple[Sequence[DeskAgent], Sequence[WrongLine]]:
    """The agents in a CSV file, and what is wrong with its lines. A user or telephone has one agent."""
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = list(csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if problem := _wrong_heading(heading, len(rows) - 1):
        return (), (WrongLine(1, problem),)
    found: list[DeskAgent] = []
    errors = []
    for line, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            agent = _read(dict(zip(heading, map(_plain, row), strict=False)))
            words = " ".join(wrong_with_agent(agent, known).values()) or _twice(agent, [*there, *found])
            errors += [WrongLine(line, words)] if words else []
            found.append(agent)
    return found, errors


def agent_rows(agents: Iterable[DeskAgent]) -> Iterator[tuple[str, ...]]:
    """Agents as rows below their heading, as `agents_in` reads them."""
    yield COLUMNS
    for each in agents:
        skills = (" ".join(several) for several in (each.queues, each.languages, each.issues))
        yield (each.name, each.user, each.number, *skills, each.station)


def _wrong_heading(heading: Sequence[str], lines: int) -> str:
    told = f"a heading has {', '.join(COLUMNS)}"
    if unknown := [name for name in heading if name not in COLUMNS]:
        return f"There is no column {unknown[0][:40]!r}: {told}."
    if missing := [name for name in ("name", "queues") if name not in heading]:
        return f"The heading lacks {' and '.join(missing)}: {told}."
    return f"A file holds {MOST_LINES} agents at most." if lines > MOST_LINES else ""


def _plain(cell: str) -> str:
    """A cell without the apostrophe that our own files have before a plus sign (see ivr.reporting.csv_table)."""
    return cell.strip().removeprefix("'")


def _read(row: Mapping[str, str]) -> DeskAgent:
    several = {name: re.split(r"[\s;]+", row[name]) if row.get(name) else () for name in SEVERAL if name in row}
    nobody = DeskAgent(id="", name="", station="browser" if row.get("user") else "phone")
    return agent_of({name: value for name, value in row.items() if value}, several, nobody)


def _twice(agent: DeskAgent, others: Iterable[DeskAgent]) -> str:
    for other in others:
        if (agent.user and agent.user == other.user) or (agent.number and agent.number == other.number):
            return f"{other.name} has this user or telephone already."
    return ""


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))

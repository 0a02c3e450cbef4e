"""Reading many agents at once from a CSV file; and who may see and change which."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from ivr.accounts import User
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.reporting.agent_rules import SEVERAL, Known, agent_of, wrong_with_agent

COLUMNS = ("name", "user", "telephone", "queues", "languages", "issues", "station")
"""Of a file of agents. Queues, languages and issues are separated by blanks or semicolons."""
MOST_LINES = 500


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

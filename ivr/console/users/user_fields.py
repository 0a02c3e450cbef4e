"""Reading users: from a form, and many at once from a CSV file."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from ivr.accounts import BY_QUEUE, ROLES, User
from routing.model import Routing

NAME = re.compile(r"[\w.@+-]{1,64}")
COLUMNS = ("name", "role", "vendor", "queues", "sees_numbers")
"""Of a file of users. `queues` are keys, separated by blanks or semicolons."""
MOST_LINES = 500
YES, NO = ("yes", "true", "1", "x"), ("", "no", "false", "0")


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with a line of a file; the heading is line 1."""

    line: int
    words: str


def wrong_with(user: User, routing: Routing) -> dict[str, str]:
    """What is wrong with a user, by field."""
    wrong = {}
    if not NAME.fullmatch(user.name):
        wrong["name"] = "A name is letters, digits and . @ + - _ (64 at most)."
    if user.role == "vendor" and user.vendor not in routing.vendors:
        wrong["vendor"] = "Choose the vendor whose calls they see."
    if words := _wrong_queues(user, routing):
        wrong["queues"] = words
    return wrong


def _wrong_queues(user: User, routing: Routing) -> str:
    unknown = [name for name in user.queues if name not in routing.queues]
    if unknown:
        return f"There is no queue {unknown[0]}."
    others = [name for name in user.queues if user.role == "vendor" and routing.queues[name].vendor != user.vendor]
    return f"{routing.queues[others[0]].name} is not a queue of this vendor." if others else ""


def user_of(name: str, given: Mapping[str, str], queues: Iterable[str]) -> User | None:
    """The user that a form describes; None for an unknown role. Fields that the role does not have are left out."""
    role = next((role for role in ROLES if role == given.get("role")), None)
    if role is None:
        return None
    vendor = given.get("vendor", "") if role == "vendor" else ""
    bound = tuple(dict.fromkeys(queues)) if role in BY_QUEUE else ()
    return User(
        name, role, vendor, sees_numbers="sees_numbers" in given, by_company="by_company" in given, queues=bound
    )


def users_in(text: str, routing: Routing, taken: Collection[str]) -> tuple[Sequence[User], Sequence[LineError]]:
    """The users in a CSV file, and what is wrong with its lines. Names must not be among those that are taken."""
    rows = list(csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_separator(text)))
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if problem := _wrong_heading(heading, len(rows) - 1):
        return (), (LineError(1, problem),)
    users, errors, seen = [], [], {name.casefold(): 0 for name in taken}
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        user, words = _read(dict(zip(heading, map(str.strip, row), strict=False)), routing)
        words = words or (user and _twice(user.name, seen)) or ""
        if user is None or words:
            errors.append(LineError(line, words))
        else:
            seen[user.name.casefold()] = line
            users.append(user)
    return users, errors


def table_of(users: Iterable[User]) -> Iterator[tuple[str, ...]]:
    """Users as rows below their heading, as `users_in` reads them."""
    yield COLUMNS
    for each in users:
        yield (each.name, each.role, each.vendor, " ".join(each.queues), "yes" if each.sees_numbers else "no")


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _wrong_heading(heading: Sequence[str], lines: int) -> str:
    unknown = [name for name in heading if name not in COLUMNS]
    missing = [name for name in ("name", "role") if name not in heading]
    if unknown:
        return f"There is no column {unknown[0][:40]!r}: a heading has {', '.join(COLUMNS)}."
    if missing:
        return f"The heading lacks {' and '.join(missing)}: it has {', '.join(COLUMNS)}."
    return f"A file holds {MOST_LINES} users at most." if lines > MOST_LINES else ""


def _read(row: Mapping[str, str], routing: Routing) -> tuple[User | None, str]:
    sees = row.get("sees_numbers", "").casefold()
    if sees not in (*YES, *NO):
        return None, "sees_numbers is yes or no."
    given = {**row, "sees_numbers": "on"} if sees in YES else {k: v for k, v in row.items() if k != "sees_numbers"}
    user = user_of(row.get("name", ""), given, re.split(r"[\s;]+", row.get("queues", "")) if row.get("queues") else ())
    if user is None:
        return None, f"A role is {', '.join(ROLES)}."
    return user, " ".join(wrong_with(user, routing).values())


def _twice(name: str, seen: Mapping[str, int]) -> str:
    line = seen.get(name.casefold())
    if line is None:
        return ""
    return f"{name} stands in line {line} already." if line else f"There is somebody called {name} already."

"""A search of the calls on record: what is looked for, by whom, and a page of what was found."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from ivr.reporting.contact_reasons import ContactReason

COUNTED = 10_000
"""Calls are counted exactly up to this number: "more than 10,000" is enough to narrow a search by."""
_WORD = re.compile(r"\w+")
FEWEST_OF_SID = 6
"""The least characters of the end of a call SID, as many as pages show."""


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text that is looked for in notes."""
    return tuple(_WORD.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQuery:
    """What is looked for; what is empty or None does not count, and all else must fit.

    `callers` and `orders` are keyed hashes, of which one has to fit. The call began at `since` or later and before
    `until`. `queues` are those of which it was given to one; None for any. `agent` is an id. `outcome` is a
    Disposition of the line, or UNDER_WAY; `disposition` is the code that an agent gave. `words` begin words of an
    agent's note. `shortest` and `longest` are seconds. `sid_end` is a call SID, or FEWEST_OF_SID characters or more of
    its end. `reason` is one for which the call came.
    """

    callers: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    queues: tuple[str, ...] | None = None
    agent: str = ""
    outcome: str = ""
    disposition: str = ""
    language: str = ""
    issue: str = ""
    dialled: str = ""
    words: tuple[str, ...] = ()
    shortest: int | None = None
    longest: int | None = None
    sid_end: str = ""
    reason: ContactReason | None = None


@dataclass(frozen=True, slots=True)
class CallScope:
    """The calls that somebody may see: those given to one of `queues` (None for all), and of an `agent` by id."""

    queues: tuple[str, ...] | None = None
    agent: str = ""


EVERY_CALL = CallScope()


@dataclass(frozen=True, slots=True)
class FoundLeg:
    """A stay of a found call in a queue. `waited` is seconds."""

    queue: str
    issue: str
    became: str
    waited: float | None


@dataclass(frozen=True, slots=True)
class FoundHandling:
    """What an agent wrote about a found call."""

    agent: str
    agent_name: str
    disposition: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """A call as lists show it. `caller_hint` is the end of the caller's number; `outcome` is empty until it ended."""

    sid: str
    began_at: datetime
    ended_at: datetime | None
    seconds: int | None
    caller_hint: str
    dialled: str
    language: str
    outcome: str
    legs: tuple[FoundLeg, ...] = ()
    handlings: tuple[FoundHandling, ...] = ()


@dataclass(frozen=True, slots=True)
class CallCursor:
    """A place in a list of calls, newest first: behind the call with this beginning and SID."""

    at: datetime
    sid: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The cursor that a text stands for. Raises ValueError."""
        try:
            at, _, sid = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        except (binascii.Error, UnicodeError):
            raise ValueError("this is no place in a list of calls") from None
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not sid:
            raise ValueError("this is no place in a list of calls")
        return cls(moment, sid)

    def __str__(self) -> str:
        return urlsafe_b64encode(f"{self.at.isoformat()} {self.sid}".encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class CallsFound:
    """A page of calls, newest first, and the place behind it if there are more.

    `count` is the number of all that fit, COUNTED + 1 if there are more than COUNTED.
    """

    calls: Sequence[FoundCall]
    following: CallCursor | None
    count: int

    @property
    def is_counted(self) -> bool:
        """Whether `count` is exact."""
        return self.count <= COUNTED

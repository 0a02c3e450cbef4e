"""The survey after an agent by text: when it may be sent, and what the answer means."""

import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from phonenumbers import NumberParseException, parse
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from ivr.flows.agent_survey_score import AgentScore

DELAY = timedelta(minutes=5)
"""From the end of the conversation."""
FIRST_HOUR, LAST_HOUR = 9, 20
"""Texts are sent from and until these hours, on the clock of every zone that the number may be in."""
_STEP, _LONGEST = timedelta(minutes=15), timedelta(days=2)
_REPLY = re.compile(r"\W{0,3}([1-5])(?!\d)(.{0,120})", re.DOTALL)
_YES = frozenset({"yes", "y", "yeah", "yep", "si", "s", "oui", "ja", "j", "sim", "tak", "はい", "solved"})
_NO = frozenset({"no", "n", "nope", "non", "nein", "nao", "nie", "いいえ", "not"})


def texting_time(number: str, now: datetime) -> datetime | None:
    """The first time after DELAY at which a text may go to a number (E.164); None if there is none in two days.

    A number whose zone is not known gets it at once.
    """
    zones = _zones(number)
    at = now + DELAY
    while at < now + _LONGEST:
        if all(FIRST_HOUR <= at.astimezone(zone).hour < LAST_HOUR for zone in zones):
            return at
        at += _STEP
    return None


def read_reply(body: str) -> AgentScore | None:
    """The score in a text, and what a word after it says of the second question; None if it begins with no score."""
    plain = unicodedata.normalize("NFKD", body).casefold()
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    found = _REPLY.fullmatch(bare.strip())
    if not found:
        return None
    words = re.findall(r"[^\W\d_]+", found[2])
    said = [word in _YES for word in words if word in _YES or word in _NO]
    return AgentScore(int(found[1]), said[0] if said else None)


@lru_cache(maxsize=1024)
def _zones(number: str) -> tuple[ZoneInfo, ...]:
    try:
        names = time_zones_for_number(parse(number))
        return tuple(ZoneInfo(name) for name in names if name != UNKNOWN_TIMEZONE)
    except (NumberParseException, ZoneInfoNotFoundError):
        return ()

"""Connection overrides in a URL's fragment: `#rc=2&rp=all&ct=2000` (Twilio: webhooks connection overrides)."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

HARD_CAP = 15.0
"""Twilio's maximum for a voice webhook in seconds, which no override exceeds."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Seconds, a count, and which failures are tried again: `ct`, `rt`, `4xx`, `5xx`."""

    connect: float = 5.0
    read: float = 15.0
    total: float = HARD_CAP
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})


EVERY_FAILURE = frozenset({"ct", "rt", "4xx", "5xx"})


def split_overrides(url: str) -> tuple[str, Overrides]:
    """The URL without its fragment, and the overrides in the fragment, limited to their ranges."""
    bare, fragment = urldefrag(url)
    given = dict(parse_qsl(fragment))
    default = Overrides()
    return bare, Overrides(
        connect=_seconds(given.get("ct"), default.connect, most=10_000),
        read=_seconds(given.get("rt"), default.read, most=15_000),
        total=_seconds(given.get("tt"), default.total, most=15_000),
        retries=int(_within(given.get("rc"), default.retries, least=0, most=5)),
        retry_on=_policy(given.get("rp")),
    )


def _seconds(text: str | None, default: float, *, most: int) -> float:
    return _within(text, default * 1000, least=100, most=most) / 1000


def _within(text: str | None, default: float, *, least: int, most: int) -> float:
    if text is None or not text.isascii() or not text.isdigit():
        return default
    return min(max(int(text), least), most)


def _policy(text: str | None) -> frozenset[str]:
    named = set((text or "ct").split(","))
    return EVERY_FAILURE if "all" in named else EVERY_FAILURE & named

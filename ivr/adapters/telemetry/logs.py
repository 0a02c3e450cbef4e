"""Structured logs: one JSON object per line on standard output, without personal data.

Log calls contain no personal data by convention; `redact` is a safety net over every key and value, nested ones and
tracebacks included. Results for short strings are cached, since the same few occur in nearly every line.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import Any, TextIO, cast

import orjson
import structlog

BLANK = "[redacted]"
LARGEST = 9_999_999  # a bare number beyond it could be dialled
SHORT = 64  # characters of a string worth remembering

# Eight digits or more, however they are set apart: phone numbers and card numbers alike.
_DIGITS = r"\d(?:[\s()./_-]{0,3}\d){7,}"
# What may be said although it has digits in it: Twilio's SIDs, job ids, days and times.
_KNOWN = (
    r"\b[A-Z]{2}[0-9a-f]{32}\b"
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|\b20\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,6})?)?)?(?!\d)"
)
_NAMES = r"(?i:authorization|token|secret|passw(?:or)?d|signature|api_?key)"
_SECRET = (
    rf'(?P<name>{_NAMES}[\w-]{{0,20}}\\?["\']?\s{{0,3}}[:=]\s{{0,3}}(?:(?i:bearer|basic|digest)\s)?\\?["\']?)'
    r"(?P<secret>[^\s\"'\\,;&}]+)"
    r"|(?P<scheme>\b(?i:bearer|basic)\s)(?P<credential>[\w.~+/=-]{8,})"
)
_HEX = r"\b[0-9a-f]{32,}\b"
_LOGIN = r"(?<=://)[^\s/@\"]{1,99}(?=@)"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"

# Most of what a turn's line says cannot be anything else: a call SID, and words of the flows without a digit.
_harmless = re.compile(r"CA[0-9a-f]{32}|[A-Za-z_.-]{0,31}").fullmatch
_numbers = re.compile(f"(?P<known>{_KNOWN})|{_DIGITS}")
_secrets = re.compile(f"{_SECRET}|{_HEX}")
_people = re.compile(f"{_LOGIN}|{_EMAIL}")
_tells = re.compile(_NAMES).search


def configure(level: str, secrets: Iterable[str] = ()) -> None:
    """Send this process's logs, ours and the standard library's alike, to standard output as JSON lines.

    `secrets` are values that may appear nowhere, whatever they look like.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    finish = finisher(secrets)
    structlog.configure(
        processors=[lambda _logger, level, event: finish(_told(event, level))],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", Unfailing(sys.stdout))),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(Unfailing(sys.stdout))
    handler.setFormatter(_Lines(finish))
    logging.basicConfig(level=threshold, handlers=[handler], force=True)
    logging.getLogger("rq").setLevel(max(threshold, logging.WARNING))  # else every job that went well takes three lines


def _told(event: MutableMapping[str, Any], level: str) -> Mapping[str, Any]:
    """The event with its level, and with the traceback of an error that is under way."""
    event["level"] = level
    return structlog.processors.format_exc_info(None, level, event) if "exc_info" in event else event


class Unfailing:
    """A stream that drops what cannot be written: a full disk must not end a call."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """As a stream's; raises no OSError."""
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """As a stream's; raises no OSError."""
        with suppress(OSError):
            self._stream.flush()


def finisher(secrets: Iterable[str] = ()) -> Callable[[Mapping[str, Any]], str]:
    """Return a function that converts an event into its log line, with the time first."""
    exact = [value for value in secrets if value]

    def finish(event: Mapping[str, Any]) -> str:
        told = {key: BLANK if secret else _clean(item) for (key, secret), item in _pairs(event)}
        line = _encode({"at": datetime.now(UTC), **told})
        for value in exact:
            line = line.replace(value, BLANK)
        return line

    return finish


def _encode(event: Mapping[str, object]) -> str:
    try:
        return orjson.dumps(event).decode()
    except TypeError:  # half a character: what was not UTF-8 when it came
        return json.dumps(event, default=str)


def redact(text: str) -> str:
    """The text without phone and card numbers, tokens, passwords and e-mail addresses."""
    text = _numbers.sub(lambda found: found["known"] or BLANK, text)
    text = _secrets.sub(lambda found: (found["name"] or found["scheme"] or "") + BLANK, text)
    return _people.sub(BLANK, text) if "@" in text else text


_remembered = lru_cache(4096)(redact)


@lru_cache(1024)
def _key(name: object) -> tuple[str, bool]:
    """A redacted key, and whether its name marks the value as a secret."""
    text = str(name)
    return redact(text), bool(_tells(text))


def _clean(value: object) -> object:
    """Redact a value: strings at any depth, numbers long enough to be dialled, values of secret keys."""
    if isinstance(value, str):
        if _harmless(value):
            return value
        return _remembered(value) if len(value) <= SHORT else redact(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if -LARGEST <= value <= LARGEST else BLANK
    if isinstance(value, dict):
        return {key: BLANK if secret else _clean(item) for (key, secret), item in _pairs(value)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(item) for item in value]
    return redact(str(value))


def _pairs(event: Mapping[Any, Any]) -> Iterator[tuple[tuple[str, bool], Any]]:
    return zip(map(_key, event), event.values(), strict=True)


class _Lines(logging.Formatter):
    """Standard library records in the same form."""

    def __init__(self, finish: Callable[[Mapping[str, Any]], str]) -> None:
        super().__init__()
        self._finish = finish

    def format(self, record: logging.LogRecord) -> str:
        event = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return self._finish(event)


LINE_INTERVAL = 60.0
"""Seconds between two log lines of a kind, per process. Metrics count every case."""


class LogThrottle:
    """Limits log lines that strangers can cause to one per minute and kind, with the number of cases.

    The first case is logged at once; the cases of the following minute are counted in the first line after it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._told_at: dict[str, float] = {}
        self._untold: dict[str, int] = {}

    def cases(self, kind: str) -> int:
        """Count a case. Returns 0 within a minute of the last line of its kind, else the cases since that line."""
        with self._lock:
            now, untold = self._clock(), self._untold.get(kind, 0) + 1
            if now - self._told_at.get(kind, -LINE_INTERVAL) < LINE_INTERVAL:
                self._untold[kind] = untold
                return 0
            self._told_at[kind], self._untold[kind] = now, 0
            return untold


class ThrottleFilter(logging.Filter):
    """Passes log records that begin with `start` once a minute, with the number of cases."""

    def __init__(self, start: str, seldom: LogThrottle) -> None:
        super().__init__()
        self._start = start
        self._seldom = seldom

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if not str(record.msg).startswith(self._start):
            return True
        cases = self._seldom.cases(self._start)
        record.msg, record.args = f"{self._start} ({cases} in the last minute)", ()
        return cases > 0

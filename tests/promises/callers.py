"""Many callers at once, as Twilio sends them: signed webhooks, retried and sent to the fallback URL.

The load is open: calls arrive at their rate, independently of the answers.
"""

import asyncio
import re
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from time import monotonic, perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

from ivr.emulator.overrides import split_overrides
from ivr.emulator.signing import signature
from tests.adapters.twilio.grammar import check_document

from .rig import PUBLIC_URL, TOKEN

LINE = "+18005550199"
OVERRIDES = "#ct=2000&rt=3000&rc=2&rp=all"
MOST_TURNS = 20
TURN = re.compile(r"/voice/[^/]+/(\d+)$")

_loads = count(1)


@dataclass(frozen=True)
class Taken:
    """One turn as Twilio saw it: `status` 0 is no answer at all."""

    sid: str
    turn: int
    heard: str
    seconds: float
    attempts: int
    fell_back: bool
    status: int
    document: str


@dataclass
class Load:
    """Callers at `port`. What they press is `keys`, then 0 for a person, then the conversation ends well."""

    port: int
    keys: tuple[str, ...] = ("1", "4")
    pause: float = 0.3
    """Seconds between hearing an answer and pressing a key."""
    name: str = field(default_factory=lambda: f"CA{next(_loads):08x}")
    """What the SIDs of its calls begin with."""
    overrides: str = OVERRIDES
    """How often, and for how long, Twilio tries."""
    taken: list[Taken] = field(default_factory=list)
    calls: dict[str, list[Taken]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def run(self, callers: Iterable[str], *, every: float, for_: float) -> None:
        """A call each `every` seconds, for so long; the last ones are brought to their end."""
        started = monotonic()
        tasks = []
        for place, caller in enumerate(callers):
            due = started + place * every
            if due > started + for_:
                break
            await asyncio.sleep(max(0.0, due - monotonic()))
            tasks.append(asyncio.create_task(self.call(caller)))
        await asyncio.gather(*tasks)

    async def call(self, ani: str) -> str:
        """A whole call; gives its SID."""
        sid = f"{self.name}{next(self._numbers):024x}"
        standard = {"CallSid": sid, "From": ani, "To": LINE, "CallStatus": "in-progress"}
        keys = list(self.keys)
        url: str | None = f"{PUBLIC_URL}/voice{self.overrides}"
        given: dict[str, str] = {}
        while url and len(self.calls.get(sid, ())) < MOST_TURNS:
            taken = await self.turn(url, standard, given)
            self.taken.append(taken)
            self.calls.setdefault(sid, []).append(taken)
            url = next_address(taken.document)
            given = answer_to(taken.document, keys)
            await asyncio.sleep(self.pause)
        ended = {"CallStatus": "completed", "CallDuration": "9", "SequenceNumber": "1"}
        await self.fetch(f"{PUBLIC_URL}/voice/status{self.overrides}", standard | ended)
        return sid

    async def turn(self, url: str, standard: Mapping[str, str], given: Mapping[str, str]) -> Taken:
        """An answer from the address; failing that, from the fallback address."""
        started = perf_counter()
        status, document, attempts = await self.fetch(
            f"{split_overrides(url)[0]}{self.overrides}", {**standard, **given}
        )
        fell_back = status != 200
        if fell_back:
            fault = {"ErrorCode": "11205", "ErrorUrl": split_overrides(url)[0]}
            status, document, more = await self.fetch(
                f"{PUBLIC_URL}/voice/fallback{self.overrides}", {**standard, **fault}
            )
            attempts += more
        took = perf_counter() - started
        number = TURN.search(urlsplit(url).path)
        return Taken(
            sid=standard["CallSid"],
            turn=int(number[1]) if number else 0,
            heard=heard(given),
            seconds=took,
            attempts=attempts,
            fell_back=fell_back,
            status=status,
            document=document,
        )

    async def fetch(self, url: str, params: Mapping[str, str]) -> tuple[int, str, int]:
        """Status, body and number of attempts, as the address asks to be tried."""
        bare, overrides = split_overrides(url)
        status, body, attempts = 0, "", 0
        while status not in range(200, 400) and attempts <= overrides.retries:
            attempts += 1
            with suppress(OSError, TimeoutError):
                status, body = await asyncio.wait_for(self.post(bare, params), overrides.read)
        return status, body, attempts

    async def post(self, url: str, params: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
        """Send one request over a new connection. Returns status (0 if it was cut off) and body."""
        body = urlencode(params).encode()
        signed = {"X-Twilio-Signature": signature(TOKEN, url, params)} if headers is None else headers
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(_request(url, body, signed))
            answer = await reader.read()
        finally:
            writer.close()
        head, _, content = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]) if head else 0, content.decode()


def _request(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def next_address(document: str) -> str | None:
    """Where a call goes on after a document; None when it ends there."""
    try:
        redirect = ET.fromstring(document).find("Redirect")
    except ET.ParseError:
        return None
    return redirect.text if redirect is not None else None


def answer_to(document: str, keys: list[str]) -> dict[str, str]:
    """The reaction of a caller with keys to press to a document; keys are used up."""
    if "<Gather" in document:
        return {"Digits": keys.pop(0) if keys else "0"}
    if "<Enqueue" in document:
        return {"QueueResult": "bridged"}
    if "<Dial" in document:
        return {"DialCallStatus": "completed", "DialBridged": "true"}
    return {"RecordingUrl": "https://api.example/RE1", "RecordingDuration": "5"} if "<Record" in document else {}


def heard(given: Mapping[str, str]) -> str:
    """The same in the record's word."""
    if "Digits" in given:
        return "keys"
    return "done" if given else "silence"


def wrong(taken: Iterable[Taken]) -> list[tuple[int, list[str]]]:
    """The answers that are not valid TwiML, with their errors; identical ones are checked once."""
    shapes = {re.sub(r"/voice/CA[^\"<]*", "/voice/CA", each.document): each for each in taken if each.status == 200}
    bad = [(200, found) for each in shapes.values() if (found := check_document(each.document))]
    return bad + [(each.status, [each.heard]) for each in taken if each.status != 200]


@dataclass(frozen=True)
class Figures:
    """Milliseconds of the turns that were chosen."""

    turns: int
    p50: float
    p99: float
    max: float

    def __str__(self) -> str:
        return f"{self.turns} turns, p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms, max {self.max:.1f} ms"


def figures(taken: Iterable[Taken], which: Callable[[Taken], bool] = lambda _: True) -> Figures:
    """How long callers waited for an answer, retries and all."""
    took = sorted(1000 * each.seconds for each in taken if which(each))
    percentiles = statistics.quantiles(took, n=100, method="inclusive")
    return Figures(len(took), percentiles[49], percentiles[98], took[-1])


def in_turn(numbers: list[str]) -> Iterator[str]:
    """Callers without end."""
    return (numbers[place % len(numbers)] for place in count())

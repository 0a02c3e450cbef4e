"""Load: many calls at once."""

import itertools
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from ivr.emulator.account import ACCOUNT_SID, AUTH_TOKEN
from ivr.emulator.clocks import VirtualClock
from ivr.emulator.keep_alive import keep_alive
from ivr.emulator.phone import Phone, Unexpected
from ivr.emulator.script import Action
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.webhooks import Attempt
from ivr.emulator.wire import Wire

LATE = 0.05
"""Seconds after its time at which a call counts as started late: the driver was the bottleneck."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """Calls that all follow `script`, placed by `callers` in turn.

    With `rate`, that number of calls begins per second, however slow the server is (open loop). Without it, `at_once`
    calls are kept up. `at_once` also bounds an open loop, so leave room: rate times the duration of the slowest call.
    `pause` seconds of real time pass before each action.
    """

    voice_url: str
    script: tuple[Action, ...]
    calls: int
    callers: Sequence[str]
    to: str
    rate: float | None = None
    at_once: int = 64
    pause: float = 0.0
    fallback_url: str = ""
    status_callback: str = ""
    account_sid: str = ACCOUNT_SID
    auth_token: str = field(default=AUTH_TOKEN, repr=False)
    wire: Wire = field(default_factory=keep_alive)


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """One call: its requests, and the reason why it broke off, empty if it reached its end."""

    attempts: tuple[Attempt, ...]
    broken: str = ""
    transcript: str = ""
    lateness: float = 0.0


@dataclass(frozen=True)
class LoadReport:
    """The outcomes of a load; times are seconds."""

    outcomes: tuple[CallOutcome, ...]
    seconds: float

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(itertools.chain.from_iterable(outcome.attempts for outcome in self.outcomes))

    @property
    def broken(self) -> tuple[CallOutcome, ...]:
        """Calls that did not reach the end of their script."""
        return tuple(outcome for outcome in self.outcomes if outcome.broken)

    @property
    def failures(self) -> int:
        """Requests without an answer, or with one of status 400 and above."""
        return sum(attempt.status == 0 or attempt.status >= 400 for attempt in self.attempts)

    @property
    def retries(self) -> int:
        """Requests that carried a token for the second time or more."""
        return len(self.attempts) - len({attempt.token for attempt in self.attempts})

    @property
    def late(self) -> int:
        return sum(outcome.lateness > LATE for outcome in self.outcomes)

    @property
    def turns_a_second(self) -> float:
        return len(self.attempts) / self.seconds

    def latency(self, quantile: float, path: str = "") -> float:
        """The quantile (0 to 1) of the seconds of requests whose path begins with `path`; 0 if there were none."""
        times = sorted(attempt.seconds for attempt in self.attempts if urlsplit(attempt.url).path.startswith(path))
        return times[min(int(quantile * len(times)), len(times) - 1)] if times else 0.0

    def __str__(self) -> str:
        reasons = Counter(outcome.broken for outcome in self.broken).most_common(3)
        return (
            f"{len(self.outcomes)} calls, {len(self.attempts)} requests in {self.seconds:.1f} s "
            f"({self.turns_a_second:.0f}/s): p50 {self.latency(0.5) * 1000:.1f} ms, "
            f"p99 {self.latency(0.99) * 1000:.1f} ms, {self.failures} failures, {self.retries} retries, "
            f"{len(self.broken)} broken calls, {self.late} late"
        ) + "".join(f"\n  {count} x {reason}" for reason, count in reasons)


def run_load(load: Load) -> LoadReport:
    """Place the calls and wait for the last to end."""
    started = time.monotonic()
    begins = [started + number / load.rate if load.rate else 0.0 for number in range(load.calls)]
    with ThreadPoolExecutor(load.at_once, thread_name_prefix="load") as pool:
        waiting = []
        for number, begin in enumerate(begins):
            time.sleep(max(begin - time.monotonic(), 0))
            waiting.append(pool.submit(_call, load, number, begin))
        outcomes = tuple(future.result() for future in waiting)
    return LoadReport(outcomes, time.monotonic() - started)


def _call(load: Load, number: int, begin: float) -> CallOutcome:
    lateness = time.monotonic() - begin if begin else 0.0
    switchboard = _switchboard(load)
    caller = load.callers[number % len(load.callers)]
    phone = Phone(switchboard, number=caller, to=load.to, is_strict=False)
    broken = ""
    try:
        _follow(phone, load)
    except Unexpected as problem:
        broken = problem.what
    errors = [f"{alert.code}" for alert in switchboard.alerts if not alert.is_warning]
    return CallOutcome(tuple(switchboard.webhooks.attempts), broken or ", ".join(errors), phone.transcript, lateness)


def _switchboard(load: Load) -> Switchboard:
    """Each call has a separate switchboard: calls share only the connection."""
    switchboard = Switchboard(
        wire=load.wire, account_sid=load.account_sid, auth_token=load.auth_token, clock=VirtualClock()
    )
    switchboard.add_number(
        load.to, load.voice_url, fallback_url=load.fallback_url, status_callback=load.status_callback
    )
    return switchboard


def _follow(phone: Phone, load: Load) -> None:
    phone.dials()
    for action in load.script:
        time.sleep(load.pause)
        action.act(phone)
    if not phone.leg.call.is_over:
        phone.hangs_up()

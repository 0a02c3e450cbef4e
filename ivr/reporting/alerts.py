"""What supervisors are told at once: raised when something is wrong for a while, cleared when it is well for longer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ivr.reporting.kpis import Counts, service_level
from ivr.reporting.times import lasting
from routing.caller import QueueState
from routing.model import QueueAlerts, Routing

RAISED_AFTER = 20.0
"""Seconds that something must be wrong before it is told."""
CLEARED_AFTER = 120.0
"""Seconds that it must be well again before that is told."""
FEWEST = 10
"""Calls below which a share says nothing."""
SERVICE_WINDOW, DECIDED_WINDOW, FAULT_WINDOW = 30, 15, 5
"""Minutes that are looked back on: for service levels, for rules, for faults."""


@dataclass(frozen=True, slots=True)
class AlertLimits:
    """When an alert is raised. 0: never."""

    wait: float = 120.0
    service_points: float = 10.0
    errors: float = 5.0
    unmatched_percent: float = 10.0
    orders_hours: float = 24.0
    guesses: float = 20.0

    def changed_by(self, alerts: QueueAlerts) -> "AlertLimits":
        """The same but for what the routing document says."""
        return replace(self, **alerts.model_dump(exclude_none=True))


@dataclass(frozen=True, slots=True)
class AlertInputs:
    """What there is to judge. `counts` are of the last minutes, by queue; `order_age` is seconds.

    `plans` has what stands against each planned publication, by its number; nothing where all is well.
    """

    states: Mapping[str, QueueState] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    errors: int = 0
    unseen: int = 0
    guesses: int = 0
    decided: int = 0
    unmatched: int = 0
    order_age: float | None = None
    plans: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One thing as it is. It is wrong from `bad` on, and well again at `good` and below.

    What is certain is told at once; all else may pass by itself.
    """

    kind: str
    of: str
    value: float
    bad: float
    good: float
    words: str
    is_certain: bool = False

    @property
    def name(self) -> str:
        """What the alert is known by."""
        return f"{self.kind}: {self.of}" if self.of else self.kind


@dataclass(frozen=True, slots=True)
class AlertState:
    """An alert that is on, or might come. `since` is when it was raised; `turning` is since when it is otherwise."""

    name: str
    words: str
    is_on: bool = False
    since: float = 0.0
    turning: float = 0.0


def update_alerts(
    before: Mapping[str, AlertState], found: Iterable[Measurement], now: float
) -> tuple[dict[str, AlertState], list[AlertState]]:
    """The alerts that stand now, and those that were raised or cleared just now. Times are seconds.

    Between `bad` and `good` an alert stays as it is, so that a value that wavers about a limit is told once. What is
    no longer measured, as of a queue that was deleted, counts as well.
    """
    measurements = {each.name: each for each in found}
    after, told = {}, []
    for name in measurements.keys() | before.keys():
        was, reading = before.get(name, AlertState(name, "")), measurements.get(name)
        stands = _next(was, reading, now)
        if stands.is_on != was.is_on:
            told.append(stands)
        if stands.is_on or stands.turning:
            after[name] = stands
    return after, sorted(told, key=lambda each: each.name)


def _next(was: AlertState, reading: Measurement | None, now: float) -> AlertState:
    words = (reading.words if reading else "") or was.words
    if not _turns(was, reading):
        return replace(was, words=words, turning=0.0)
    turning = min(was.turning or now, now)  # a clock that went back starts anew
    is_certain = reading is not None and reading.is_certain
    if not is_certain and now - turning < (CLEARED_AFTER if was.is_on else RAISED_AFTER):
        return replace(was, words=words, turning=turning)
    return AlertState(was.name, words, not was.is_on, now)


def _turns(was: AlertState, reading: Measurement | None) -> bool:
    """Whether what is measured speaks against how the alert stands."""
    if reading is None:
        return was.is_on
    return reading.value <= reading.good if was.is_on else reading.value >= reading.bad


def measurements(look: AlertInputs, routing: Routing, limits: AlertLimits) -> Iterator[Measurement]:
    """All that is watched, as it is; the document's own limits go before `limits`, a queue's before those."""
    limits = limits.changed_by(routing.alerts)
    for queue, state in look.states.items():
        if queue in routing.queues:
            its = limits.changed_by(routing.queues[queue].alerts)
            yield from _of_queue(queue, state, look.counts.get(queue, Counts()), routing, its)
    for number, words in look.plans.items():
        yield Measurement("plan", str(number), float(bool(words)), 1, 0, words, is_certain=True)
    if limits.errors:
        few = limits.errors / 4
        faults = f"{look.errors} faults of the line in {FAULT_WINDOW} minutes"
        yield Measurement("errors", "", look.errors, limits.errors, few, faults)
        unseen = f"{look.unseen} callers in {FAULT_WINDOW} minutes whose orders could not be read"
        yield Measurement("orders do not answer", "", look.unseen, limits.errors, few, unseen)
    if limits.guesses:
        words = f"{look.guesses} wrong order numbers or postcodes in {FAULT_WINDOW} minutes: somebody may be guessing"
        yield Measurement("guessing", "", look.guesses, limits.guesses, limits.guesses / 2, words)
    if limits.unmatched_percent and look.decided >= FEWEST:
        share = 100 * look.unmatched / look.decided
        words = f"no rule sends {share:.0f} % of the calls of {DECIDED_WINDOW} minutes to people of their language"
        yield Measurement("no rule", "", share, limits.unmatched_percent, limits.unmatched_percent / 2, words)
    if limits.orders_hours and look.order_age is not None:
        hours = look.order_age / 3600
        words = f"the newest order was read {hours:.0f} hours ago"
        yield Measurement("orders are old", "", hours, limits.orders_hours, limits.orders_hours * 0.9, words)


def _of_queue(
    queue: str, state: QueueState, counts: Counts, routing: Routing, limits: AlertLimits
) -> Iterator[Measurement]:
    if limits.wait:
        words = f"somebody waits for {queue}, for {lasting(state.longest)} now"
        yield Measurement("long wait", queue, state.longest, limits.wait, limits.wait / 2, words)
    if routing.queues[queue].vendor:
        yield Measurement("vendor", queue, float(state.unreachable), 1, 0, f"nobody at {queue} takes calls")
    level = routing.queues[queue].service_level
    reached = service_level(counts, target=level.seconds).value
    if limits.service_points and reached is not None and counts.offered >= FEWEST:
        words = f"{queue} answers {100 * reached:.0f} % within {level.seconds} s, {level.percent} % are promised"
        missing = level.percent - 100 * reached
        yield Measurement("service level", queue, missing, limits.service_points, 0, words)

"""Alerts for supervisors: raised when a measurement stays bad, cleared when it stays good for longer."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ivr.reporting.kpis import Counts, service_level
from ivr.reporting.request_figures import DeskFigures
from ivr.reporting.source_health import SourceContact
from ivr.reporting.times import lasting
from routing.caller import QueueState
from routing.model import QueueAlerts, Routing

RAISED_AFTER = 20.0
"""Seconds that a measurement must stay bad before its alert is raised."""
CLEARED_AFTER = 120.0
"""Seconds that it must stay good before the alert is cleared."""
DESK_SILENT = 900.0
"""Seconds for which the help desk may not take a request."""
FEWEST = 10
"""Number of calls below which a share is not evaluated."""
OF_QUEUES = ("long wait", "vendor", "service level")
"""The kinds of alerts that are about one queue, by its key."""
SERVICE_WINDOW, DECIDED_WINDOW, FAULT_WINDOW = 30, 15, 5
"""Periods in minutes: for service levels, for rules, for faults."""


@dataclass(frozen=True, slots=True)
class AlertLimits:
    """The limits above which alerts are raised. 0: never."""

    wait: float = 120.0
    service_points: float = 10.0
    errors: float = 5.0
    unmatched_percent: float = 10.0
    orders_hours: float = 24.0
    source_hours: float = 26.0
    guesses: float = 20.0

    def changed_by(self, alerts: QueueAlerts) -> "AlertLimits":
        """Return these limits with those of the routing document in place."""
        return replace(self, **alerts.model_dump(exclude_none=True))


@dataclass(frozen=True, slots=True)
class AlertInputs:
    """The inputs of an evaluation. `counts` are of the last minutes, by queue.

    `order_age` is the time in seconds since an order was stored, or a source last spoke or was read.
    `plans` contains the problem of each planned publication that has one, by its number, and `webhooks` that of each
    webhook of events, by id; `desk` is None without a help desk.
    `notices` is what is wrong with texts that go before customers call.
    `rolled_back` names a version that was put in force without the approval that is needed otherwise.
    """

    states: Mapping[str, QueueState] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    errors: int = 0
    unseen: int = 0
    guesses: int = 0
    decided: int = 0
    unmatched: int = 0
    order_age: float | None = None
    sources: tuple[SourceContact, ...] = ()
    plans: Mapping[int, str] = field(default_factory=dict)
    webhooks: Mapping[str, str] = field(default_factory=dict)
    desk: DeskFigures | None = None
    rolled_back: str = ""
    notices: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement. It is bad at `bad` and above, and good again at `good` and below.

    A certain one changes the alert at once; others have to last for a while, since they may pass.
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
        """The name of the alert."""
        return f"{self.kind}: {self.of}" if self.of else self.kind


@dataclass(frozen=True, slots=True)
class AlertState:
    """The state of an alert. `since` is when it changed, `turning` since when the opposite is measured."""

    name: str
    words: str
    is_on: bool = False
    since: float = 0.0
    turning: float = 0.0

    @property
    def kind(self) -> str:
        """What is wrong: the kind of its measurement."""
        return self.name.partition(": ")[0]

    @property
    def of(self) -> str:
        """The queue or whatever else the alert is about; "" for the whole line."""
        return self.name.partition(": ")[2]


def alerts_within(alerts: Iterable[AlertState], queues: Collection[str]) -> list[AlertState]:
    """Return the alerts about some queues."""
    return [each for each in alerts if each.kind in OF_QUEUES and each.of in queues]


def update_alerts(
    before: Mapping[str, AlertState], found: Iterable[Measurement], now: float
) -> tuple[dict[str, AlertState], list[AlertState]]:
    """Return the new states, and those that were raised or cleared now. Times are seconds.

    Between `bad` and `good` an alert stays as it is, so that a value that varies around a limit is reported once.
    An alert that is no longer measured, as of a deleted queue, counts as good again.
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
    turning = min(was.turning or now, now)  # restarts if the clock was set back
    is_certain = reading is not None and reading.is_certain
    if not is_certain and now - turning < (CLEARED_AFTER if was.is_on else RAISED_AFTER):
        return replace(was, words=words, turning=turning)
    return AlertState(was.name, words, not was.is_on, now)


def _turns(was: AlertState, reading: Measurement | None) -> bool:
    """Return whether the measurement contradicts the state of the alert."""
    if reading is None:
        return was.is_on
    return reading.value <= reading.good if was.is_on else reading.value >= reading.bad


def measurements(look: AlertInputs, routing: Routing, limits: AlertLimits) -> Iterator[Measurement]:
    """Yield all measurements. Limits of the document override `limits`, and those of a queue override both."""
    limits = limits.changed_by(routing.alerts)
    for queue, state in look.states.items():
        if queue in routing.queues:
            its = limits.changed_by(routing.queues[queue].alerts)
            yield from _of_queue(queue, state, look.counts.get(queue, Counts()), routing, its)
    named = [("plan", str(number), words) for number, words in look.plans.items()]
    named += [("webhook is paused", webhook, words) for webhook, words in look.webhooks.items()]
    named += [("published without approval", "", look.rolled_back), ("texts fail", "", look.notices)]
    for kind, name, words in named:
        yield Measurement(kind, name, float(bool(words)), 1, 0, words, is_certain=True)
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
        words = f"nothing was heard of any order for {hours:.0f} hours"
        yield Measurement("orders are old", "", hours, limits.orders_hours, limits.orders_hours * 0.9, words)
    for source in look.sources:
        yield from _of_source(source, limits)
    if look.desk:
        yield from _of_desk(look.desk)


def _of_desk(desk: DeskFigures) -> Iterator[Measurement]:
    silent = f"the help desk has not taken a request for {lasting(desk.waiting)}"
    yield Measurement("requests wait", "", desk.waiting, DESK_SILENT, 0, silent)
    words = f"{desk.given_up} posts of requests were given up within a day: the help desk does not take them"
    yield Measurement("requests are given up", "", desk.given_up, 1, 0, words, is_certain=True)


def _of_source(source: SourceContact, limits: AlertLimits) -> Iterator[Measurement]:
    refused = f"{source.name} refuses to serve this line: {source.trouble}"
    yield Measurement("source refuses", source.name, float(source.is_refused), 1, 0, refused, is_certain=True)
    if limits.source_hours and source.is_expected:
        hours = source.silence / 3600
        words = f"nothing was heard of {source.name} for {hours:.0f} hours" + (source.trouble and f": {source.trouble}")
        yield Measurement("source is silent", source.name, hours, limits.source_hours, limits.source_hours * 0.9, words)


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

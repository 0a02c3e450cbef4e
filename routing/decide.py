"""Decides which queue gets a call, and records why.

Pure: the same document, caller, queue states, ledger and time give the same decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from routing.allocation import Assignment, Ledger, SplitChoice, choose, entitlement_of_one_call
from routing.caller import QUIET, CallerProfile, QueueState
from routing.hours import ALWAYS_OPEN, UNREADABLE, HoursCalendar, HoursError, Opening
from routing.model import ALWAYS, Hours, Queue, Routing, Rule
from routing.rules import CompiledRule, RuleBook

DEFAULT = "default"
"""The rule name under which calls are counted that no rule decided."""
CALLBACK = "callback"
"""The rule name under which callbacks are counted: they were promised the agents of a queue."""
TRANSFER = "transfer"
"""The rule name under which calls are counted that a person sent to a queue."""


@dataclass(frozen=True, slots=True)
class SkippedQueue:
    """A queue that was considered and not chosen.

    `reason` is one word: tried, hours, holiday, exception, unreadable, switch, full, unreachable, cap, wait, depth or
    gone; `detail` explains it in plain English; `opens` is the time at which the queue opens again.
    """

    queue: str
    reason: str
    detail: str = ""
    opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The queue chosen for a call and the rule that chose it; `queue` is None if no queue can take the call now.

    `wanted` is then the queue that should have taken it, `refusal` the reason why it could not, and `instead` the
    alternatives that it offers its callers. `assignment` is counted by the ledger; `split` records how a split chose
    between its queues. `version` and `at` are the document version and the time of the decision.
    """

    queue: str | None
    rule: str
    priority: int
    version: int
    at: datetime
    skipped: tuple[SkippedQueue, ...] = ()
    wanted: str = ""
    instead: tuple[str, ...] = ()
    assignment: Assignment | None = None
    split: SplitChoice | None = None

    @property
    def refusal(self) -> SkippedQueue | None:
        """The reason why the wanted queue could not take the call."""
        return next((each for each in self.skipped if each.queue == self.wanted), None)


class CompiledRouting:
    """A routing document compiled for decisions."""

    def __init__(self, routing: Routing, version: int) -> None:
        self.routing = routing
        self.version = version
        self._calendars = {name: _calendar(hours) for name, hours in routing.hours.items()}
        known = {name: calendar for name, calendar in self._calendars.items() if calendar is not None}
        self.book = RuleBook(routing.rules, known)
        self._of_vendor = {
            vendor: frozenset(name for name, queue in routing.queues.items() if queue.vendor == vendor)
            for vendor in routing.vendors
        }
        outsourced = {name: routing.vendors[queue.vendor] for name, queue in routing.queues.items() if queue.vendor}
        self._max_makeup_calls = {name: vendor.max_makeup_calls for name, vendor in outsourced.items()}
        self._tolerances = {name: vendor.tolerance for name, vendor in outsourced.items()}

    def opening(self, queue: Queue, now: datetime) -> Opening:
        """Whether a queue is open. Hours that cannot be read count as closed."""
        if queue.hours == ALWAYS:
            return ALWAYS_OPEN
        calendar = self._calendars.get(queue.hours)
        return calendar.opening(now) if calendar else UNREADABLE

    def hours(self, name: str) -> HoursCalendar | None:
        """The hours with this name; None if they cannot be read."""
        return self._calendars.get(name)

    def max_makeup_calls(self) -> Mapping[str, int]:
        """By vendor's queue, the most calls assigned afterwards for the time it could not take calls."""
        return self._max_makeup_calls

    def tolerances(self) -> Mapping[str, float]:
        """By vendor's queue, the points by which its share may drift."""
        return self._tolerances

    def capped(self, queue: Queue, ledger: Ledger) -> str:
        """The cap of the queue's vendor that is reached: "day", "month" or empty."""
        vendor = self.routing.vendors.get(queue.vendor or "")
        if vendor is None or (vendor.day_cap is None and vendor.month_cap is None):
            return ""
        queues = self._of_vendor[queue.vendor or ""]
        if vendor.day_cap is not None and ledger.assigned_today(queues) >= vendor.day_cap:
            return "day"
        if vendor.month_cap is not None and ledger.assigned_this_month(queues) >= vendor.month_cap:
            return "month"
        return ""


def decide(
    config: CompiledRouting, caller: CallerProfile, states: Mapping[str, QueueState], ledger: Ledger, now: datetime
) -> Decision:
    """Choose the queue for a caller. A rule whose queues cannot take the call leaves it to the next rules."""
    return _Choice(config, caller, states, ledger, now).decision()


@dataclass(slots=True)
class _Choice:
    """One decision in the making."""

    config: CompiledRouting
    caller: CallerProfile
    states: Mapping[str, QueueState]
    ledger: Ledger
    now: datetime
    skipped: dict[str, SkippedQueue] = field(default_factory=dict)
    wanted: str = ""

    def decision(self) -> Decision:
        for queue, rule in ((self.caller.transferred, TRANSFER), (self.caller.promised, CALLBACK)):
            if queue and self.takes(queue):
                return self._to(queue, rule, 0, Assignment(rule, queue))
        for ready in self.config.book.among(self.caller):
            if all(each.fits(self.caller, self.now) for each in ready.rest):
                chosen = self._by_rule(ready)
                if chosen is not None:
                    return chosen
        return self._by_default()

    def _by_rule(self, ready: CompiledRule) -> Decision | None:
        rule = ready.rule
        shares = rule.shares
        self.wanted = self.wanted or next(iter(shares))
        fit = [queue for queue in shares if self.takes(queue)]
        if not fit:
            queue = self._overflow_of(shares)
            return self._to(queue, rule.name, rule.priority, Assignment(rule.name, queue)) if queue else None
        return self._by_share(rule, fit) if rule.split else self._sent(rule, fit[0])

    def _sent(self, rule: Rule, first: str) -> Decision:
        queue = self._unless_too_long(first)
        return self._to(queue, rule.name, rule.priority, Assignment(rule.name, queue))

    def _by_share(self, rule: Rule, fit: list[str]) -> Decision:
        """The queue that the split assigns the call to, or the queue that it overflows to."""
        shares = {queue: share for queue, share in rule.shares.items() if queue not in self.caller.tried}
        makeup = self.config.max_makeup_calls()
        entitled = entitlement_of_one_call(rule.name, shares, fit, ledger=self.ledger, max_makeup_calls=makeup)
        choice = choose(
            rule.name,
            rule.shares,
            fit,
            entitled=entitled,
            ledger=self.ledger,
            tolerances=self.config.tolerances(),
            last=self.caller.last_queue,
        )
        queue = self._unless_too_long(choice.queue)
        kept = choice.kept and queue == choice.last
        instead_of = choice.most_owed if kept and queue != choice.most_owed else ""
        assignment = Assignment(rule.name, queue, entitled, kept=kept, instead_of=instead_of)
        return self._to(queue, rule.name, rule.priority, assignment, split=choice)

    def _by_default(self) -> Decision:
        name = self.config.routing.default
        self.wanted = self.wanted or name
        queue = self._unless_too_long(name) if self.takes(name) else self._overflow_of([name])
        if queue:
            return self._to(queue, DEFAULT, 0, Assignment(DEFAULT, queue))
        instead = self.config.routing.queues[self.wanted].closed if self.wanted in self.config.routing.queues else ()
        return self._to(None, "", 0, None, instead=instead)

    def _to(
        self,
        queue: str | None,
        rule: str,
        priority: int,
        assignment: Assignment | None,
        *,
        instead: tuple[str, ...] = (),
        split: SplitChoice | None = None,
    ) -> Decision:
        return Decision(
            queue=queue,
            rule=rule,
            priority=priority,
            version=self.config.version,
            at=self.now,
            skipped=tuple(self.skipped.values()),
            wanted=self.wanted if queue != self.wanted else "",
            instead=instead,
            assignment=assignment,
            split=split,
        )

    def _unless_too_long(self, name: str) -> str:
        """The queue, or the queue that it overflows to if the wait there is too long. Each queue is considered once."""
        seen = {name}
        while to := self._relief(name, seen):
            seen.add(to)
            name = to
        return name

    def _relief(self, name: str, seen: set[str]) -> str:
        state = self.states.get(name, QUIET)
        for over in self.config.routing.queues[name].overflow:
            if over.wait_over is not None:
                long, reason = max(state.longest, state.estimate or 0.0) > over.wait_over, "wait"
                detail = f"callers wait longer than {over.wait_over} s"
            else:
                long, reason = state.waiting > (over.depth_over or 0), "depth"
                detail = f"more than {over.depth_over} callers wait"
            if long and over.to not in seen and self.takes(over.to):
                self.skipped[name] = SkippedQueue(name, reason, detail)
                return over.to
        return ""

    def _overflow_of(self, names: Iterable[str]) -> str:
        """The nearest overflow of these queues that can take the call; empty if there is none."""
        seen, edge = set(names), list(names)
        while edge:
            reached = [
                over.to
                for name in edge
                if name in self.config.routing.queues
                for over in self.config.routing.queues[name].overflow
                if over.to not in seen
            ]
            for to in reached:
                if self.takes(to):
                    return to
            seen.update(reached)
            edge = reached
        return ""

    def takes(self, name: str) -> bool:
        """Whether a queue can take the call. The reason is recorded if it cannot."""
        if name in self.skipped:
            return False
        unfit = self._unfit(name)
        if unfit is not None:
            self.skipped[name] = unfit
        return unfit is None

    def _unfit(self, name: str) -> SkippedQueue | None:
        queue = self.config.routing.queues.get(name)
        if queue is None:
            return SkippedQueue(name, "gone", "there is no such queue")
        state = self.states.get(name, QUIET)
        if state.closed_by:
            return SkippedQueue(name, "switch", state.closed_by)
        opening = self.config.opening(queue, self.now)
        if not opening.is_open:
            return SkippedQueue(name, opening.reason, opening.name, opening.opens)
        if name in self.caller.tried:
            return SkippedQueue(name, "tried", "did not take this call")
        return self._busy(name, queue, state)

    def _busy(self, name: str, queue: Queue, state: QueueState) -> SkippedQueue | None:
        if state.unreachable:
            return SkippedQueue(name, "unreachable", "did not answer several calls in a row")
        if queue.capacity is not None and state.waiting >= queue.capacity:
            return SkippedQueue(name, "full", f"{state.waiting} callers wait, {queue.capacity} may")
        cap = self.config.capped(queue, self.ledger)
        return SkippedQueue(name, "cap", f"the vendor's {cap} cap is reached") if cap else None


def can_take(
    config: CompiledRouting, queue: str, states: Mapping[str, QueueState], ledger: Ledger, now: datetime
) -> bool:
    """Whether a queue could take a call now."""
    return _Choice(config, CallerProfile(""), states, ledger, now).takes(queue)


def _calendar(hours: Hours) -> HoursCalendar | None:
    try:
        return HoursCalendar(hours)
    except HoursError:
        return None

"""A vendor's month: figures against targets, share against contract, and what an invoice may ask for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.scorecard_disputes import ScorecardDispute
from ivr.reporting.scorecard_figures import ScorecardFigure
from routing import kpi_formulas
from routing.allocation import NOTHING, LedgerEntry, LedgerKey, added
from routing.display_names import vendor_names
from routing.model import Routing
from routing.vendor_targets import Price, VendorTargets

CENT = Decimal("0.01")
DayLedger = Mapping[date, Mapping[LedgerKey, LedgerEntry]]
"""The entries of each day of a month, by rule and queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorShare:
    """A vendor's calls by one rule. `target` is the share by the document in force, percent; None without one.

    `entry` is the vendor's, `whole` that of all queues of the rule. Shares are of 1, None if nothing was given.
    """

    rule: str
    target: int | None
    entry: LedgerEntry
    whole: LedgerEntry
    tolerance: float

    @property
    def owed_share(self) -> float | None:
        """The share of the calls that the contract promised at their time, closed hours considered."""
        return kpi_formulas.ratio(self.entry.entitled, self.whole.entitled)

    @property
    def given_share(self) -> float | None:
        """The share of the calls that the vendor was given."""
        return kpi_formulas.ratio(self.entry.assigned, self.whole.assigned)

    @property
    def points_off(self) -> float | None:
        """Points by which the given share exceeds that of the contract; None without either."""
        if self.given_share is None or self.target is None:
            return None
        return kpi_formulas.share_deviation(share=100 * self.given_share, target=self.target)

    @property
    def is_off(self) -> bool:
        """Whether that is more than the vendor's tolerance."""
        return self.points_off is not None and abs(self.points_off) > self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCheck:
    """What the line counted, and what it costs by the price. `amount` is None without a price.

    `timed` of the `handled` conversations have a known length; `seconds` is the sum of their talk and hold.
    `line_seconds` adds the wait of the answered: so long the carrier kept these calls on the line for the vendor.
    """

    answered: int
    handled: int
    timed: int
    seconds: float
    line_seconds: float
    price: Price | None

    @property
    def exact(self) -> Decimal | None:
        """The amount before it is rounded, in units of the currency."""
        if self.price is None:
            return None
        if self.price.per_call is not None:
            return Decimal(str(self.price.per_call)) * self.answered
        return Decimal(str(self.price.per_minute)) * Decimal(str(round(self.seconds, 1))) / 60

    @property
    def amount(self) -> Decimal | None:
        """The amount in units of the currency, rounded to cents."""
        return None if self.exact is None else self.exact.quantize(CENT, ROUND_HALF_UP)

    @property
    def minutes(self) -> float:
        """Minutes of talk and hold."""
        return self.seconds / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardDay:
    """One day of a month: its counts, what the vendor was owed and given, and what it costs."""

    day: date
    counts: PeriodCounts
    entry: LedgerEntry
    invoice: InvoiceCheck
    is_disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHourLine:
    """One half-hour of a vendor, by all rules: what it was owed and given, and its raw counts."""

    starts_at: datetime
    entry: LedgerEntry
    counts: PeriodCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The scorecard of a vendor's month, which begins on `month`. Its invoice and shares are the sums of its days."""

    vendor: str
    name: str
    month: date
    counts: PeriodCounts
    figures: tuple[ScorecardFigure, ...]
    shares: tuple[VendorShare, ...]
    days: tuple[ScorecardDay, ...]
    invoice: InvoiceCheck
    disputes: tuple[ScorecardDispute, ...] = ()

    def disputed(self, figure: str) -> bool:
        """Whether a figure of the whole month is disputed and not settled."""
        return any(each.state == "open" and not each.day and each.figure in ("", figure) for each in self.disputes)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorScope:
    """Whose calls count: a vendor and the queues of it that the user sees."""

    vendor: str
    routing: Routing
    queues: frozenset[str] | None = None

    @property
    def own(self) -> frozenset[str]:
        """The vendor's queues in the document in force."""
        its = frozenset(name for name, queue in self.routing.queues.items() if queue.vendor == self.vendor)
        return its if self.queues is None else its & self.queues

    @property
    def name(self) -> str:
        """The vendor's name; that of one who was removed is its key."""
        return vendor_names(self.routing).get(self.vendor, f"{self.vendor} (removed)")

    @property
    def targets(self) -> VendorTargets:
        """The targets by the document in force."""
        vendor = self.routing.vendors.get(self.vendor)
        return vendor.targets if vendor else VendorTargets()

    @property
    def price(self) -> Price | None:
        """The price by the document in force."""
        vendor = self.routing.vendors.get(self.vendor)
        return vendor.price if vendor else None


def invoice_of(counts: PeriodCounts, price: Price | None) -> InvoiceCheck:
    """What counts come to by a price."""
    its = counts.handlings
    return InvoiceCheck(
        answered=counts.waits.answered,
        handled=its.handled,
        timed=its.timed,
        seconds=its.talk + its.hold,
        line_seconds=its.talk + its.hold + counts.waits.waited,
        price=price,
    )


def entry_of(entries: Mapping[LedgerKey, LedgerEntry], queues: Collection[str]) -> LedgerEntry:
    """The sum of the entries of some queues, by all rules."""
    return _sum(entry for (_, queue), entry in entries.items() if queue in queues)


def shares_of(scope: VendorScope, days: DayLedger) -> Iterator[VendorShare]:
    """The shares of a vendor by every rule that splits calls, or split them in the month."""
    month = _month(days)
    vendor = scope.routing.vendors.get(scope.vendor)
    splits = {rule.name: rule.split for rule in scope.routing.rules if rule.split}
    for rule in dict.fromkeys((*splits, *(name for name, _ in sorted(month)))):
        split = splits.get(rule)
        its = {queue: entry for (name, queue), entry in month.items() if name == rule}
        if (len(its) < 2 and split is None) or not scope.own & {*its, *(split or ())}:
            continue
        yield VendorShare(
            rule=rule,
            target=None if split is None else sum(split.get(queue, 0) for queue in scope.own),
            entry=_sum(entry for queue, entry in its.items() if queue in scope.own),
            whole=_sum(its.values()),
            tolerance=vendor.tolerance if vendor else 100.0,
        )


def days_of(
    scope: VendorScope,
    days: Iterable[date],
    *,
    counts: Mapping[date, PeriodCounts],
    ledger: DayLedger,
    price: Price | None,
    disputes: Sequence[ScorecardDispute] = (),
) -> Iterator[ScorecardDay]:
    """The days of a month that are not to come, also those without a call."""
    disputed = {each.day for each in disputes if each.state == "open"}
    for day in days:
        its = counts.get(day, PeriodCounts())
        entry = entry_of(ledger.get(day, {}), scope.own)
        marked = day.isoformat() in disputed
        yield ScorecardDay(day=day, counts=its, entry=entry, invoice=invoice_of(its, price), is_disputed=marked)


def is_provisional(until: datetime, now: datetime, *, days: int = 7) -> bool:
    """Whether callers of a period that ends at `until` may still call again within some days."""
    return (now - until).total_seconds() < days * 24 * 3600


def _month(days: DayLedger) -> dict[LedgerKey, LedgerEntry]:
    month: dict[LedgerKey, LedgerEntry] = {}
    for entries in days.values():
        for key, entry in entries.items():
            month[key] = added(month.get(key, NOTHING), entry)
    return month


def _sum(entries: Iterable[LedgerEntry]) -> LedgerEntry:
    total = NOTHING
    for entry in entries:
        total = added(total, entry)
    return total

"""Why people call: the reasons of a call, and calls counted by reason.

A reason is a kind and a key: the carrier "ups", the region "US-TX", the issue "refund". A call has many: those of its
order as it was when the caller heard of it (`ivr.orders.order_facts`), and what was asked about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from ivr.reporting.kpis import Kpi
from routing import kpi_formulas
from routing.issues import issue_of

ReasonKind = Literal[
    "all", "carrier_region", "carrier", "region", "warehouse", "product", "lateness", "status", "issue", "policy"
]
KINDS: Mapping[ReasonKind, str] = {
    "all": "All calls",
    "carrier_region": "Carrier and region",
    "carrier": "Carrier",
    "region": "Region of the destination",
    "warehouse": "Warehouse",
    "product": "Product",
    "lateness": "Promise broken by",
    "status": "State of the parcel",
    "issue": "Issue",
    "policy": "Policy told",
}
"""The kinds with their titles, in the order of the page."""
OF_PARCELS: tuple[ReasonKind, ...] = (
    "all",
    "carrier_region",
    "carrier",
    "region",
    "warehouse",
    "product",
    "lateness",
    "status",
)
"""Kinds that parcels have as well, so that there is a rate."""
HOURS = 24
PER = 1_000
"""Parcels to which a rate refers."""

_POLICIES: Mapping[str, str] = {
    "store_info.tell": "store_info",
    "returns.tell": "returns",
    "refund.tell": "refund",
    "loyalty.tell": "loyalty",
}
"""Steps that tell what the shop's policy is, and the subject of each."""
_ISSUE_STEPS = "issue."
_FLOWS = frozenset({"returns", "refund", "loyalty", "cancel_order", "change_address", "store_info", "invoice"})
"""Flows that are entered for one issue."""
_READS, _HELPS = "main_line.read_order", "delivery_help.not_here"


@dataclass(frozen=True, slots=True, order=True)
class ContactReason:
    """One reason for which people call."""

    kind: ReasonKind
    key: str


ALL = ContactReason("all", "")
"""Every call, with a reason or without."""


def spoken_reasons(hops: Iterable[tuple[str, str, str]]) -> list[ContactReason]:
    """What a call was about by its hops (step, outcome, to), each once: issues asked about, and policies told."""
    walked = list(hops)
    entered = {step for step, _, _ in walked} | {to for _, _, to in walked}
    issues = {issue for step in entered if (issue := _issue_at(step))}
    policies = {subject for step, subject in _POLICIES.items() if step in entered}
    return [
        *(ContactReason("issue", issue) for issue in sorted(issues)),
        *(ContactReason("policy", subject) for subject in sorted(policies)),
    ]


def _issue_at(step: str) -> str:
    """The issue for which a step is entered; empty if a step belongs to several."""
    flow, _, name = step.partition(".")
    if flow in _FLOWS:
        return flow
    if step == _READS:
        return "order_status"
    if step == _HELPS:
        return "delivery_problem"
    return name if step.startswith(_ISSUE_STEPS) and issue_of(name) == name else ""


@dataclass(frozen=True, slots=True)
class ReasonCounts:
    """Calls with a reason in a span: all, those given to a queue (`to_people`), and the calls of the span before.

    `parcels` are those with the reason that were under way, summed over the days of the span on which they were
    counted, and `counted_calls` the calls of these days; None if they were counted on no day.
    """

    calls: int = 0
    to_people: int = 0
    calls_before: int = 0
    parcels: int | None = None
    counted_calls: int = 0


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason with its counts, as pages and files show it. `whole` are all calls of the span."""

    reason: ContactReason
    counts: ReasonCounts
    whole: int

    @property
    def share(self) -> Kpi:
        """The share of all calls that have the reason."""
        inputs = {"calls": self.counts.calls, "all calls": self.whole}
        value = kpi_formulas.ratio(*inputs.values())
        return Kpi("Share of calls", value, "%", "calls with the reason / all calls", inputs)

    @property
    def to_people(self) -> Kpi:
        """The share of these calls that went on to a person."""
        inputs = {"given to a queue": self.counts.to_people, "calls": self.counts.calls}
        value = kpi_formulas.ratio(*inputs.values())
        return Kpi("On to a person", value, "%", "calls given to a queue / calls with the reason", inputs)

    @property
    def rate(self) -> Kpi:
        """Calls for each thousand parcels under way (metrics: WISMO contact rate)."""
        parcels = self.counts.parcels
        inputs = {"calls": self.counts.counted_calls, "parcels under way": parcels or 0}
        value = PER * self.counts.counted_calls / parcels if parcels else None
        formula = f"calls with the reason / parcels with it that were under way, for {PER} parcels and a day"
        leaves_out = "days on which parcels were not counted, and parcels without a tracking number"
        return Kpi("Calls per 1,000 parcels", value, "", formula, inputs, leaves_out)

    @property
    def change(self) -> Kpi:
        """The change of the calls against the span before, as a share of them."""
        before = self.counts.calls_before
        inputs = {"calls": self.counts.calls, "calls before": before}
        value = (self.counts.calls - before) / before if before else None
        return Kpi("Change", value, "%", "(calls - calls of the span before) / calls of the span before", inputs)


@dataclass(frozen=True, slots=True)
class ReasonDay:
    """The calls with a reason on one day. `by_hour` has one count for each hour of the clock.

    An hour that a clock change repeats holds the calls of both; one that it skips holds none.
    """

    day: date
    reason: ContactReason
    calls: int
    to_people: int
    by_hour: tuple[int, ...]

    def until(self, hour: int) -> int:
        """The calls before an hour of the clock."""
        return sum(self.by_hour[:hour])


@dataclass(frozen=True, slots=True, kw_only=True)
class DialledCalls:
    """Calls to one number in one language: all, and those with a reason."""

    dialled: str
    language: str
    calls: int
    with_reason: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMeasure:
    """What was done about a reason: a switch with an announcement, turned on at a time until another, by somebody."""

    reason: ContactReason
    switch: str
    began_at: datetime
    until: datetime
    author: str


class ContactReasons(Protocol):
    """The counted reasons of the line."""

    def totals(self, *, since: date, until: date) -> Mapping[ContactReason, ReasonCounts]:
        """The counts of the days from `since` to `until`, both included, beside the span of as many days before."""

    def days(self, days: Sequence[date], *, reason: ContactReason | None = None, fewest: int = 0) -> list[ReasonDay]:
        """All reasons of these days, or one; or those with `fewest` calls or more on one of the days.

        A day that was counted has the reason ALL; others have none.
        """

    def between(self, reason: ContactReason, since: datetime, until: datetime) -> ReasonCounts:
        """Calls with a reason that began in a stretch of time, from the record."""

    def dialled(self, reason: ContactReason, since: datetime) -> list[DialledCalls]:
        """The calls since a time, by number and language."""

    def measures(self, reason: ContactReason) -> list[ReasonMeasure]:
        """What was done about a reason, newest first."""

    def keep_measure(self, measure: ReasonMeasure) -> None:
        """Remember what was done about a reason."""


def rows_by_kind(found: Mapping[ContactReason, ReasonCounts], *, most: int) -> dict[ReasonKind, list[ReasonRow]]:
    """The rows of each kind, the most calls first, `most` of each at most."""
    whole = found.get(ALL, ReasonCounts()).calls
    rows: dict[ReasonKind, list[ReasonRow]] = {}
    for reason, counts in sorted(found.items(), key=lambda each: (-each[1].calls, each[0])):
        if counts.calls and len(rows.setdefault(reason.kind, [])) < most:
            rows[reason.kind].append(ReasonRow(reason, counts, whole))
    return {kind: rows[kind] for kind in KINDS if kind in rows}


def reason_of(text: str) -> ContactReason | None:
    """The reason that an address holds as kind:key; None if it is none."""
    kind, _, key = text.partition(":")
    found = next((each for each in KINDS if each == kind), None)
    return ContactReason(found, key) if found and (key or found == "all") else None

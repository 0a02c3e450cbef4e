"""What can be done about a reason for which people call: an announcement, or a rule; whom it reaches, what it did."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.reporting.audit import AuditEntry
from ivr.reporting.contact_reasons import (
    ContactReason,
    DialledCalls,
    ReasonCounts,
    ReasonMeasure,
    ReasonRow,
)
from ivr.reporting.reason_names import reason_name
from routing.caller import CallerProfile
from routing.conditions import When
from routing.model import Routing, Rule, Switch
from routing.replay import Called
from routing.rules import RuleBook
from routing.switches import announced

LONGEST_NAME = 40
_LATE = frozenset({"today", "1_2", "3_7", "over_7"})


@dataclass(frozen=True, slots=True)
class AnnouncementReach:
    """Calls that would have heard an announcement, and how many of them came for the reason; and those that did not."""

    heard: int
    with_reason: int
    missed: int


@dataclass(frozen=True, slots=True)
class MeasureEffect:
    """What a measure did: the calls with the reason while it was on, and in as long a time before.

    `seconds` is that time; `is_on` while it lasts.
    """

    measure: ReasonMeasure
    ended_at: datetime
    is_on: bool
    seconds: float
    before: ReasonRow
    during: ReasonRow


def switch_name(reason: ContactReason) -> str:
    """The key of the switch about a reason: reason-ups-texas."""
    plain = unicodedata.normalize("NFKD", reason_name(reason)).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "-", f"{plain if plain.strip() else reason.kind}").strip("-")
    return f"reason-{words or reason.kind}"[:LONGEST_NAME].rstrip("-")


def with_announcement(
    routing: Routing, name: str, title: str, message: Mapping[str, str], numbers: Sequence[str], minutes: int
) -> Routing:
    """A document with a switch that speaks to all callers of some numbers (all if empty), and closes nothing."""
    switch = Switch(name=title, message=dict(message), numbers=tuple(numbers), minutes=minutes)
    return routing.model_copy(update={"switches": {**routing.switches, name: switch}})


def announcement_reach(routing: Routing, name: str, called: Iterable[DialledCalls]) -> AnnouncementReach:
    """Whom the switch of a document would have reached among past calls, tried call by call like a live one."""
    heard = with_reason = missed = 0
    for each in called:
        if announced(routing, {name}, each.dialled, each.language):
            heard, with_reason = heard + each.calls, with_reason + each.with_reason
        else:
            missed += each.with_reason
    return AnnouncementReach(heard, with_reason, missed)


def condition_of(reason: ContactReason) -> When | None:
    """The condition of a rule that means a reason; None if a rule cannot tell it."""
    if reason.kind == "issue":
        return When(issue=(reason.key,))
    if reason.kind == "lateness" and reason.key in _LATE:
        return When(order_state=("late",))
    if reason.kind == "region" and re.fullmatch(r"[A-Z]{2}", reason.key):
        return When(country=(reason.key,))
    return None


def matching(rule: Rule, called: Sequence[Called]) -> int:
    """How many past callers meet the conditions of a rule."""
    (ready,) = RuleBook((rule,), {}).rules
    return sum(_fits(caller) and ready.failing(caller, at) is None for at, caller in called)


def _fits(caller: CallerProfile) -> bool:
    return not (caller.tried or caller.promised or caller.transferred)


def with_rule(routing: Routing, rule: Rule) -> Routing:
    """A document with a rule before all others, in place of one of the same name."""
    rest = tuple(each for each in routing.rules if each.name != rule.name)
    return routing.model_copy(update={"rules": (rule, *rest)})


def ended_at(measure: ReasonMeasure, entries: Iterable[AuditEntry]) -> datetime:
    """When a measure ended or will end: turned off before its time, turned on for longer, or as it was set.

    `entries` are those of the audit about switches, in any order.
    """
    theirs = [each for each in entries if each.subject == measure.switch and each.at > measure.began_at]
    until = measure.until
    for each in sorted(theirs, key=lambda each: each.number):
        if each.at > until:
            break
        until = datetime.fromisoformat(each.after) if isinstance(each.after, str) else each.at
        if not isinstance(each.after, str):
            break
    return until


def effect(
    measure: ReasonMeasure, ends: datetime, now: datetime, before: ReasonCounts, during: ReasonCounts
) -> MeasureEffect:
    """What a measure did by the calls before it and during it."""
    seconds = (min(ends, now) - measure.began_at).total_seconds()
    rows = [ReasonRow(measure.reason, each, each.calls) for each in (before, during)]
    return MeasureEffect(measure, ends, ends > now, seconds, *rows)


def plain_rule(reason: ContactReason, when: When, queue: str) -> Rule:
    """The rule that sends callers with a reason to a queue."""
    return Rule(name=f"Because of {reason_name(reason)}"[:80], when=when, send=queue)

"""The screen pop: what the live call knows of its caller. It is there when an agent's telephone begins to ring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ivr.engine.spoken import Spoken
from ivr.flows.context import LineCall
from ivr.flows.routing_context import is_urgent
from ivr.orders.identity.attestation import is_passed
from ivr.orders.identity.caller_id import CallerKind, caller_id
from ivr.orders.identity.verification import Level, Needs, Proof
from routing.desk_terms import DeskTerms, Disposition
from routing.issues import CallIssue, Problem

Ground = Literal[
    "withheld", "forged", "unknown_number", "number", "vouched", "order_number", "postcode", "person", "old_copy"
]
"""What speaks for or against the caller being who the number says: the number is withheld, perhaps forged, of nobody or
of several customers, or of one customer; the carrier vouches for it; the caller gave the number of the order or its
postcode, or keyed in digits like a person; the orders were an old copy.
"""
_PROOFS: Mapping[Proof, Ground] = {Proof.NUMBER: "order_number", Proof.POSTCODE: "postcode"}


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the line is of a caller: what may be told, and why."""

    level: Level
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPop:
    """The caller and the call.

    `number` is E.164, empty if it is withheld or cannot be trusted. `order` is the key of the order that the call is
    about (`Order.key`) with its number, both empty without one; `heard` is what the caller heard of it.
    `tried` are the queues that did not take the call before this one; `trail` are the questions that the caller
    answered. `is_repeat` means a second call within a week, `is_urgent` one about the same late order.
    """

    sid: str
    number: str
    dialled: str
    language: str
    sureness: Sureness
    tier: str
    country: str
    issue: CallIssue
    problem: Problem
    order: str
    order_number: str
    days_late: str
    heard: tuple[Spoken, ...]
    tried: tuple[str, ...]
    priority: int
    waits_since: float | None
    trail: tuple[str, ...]
    is_repeat: bool
    is_urgent: bool
    is_called_back: bool


def screen_pop(call: LineCall) -> ScreenPop:
    """What a live call knows."""
    context, known = call.context, caller_id(call.ani)
    order = context.order
    return ScreenPop(
        sid=call.sid,
        number=known.e164 or "",
        dialled=call.dnis,
        language=call.language,
        sureness=Sureness(order.level, tuple(_grounds(call))),
        tier=context.identity.tier,
        country=context.identity.country,
        issue=context.topic.issue,
        problem=context.topic.problem,
        order=order.index_key if order.number else "",
        order_number=order.number,
        days_late=order.days_late,
        heard=_heard(call),
        tried=tuple(dict.fromkeys(context.route.tried[:-1])),
        priority=context.hand_off.priority,
        waits_since=context.hand_off.waits_since,
        trail=call.progress.trail,
        is_repeat=context.history.repeat,
        is_urgent=is_urgent(call),
        is_called_back=bool(context.callback.callback),
    )


def _grounds(call: LineCall) -> Iterator[Ground]:
    identity, known = call.context.identity, caller_id(call.ani)
    if known.kind is CallerKind.WITHHELD:
        yield "withheld"
    elif identity.needs is Needs.PERSON:
        yield "forged"
    elif identity.needs is Needs.BOTH:
        yield "unknown_number"
    elif known.e164:
        yield "number"
    if is_passed(call.attestation):
        yield "vouched"
    yield from (_PROOFS[proof] for proof in identity.proofs)
    if identity.is_person:
        yield "person"
    if identity.last_known:
        yield "old_copy"


def _heard(call: LineCall) -> tuple[Spoken, ...]:
    """The sentences on the order of the call, as the caller heard them."""
    if "order" not in call.lines or not call.context.order.number:
        return ()
    return tuple(Spoken(line, call.language, call.voice_profile) for line in call.prepared("order"))


def dispositions_of(terms: DeskTerms, queue: str) -> dict[str, Disposition]:
    """The dispositions that are offered to agents for calls of a queue, by code."""
    return {code: each for code, each in terms.dispositions.items() if not each.queues or queue in each.queues}


def fitting_disposition(terms: DeskTerms, queue: str, pop: ScreenPop | None) -> str:
    """The code of the disposition that says the same as the issue of the call; empty if none does."""
    said = [each for each in (pop.problem, pop.issue) if each] if pop else []
    offered = dispositions_of(terms, queue)
    named = {each.name.casefold().replace(" ", "_"): code for code, each in reversed(offered.items())}
    return next((found for each in said if (found := each if each in offered else named.get(each, ""))), "")

"""How well the caller is known, and what of it the call remembers."""

from dataclasses import replace

from ivr.flows.context import LineCall
from ivr.flows.services import Services
from ivr.orders.identity.caller_id import caller_id
from ivr.orders.identity.verification import Standing
from ivr.orders.order_source import KnownOrders
from prompts.facts import Code, Line


def ani(call: LineCall) -> str:
    """The caller's number in E.164, or empty where there is none to trust."""
    return caller_id(call.ani).e164 or ""


def standing_of(call: LineCall, services: Services) -> Standing:
    """The caller's standing by number and by what they proved before; remembered, with the age of what is known.

    Raises Unavailable.
    """
    number = ani(call)
    known = services.orders.by_phone(number) if number else None
    identity = call.context.identity
    standing = services.policy.recognise(known, call.attestation, services.now, identity.proofs)
    call.context.identity = replace(identity, needs=standing.needs, last_known=_age(known))
    return standing


def _age(known: KnownOrders | None) -> str:
    """When a copy that stands in for the source was made; empty for news."""
    return known.as_of.isoformat() if known and known.kept and known.as_of else ""


def ask_for_keys(call: LineCall, services: Services, *before: Line) -> None:
    """Prepare the question `prove_person`, after other sentences: two digits to key in, which no script hears."""
    digits = f"{services.seeded_random(call.sid, 90) + 10}"
    call.context.identity = replace(call.context.identity, digits=digits)
    call.prepare("prove_person", (*before, Line("prove_person", {"digits": Code(digits)})))


def are_the_keys(call: LineCall) -> bool:
    """Whether the digits are the ones that were said; remembered for the rest of the call."""
    identity = call.context.identity
    is_person = bool(identity.digits) and call.answer.keys == identity.digits
    call.context.identity = replace(identity, is_person=is_person)
    return is_person

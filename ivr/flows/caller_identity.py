"""The caller's identity: what is known by number and by proof, and what the call stores of it."""

from dataclasses import replace

from ivr.flows.context import LineCall
from ivr.flows.services import Services
from ivr.orders.identity.caller_id import caller_id
from ivr.orders.identity.verification import Standing
from ivr.orders.order_source import KnownOrders
from prompts.facts import Code, Line
from routing.brands import brand_at


def ani(call: LineCall) -> str:
    """The caller's number in E.164, or empty if it cannot be trusted."""
    return caller_id(call.ani).e164 or ""


def brand_called(call: LineCall, services: Services) -> str:
    """The brand whose orders are heard in this call; empty for a number without a brand."""
    return brand_at(services.floor.document(call.voice_profile.version), call.dnis)


def standing_of(call: LineCall, services: Services) -> Standing:
    """The caller's standing by number and by earlier proof, stored in the call with the age of the data.

    Raises Unavailable.
    """
    number = ani(call)
    known = services.orders.by_phone(number).of_brand(brand_called(call, services)) if number else None
    identity = call.context.identity
    standing = services.policy.recognise(known, call.attestation, services.now, identity.proofs)
    call.context.identity = replace(identity, needs=standing.needs, last_known=_age(known))
    return standing


def _age(known: KnownOrders | None) -> str:
    """The time of the copy that replaces an unavailable source; empty for current data."""
    return known.as_of.isoformat() if known and known.kept and known.as_of else ""


def ask_for_keys(call: LineCall, services: Services, *before: Line) -> None:
    """Prepare the question `prove_person`, after other sentences: two spoken digits to key in, against scripts."""
    digits = f"{services.seeded_random(call.sid, 90) + 10}"
    call.context.identity = replace(call.context.identity, digits=digits)
    call.prepare("prove_person", (*before, Line("prove_person", {"digits": Code(digits)})))


def are_the_keys(call: LineCall) -> bool:
    """Whether the digits are the spoken ones; stored for the rest of the call."""
    identity = call.context.identity
    is_person = bool(identity.digits) and call.answer.keys == identity.digits
    call.context.identity = replace(identity, is_person=is_person)
    return is_person

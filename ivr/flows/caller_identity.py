"""How well the caller is known, and what of it the call remembers."""

from ivr.engine.call import Call
from ivr.flows.services import Services
from ivr.orders.identity.caller_id import caller_id
from ivr.orders.identity.verification import Proof, Standing
from ivr.orders.order_source import KnownOrders


def ani(call: Call) -> str:
    """The caller's number in E.164, or empty where there is none to trust."""
    return caller_id(call.ani).e164 or ""


def standing_of(call: Call, services: Services) -> Standing:
    """The caller's standing by number and by what they proved before; remembered, with the age of what is known.

    Raises Unavailable.
    """
    number = ani(call)
    known = services.orders.by_phone(number) if number else None
    proofs = [Proof(proof) for proof in call.facts.get("proofs", ())]
    standing = services.policy.recognise(known, call.attestation, services.now, proofs)
    call.remember(needs=standing.needs, last_known=_age(known))
    return standing


def _age(known: KnownOrders | None) -> str:
    """When a copy that stands in for the source was made; empty for news."""
    return known.as_of.isoformat() if known and known.kept and known.as_of else ""

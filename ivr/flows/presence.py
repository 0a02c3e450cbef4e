"""Two digits that the line says and the caller keys in: that a person is there, and not a script."""

from ivr.engine.call import Call
from ivr.flows.services import Services
from prompts.facts import Code, Line


def ask_for_keys(call: Call, services: Services, *before: Line) -> None:
    """Prepare the question `prove_person`, after other sentences."""
    digits = f"{services.lot(call.sid, 90) + 10}"
    call.remember(proof=digits)
    call.prepare("prove_person", (*before, Line("prove_person", {"digits": Code(digits)})))


def are_the_keys(call: Call) -> bool:
    """Whether the digits are the ones that were said; remembered for the rest of the call."""
    call.remember(is_person=call.answer.keys == call.facts.get("proof"))
    return bool(call.facts["is_person"])

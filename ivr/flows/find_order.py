"""Finds an order by what the caller knows, and collects proof beyond the phone number.

"No such order" and "wrong postcode" are indistinguishable: number, postcode, one answer. Only an order that belongs to
the caller's phone number needs no postcode.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from ivr.effects.count_guess import CountGuess
from ivr.flows.caller_identity import ani, are_the_keys, ask_for_keys, brand_called, standing_of
from ivr.flows.context import Asked, Goal, LineCall
from ivr.flows.order_context import offer_choice, prepare_order
from ivr.flows.services import LineFlow, Services
from ivr.orders.identity.claims import Checked, Claim, Limit, check, check_more
from ivr.orders.identity.postcodes import could_be_postcode
from ivr.orders.identity.verification import Level, Needs, Standing, Why
from ivr.orders.order_numbers import could_be_order_number
from ivr.orders.order_source import Unavailable

Refusal = Literal["wrong", "person", "locked", "unseen"]

find_order = LineFlow("find_order", start="begin")


@find_order.decide(ask="order_number")
def begin(call: LineCall, _services: Services) -> Literal["ask"]:
    """Ask for the order number first."""
    call.context.search = replace(call.context.search, wants="order")
    return "ask"


@find_order.decide(factor="factor", number="order_number")
def step_up(call: LineCall, _services: Services) -> Literal["factor", "number"]:
    """Ask for one more proof if that is enough for this caller; otherwise for order number and postcode."""
    return "factor" if call.context.identity.needs is Needs.EITHER else "number"


find_order.ask("factor", prompt="factor", fits=could_be_order_number, then="check_factor", gives_up="hand_off")
find_order.ask("order_number", prompt="order_number", fits=could_be_order_number, then="look_up", gives_up="hand_off")
find_order.ask("postcode", prompt="postcode", fits=could_be_postcode, then="check_postcode", gives_up="hand_off")


@find_order.decide(
    proven="onward", more="order_number", wrong="wrong", person="prove", locked="locked", unseen="cannot_see"
)
def check_factor(call: LineCall, services: Services) -> Literal["proven", "more", Refusal]:
    """An order number or postcode of one of the caller's own orders: of the call's order, if it has one.

    A postcode that several of them have does not tell which one is meant, so the order number is asked for too.
    """
    checked = _own(call, services, "factor", number=call.answer.keys, postcode=call.answer.keys)
    if not isinstance(checked, Checked):
        return checked
    current = [order for order in checked.about if order.key == call.context.order.index_key]
    if not _suffices(call, checked) or len(current or checked.about) > 1:
        return "more"
    prepare_order(call, services, (current or checked.about)[0], checked.standing.level)
    return "proven"


@find_order.decide(
    mine="onward",
    several="main_line.choose_order",
    other="postcode",
    person="prove",
    locked="locked",
    unseen="cannot_see",
)
def look_up(call: LineCall, services: Services) -> Literal["mine", "several", "other", "person", "locked", "unseen"]:
    """An order number. Whether the order exists is not revealed before the postcode is given."""
    call.context.search = replace(call.context.search, claimed=call.answer.keys, is_charged=False)
    if call.context.identity.needs is Needs.BOTH:
        return "other"
    checked = _own(call, services, "order_number", number=call.answer.keys)
    if checked == "wrong":
        call.context.search = replace(call.context.search, is_charged=True)
        return "other"
    if not isinstance(checked, Checked):
        return checked
    return _told(call, services, checked) if _suffices(call, checked) else "other"


@find_order.decide(
    mine="onward",
    several="main_line.choose_order",
    more="wrong",
    wrong="wrong",
    person="prove",
    locked="locked",
    unseen="cannot_see",
)
def check_postcode(call: LineCall, services: Services) -> Literal["mine", "several", "more", Refusal]:
    """The postcode for the order number given before."""
    claim = _claim(call, services, number=call.context.search.claimed, postcode=call.answer.keys)
    call.context.search = replace(call.context.search, is_charged=False)

    def hold(standing: Standing) -> Checked:
        return check(claim, standing, orders=services.orders, guesses=services.guesses)

    checked = _checked(call, services, "postcode", hold)
    if not isinstance(checked, Checked):
        return checked
    return _told(call, services, checked) if _suffices(call, checked) else "more"


@find_order.decide(
    order="main_line.read_order",
    refund="refund",
    returns="returns",
    loyalty="loyalty",
    cancel_order="cancel_order",
    change_address="change_address",
    invoice="invoice",
    missing_points="missing_points",
)
def onward(call: LineCall, _services: Services) -> Goal:
    """Continue with the caller's original request."""
    return call.context.search.wants


find_order.say("wrong", prompt="not_found", then="order_number")
find_order.say("locked", prompt="locked", then="hand_off")
find_order.say("cannot_see", prompt="cannot_see", then="hand_off")


@find_order.decide(ask="prove_person")
def prove(call: LineCall, services: Services) -> Literal["ask"]:
    """Check with two digits that the caller is not a script, after many attempts of such callers."""
    ask_for_keys(call, services)
    return "ask"


find_order.ask("prove_person", prepared="prove_person", digits=2, then="proven", gives_up="locked")


@find_order.decide(factor="factor", order_number="order_number", postcode="postcode", no="locked")
def proven(call: LineCall, _services: Services) -> Literal[Asked, "no"]:
    """Return to the question whose answer was not checked."""
    return call.context.search.asked if are_the_keys(call) else "no"


def _claim(call: LineCall, services: Services, *, number: str, postcode: str = "") -> Claim:
    is_person, goes_on = call.context.identity.is_person, call.context.search.is_charged
    brand = brand_called(call, services)
    return Claim(call.sid, ani(call), number, postcode, brand, is_person=is_person, goes_on=goes_on)


def _own(call: LineCall, services: Services, asked: Asked, *, number: str, postcode: str = "") -> Checked | Refusal:
    """Compare the answer with the caller's own orders only."""
    claim = _claim(call, services, number=number, postcode=postcode)
    return _checked(call, services, asked, lambda standing: check_more(claim, standing, guesses=services.guesses))


def _checked(
    call: LineCall, services: Services, asked: Asked, hold: Callable[[Standing], Checked]
) -> Checked | Refusal:
    """The outcome of a claim: what a right one leads to, or the reason of a failure."""
    call.context.search = replace(call.context.search, asked=asked)
    try:
        checked = hold(standing_of(call, services))
    except Unavailable:
        return "unseen"
    if checked.guess:
        call.bring_about(CountGuess(*checked.guess))
    if checked.limit is Limit.PERSON:
        return "person"
    if checked.refused:
        return "locked"
    return checked if checked.right else "wrong"


def _suffices(call: LineCall, checked: Checked) -> bool:
    """Store the proof on the caller's own orders. Returns whether it suffices for the caller's request."""
    standing = checked.standing
    if standing.why is Why.UNIQUE:
        call.context.identity = replace(call.context.identity, proofs=tuple(sorted(standing.proofs)))
    return standing.level >= (Level.STATUS if call.context.search.wants == "order" else Level.DETAILS)


def _told(call: LineCall, services: Services, checked: Checked) -> Literal["mine", "several"]:
    """Prepare the order meant, or the choice between several of the caller's own that sound alike."""
    if len(checked.about) > 1:
        offer_choice(call, services, checked.about, checked.standing.level)
        return "several"
    prepare_order(call, services, checked.about[0], checked.standing.level)
    return "mine"

"""Finding an order by what the caller knows, and proving more than the number tells.

"No such order" and "wrong postcode" take the same way: number, postcode, one answer. Only an order that is the
caller's own by number spares the postcode.
"""

from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import Flow
from ivr.flows.known import ani, standing_of
from ivr.flows.services import Services
from ivr.flows.tell import prepare_order
from ivr.orders.checking import Claim, check
from ivr.orders.source import Unavailable, number_key
from ivr.orders.verify import Level, Standing, Why

Found = Literal["proven", "more", "wrong", "locked", "unseen"]

find_order = Flow("find_order", start="begin")


@find_order.decide(ask="order_number")
def begin(call: Call, _services: Services) -> Literal["ask"]:
    """To hear of an order, its number comes first."""
    call.remember(wants="order")
    return "ask"


@find_order.decide(factor="factor", number="order_number")
def step_up(call: Call, _services: Services) -> Literal["factor", "number"]:
    """A caller known by number gives one thing more; anybody else gives order number and postcode."""
    return "factor" if call.facts.get("why") == Why.UNIQUE else "number"


find_order.ask("factor", prompt="factor", then="check_factor", gives_up="hand_off")
find_order.ask("order_number", prompt="order_number", then="look_up", gives_up="hand_off")
find_order.ask("postcode", prompt="postcode", then="check_postcode", gives_up="hand_off")


@find_order.decide(proven="onward", more="order_number", wrong="wrong", locked="locked", unseen="cannot_see")
def check_factor(call: Call, services: Services) -> Found:
    """An order number or a postcode that fits one of the caller's own orders."""
    return _check(call, services, number=call.answer.keys, postcode=call.answer.keys)


@find_order.decide(mine="onward", other="postcode", locked="locked", unseen="cannot_see")
def look_up(call: Call, services: Services) -> Literal["mine", "other", "locked", "unseen"]:
    """An order number. Whether there is such an order stays open until the postcode is given."""
    call.remember(claimed=call.answer.keys)
    if call.facts.get("why") != Why.UNIQUE:
        return "other"
    found = _check(call, services, number=call.answer.keys, postcode="")
    if found in ("locked", "unseen"):
        return found
    return "mine" if found == "proven" else "other"


@find_order.decide(proven="onward", more="wrong", wrong="wrong", locked="locked", unseen="cannot_see")
def check_postcode(call: Call, services: Services) -> Found:
    """The postcode to the number given before."""
    return _check(call, services, number=call.facts.get("claimed", ""), postcode=call.answer.keys)


@find_order.decide(order="main_line.read_order", refund="refund", returns="returns", loyalty="loyalty")
def onward(call: Call, _services: Services) -> Literal["order", "refund", "returns", "loyalty"]:
    """To what the caller came for."""
    wants: Literal["order", "refund", "returns", "loyalty"] = call.facts.get("wants", "order")
    return wants


find_order.say("wrong", prompt="not_found", then="order_number")
find_order.say("locked", prompt="locked", then="hand_off")
find_order.say("cannot_see", prompt="cannot_see", then="hand_off")


def _check(call: Call, services: Services, *, number: str, postcode: str) -> Found:
    claim = Claim(call.sid, ani(call), number, postcode)
    try:
        standing = standing_of(call, services)
        checked = check(claim, standing, orders=services.orders, guesses=services.guesses)
    except Unavailable:
        return "unseen"
    if checked.refused:
        return "locked"
    return _accept(call, services, checked.standing, number) if checked.right else "wrong"


def _accept(call: Call, services: Services, standing: Standing, number: str) -> Literal["proven", "more"]:
    """Keep what was proved; make the order ready if it is enough for what the caller wants."""
    call.remember(proofs=sorted(standing.proofs), why=standing.why)
    enough = Level.STATUS if call.facts.get("wants", "order") == "order" else Level.DETAILS
    if standing.level < enough or not standing.spoken:
        return "more"
    named = [order for order in standing.spoken if number_key(order.number) == number_key(number)]
    prepare_order(call, services, (named or standing.spoken)[0], standing.level)
    return "proven"

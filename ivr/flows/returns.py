"""Returns: how far one is, or until when an order can be returned and how."""

from dataclasses import replace
from typing import Literal

from ivr.effects.send_text import send_text
from ivr.flows.context import Context, LineCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.order_context import brand, number_on_file
from ivr.flows.outreach import Grant
from ivr.flows.proven_order import Unproven, proven_order
from ivr.flows.requests import offer_request
from ivr.flows.services import LineFlow, Services
from ivr.orders.after_sale_message import no_return_lines, return_lines, return_until_lines
from ivr.orders.model import Order
from ivr.orders.return_rules import ReturnEligibility, return_eligibility
from prompts.facts import Facts, Line, Link, Text
from routing.brands import return_terms_at
from routing.return_terms import ReturnTerms

Found = Literal["told", "granted", "refused", "unclear", "before"]

returns = LineFlow("returns", start="look")


@returns.decide(
    told="tell",
    granted="offer",
    refused="refused",
    unclear="tell_and_connect",
    before="made_before",
    unproven="find_order.step_up",
    unseen="find_order.cannot_see",
)
def look(call: LineCall, services: Services) -> Literal[Found, Unproven]:
    """The returns of an order, else whether it can be returned, for a caller with enough proof."""
    order = proven_order(call, services, "returns", "returns")
    if not isinstance(order, Order):
        return order
    call.prepare("returns", return_lines(order))
    if order.returns:
        return "told"
    terms = return_terms_at(services.floor.document(call.context.route.version), call.dnis)
    return _eligible(call, services, order, terms) if terms else "unclear"


def _eligible(call: LineCall, services: Services, order: Order, terms: ReturnTerms) -> Found:
    found = return_eligibility(order, terms, services.now)
    if found.is_granted:
        _prepare_offer(call, services, order, terms, found)
        return "before" if already_asked(call, "start_return") else "granted"
    if found.reason is None:
        return "unclear"
    call.prepare("no_return", (*no_return_lines(found), Line("offer_person")))
    return "refused"


def _prepare_offer(
    call: LineCall, services: Services, order: Order, terms: ReturnTerms, found: ReturnEligibility
) -> None:
    """The last day, and the link by text where there is one and the number on file can get texts."""
    url = terms.link.get(call.language, "")
    number = number_on_file(services, order) if url and services.sends_texts else ""
    call.context.texting = replace(call.context.texting, return_to=number)
    question = Line("returns.offer_link" if number else "returns.offer")
    call.prepare("return_offer", (*return_until_lines(order, found), question))
    facts: Facts = {"brand": brand(call, services), "order": Text(order.number), "url": Link(url)}
    call.prepare("sms_return", (Line("sms_return", facts),))


returns.say("tell", prepared="returns", then="main_line.after_order")
returns.say("tell_and_connect", prepared="returns", then="hand_off")
returns.confirm(
    "refused",
    prepared="no_return",
    yes="hand_off",
    no="main_line.after_order",
    said="issue.settle",
    gives_up="hand_off",
)
offer_request(returns, "start_return", prepared="return_offer", yes="accept")


@returns.decide(send="send_link", before="link_before", team="ask_team")
def accept(call: LineCall, services: Services) -> Literal["send", "before", "team"]:
    """The link, within the limits on texts; people are asked to prepare the return where none can be sent."""
    number, about = call.context.texting.return_to, _about(call.context)
    if not number:
        return "team"
    if about in call.context.texting.texted:
        return "before"
    grant = services.outreach.text(call=call.sid, order=about, number=number)
    if grant is Grant.GRANTED:
        call.context.texting = replace(call.context.texting, texted=(*call.context.texting.texted, about))
        return "send"
    return "before" if grant is Grant.BEFORE else "team"


def _about(context: Context) -> str:
    """The subject of the text, which is another than the order's tracking link."""
    return f"{context.order.key}:return"


send_text(
    returns,
    "send_link",
    prompt="sms_return",
    to=lambda context: (context.texting.return_to,),
    about=_about,
    then="link_sent",
)
returns.say("link_sent", prompt="returns.link_sent", then="main_line.after_order")
returns.say("link_before", prompt="returns.link_before", then="main_line.after_order")

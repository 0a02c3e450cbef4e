"""A copy of an invoice. It goes to the address on file, which is never asked for by telephone."""

from typing import Literal

from ivr.flows.context import LineCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.proven_order import Unproven, proven_order
from ivr.flows.requests import offer_request
from ivr.flows.services import LineFlow, Services
from ivr.orders.model import Order

invoice = LineFlow("invoice", start="look")


@invoice.decide(offer="offer", before="made_before", unproven="find_order.step_up", unseen="find_order.cannot_see")
def look(call: LineCall, services: Services) -> Literal["offer", "before", Unproven]:
    """The order whose invoice is wanted, for a caller with enough proof."""
    order = proven_order(call, services, "invoice", "invoice")
    if not isinstance(order, Order):
        return order
    return "before" if already_asked(call, "invoice_copy") else "offer"


offer_request(invoice, "invoice_copy", prompt="invoice.offer")

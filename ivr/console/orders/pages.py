"""The orders on file, and the page of one: what is known of it, and what its callers hear now.

Nothing that is looked for stands in an address: the search is a form that is sent, and an order has a reference.
"""

from flask import abort

from ivr.console.orders.shown import day, moment, money_text, number_text, phone_text, windows_of
from ivr.console.orders.sources_shown import parcel_source, said_by
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.roles import WATCHERS
from ivr.console.session import me
from ivr.orders.delivery_status import delivery_status
from ivr.orders.delivery_window import DestinationClock
from ivr.orders.merging import OrderReports
from ivr.orders.model import Order
from ivr.orders.order_source import LIKELY, Unavailable

TEMPLATE = "orders/orders.html"
NO_ANSWER = "The orders do not answer just now. Callers hear what was last known of theirs. Try again in a moment."
NOTHING_TYPED = "Type an order number, a telephone number or an e-mail address."
BEGINNINGS = {
    "told": "hears this at once.",
    "another": "hears at once of another order, which is under way.",
    "choice": "chooses among several orders first.",
    "person": "is led to a person at once: the order is late, and the caller has heard so before.",
    "not_under_way": "is greeted without news, since no order is under way, and hears this on giving its number.",
    "not_recognised": "is not recognised: the number has several customers, too many orders or only old ones. "
    "The caller hears this on giving order number and postcode.",
    "factor": "is asked for the order number or the postcode first.",
    "unseen": "is led to a person, since the orders do not answer just now.",
}
"""How a call from a number of the order begins (`CallBegins`)."""


class OrderPages(PageGroup):
    """The search, and the page of one order."""

    @page("/orders", roles=WATCHERS, nav=Nav("Orders", 50), template=TEMPLATE)
    def orders(self) -> Facts:
        """The search, empty."""
        return {"looked_for": "", "found": None, "wrong": ""}

    @page("/orders", roles=WATCHERS, methods=("POST",), template=TEMPLATE)
    def find_orders(self) -> Answer:
        """The orders that fit what was typed, newest first."""
        text = form_fields().get("text", "")
        if not text:
            return {**self.orders(), "wrong": NOTHING_TYPED}, 422
        try:
            found = self.ports.orders.find(text)
        except Unavailable:
            return {**self.orders(), "looked_for": text, "wrong": NO_ANSWER}, 503
        rows = [(each.reference, each.order, self._state(each.order)) for each in found[:LIKELY]]
        return {"looked_for": text, "found": rows, "wrong": ""}

    @page("/orders/<reference>", roles=WATCHERS, template="orders/order.html")
    def order(self, reference: str) -> Answer:
        """All that is on file of an order."""
        try:
            found = self.ports.orders.order(reference)
        except Unavailable:
            return {"order": None, "wrong": NO_ANSWER}, 503
        if found is None:
            abort(404)
        return {**self._on_file(found), **self._heard(found.merged.order)}

    def _on_file(self, found: OrderReports) -> Facts:
        order, in_full = found.merged.order, me().sees_numbers
        clock = DestinationClock.of(order, self.ports.clock())
        return {
            "order": order,
            "state": self._state(order),
            "phones": [phone_text(phone, in_full=in_full) for phone in order.phones],
            "postcode": number_text(order.postcode, in_full=in_full),
            "heard_at": found.heard_at,
            "parcels": [(each, windows_of(order, each, clock), parcel_source(found, each)) for each in order.shipments],
            "said": said_by(found),
            "promises": windows_of(order, None, clock),
            "refunds": [(each, money_text(each.cents, order.currency)) for each in order.refunds],
            "total": money_text(order.total_cents, order.currency),
            "moment": lambda at: moment(clock.local(at)),
            "day": day,
        }

    def _heard(self, order: Order) -> Facts:
        calls, in_full = self.ports.orders.calls_from(order), me().sees_numbers
        begins = [(number_text(each.number, in_full=in_full), BEGINNINGS[each.begins]) for each in calls]
        return {"spoken": self.ports.orders.spoken(order), "begins": begins}

    def _state(self, order: Order) -> str:
        return delivery_status(order, self.ports.clock()).state.replace("_", " ")

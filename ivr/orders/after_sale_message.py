"""The sentences that callers hear of refunds, returns and loyalty points."""

from ivr.orders.model import Order, Refund, RefundState
from ivr.orders.return_rules import ReturnEligibility
from prompts.facts import Count, Day, Facts, Line, Money, Window


def refund_lines(order: Order) -> tuple[Line, ...]:
    """The refunds with their amounts, for callers at level DETAILS only."""
    return tuple(_refund(each, order.currency) for each in order.refunds) or (Line("refund_none"),)


def return_lines(order: Order) -> tuple[Line, ...]:
    """The state of each return, and the help of an agent."""
    return (*return_state_lines(order), Line("returns_person"))


def return_until_lines(order: Order, found: ReturnEligibility) -> tuple[Line, ...]:
    """The time in which an order can be returned, for an eligible one."""
    if found.until is None:
        return ()
    return (Line("return_until", {"window": Window(order.placed_at.date(), found.until, found.zone)}),)


def no_return_lines(found: ReturnEligibility) -> tuple[Line, ...]:
    """The reason why an order cannot be returned."""
    facts: Facts = {"day": Day(found.until, found.zone)} if found.until else {}
    return (Line(f"no_return.{found.reason}", facts),) if found.reason else ()


def loyalty_lines(order: Order) -> tuple[Line, ...]:
    """The customer's points, for callers at level DETAILS only."""
    points = order.loyalty_points
    return (Line("points_unknown") if points is None else Line("points", {"count": Count(points)}),)


def return_state_lines(order: Order) -> tuple[Line, ...]:
    """The state of each return."""
    return tuple(Line(f"return_state.{each.state}") for each in order.returns)


def _refund(refund: Refund, currency: str) -> Line:
    if refund.state in (RefundState.FAILED, RefundState.UNKNOWN):
        return Line(f"refund_{refund.state}")
    if refund.cents is None or not currency:
        return Line(f"refund_{refund.state}.no_amount")
    return Line(f"refund_{refund.state}", {"money": Money(refund.cents, currency)})

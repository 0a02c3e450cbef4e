"""Returns of an order, and the transactions that give its money back."""

from collections.abc import Sequence
from typing import Literal

from ivr.orders.model import Refund, RefundState, Return, ReturnState
from ivr.orders.sources import status_words
from ivr.orders.sources.amounts import money
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.reading import Reading

_INSPECTED = "INSPECTION_COMPLETE"


def read_refunds(transactions: Sequence[Node], currency: str, reading: Reading) -> tuple[Refund, ...]:
    """The refunds among the transactions of an order, without attempts that failed before another one."""
    refunds = [read_refund(each, currency, reading) for each in transactions if is_refund(each)]
    has_better = any(each.state is not RefundState.FAILED for each in refunds)
    return tuple(each for each in refunds if not (has_better and each.state is RefundState.FAILED))


def is_refund(transaction: Node) -> bool:
    """Whether a transaction gives money back."""
    return transaction.text("kind").upper() == "REFUND"


def read_refund(transaction: Node, currency: str, reading: Reading) -> Refund:
    """A refund, with its amount if that is in `currency`."""
    paid = transaction.node("amountSet").node("presentmentMoney")
    is_told = bool(currency) and paid.text("currencyCode") == currency
    cents = reading.read("refund_amount", paid.text("amount"), lambda text: money(text, currency), None)
    state = _state(status_words.refund_state(transaction.text("status")))
    if state is None:
        reading.unknown("refund_state", transaction.text("status"))
    return Refund(state or RefundState.UNKNOWN, cents if is_told else None, transaction.id("id"))


def _state(found: RefundState | Literal["none"] | None) -> RefundState | None:
    return found if isinstance(found, RefundState) else None


def read_return(node: Node, reading: Reading, order_says: str = "") -> Return:
    """A return. An open one counts as inspected once its order says so."""
    word = node.text("status")
    found = status_words.return_state(word)
    if not isinstance(found, ReturnState):
        reading.unknown("return_state", word)
        found = ReturnState.UNKNOWN
    if found is ReturnState.APPROVED and order_says == _INSPECTED:
        found = ReturnState.INSPECTED
    return Return(found, node.id("id"))

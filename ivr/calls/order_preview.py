"""What callers hear of an order now, by the same code as live calls. Nothing of it is recorded or counted."""

from dataclasses import dataclass, replace
from typing import Literal

from ivr.calls.ports import Webhook
from ivr.calls.turn_handler import TurnHandler
from ivr.engine.spoken import Spoken
from ivr.flows.context import new_call
from ivr.flows.order_context import prepare_order
from ivr.flows.services import Services
from ivr.orders.identity.verification import Level, Needs
from ivr.orders.model import Order
from routing.model import Routing

SID = "CA-looked-at"
MOST_NUMBERS = 3
"""Telephone numbers of an order whose calls are previewed."""

CallBegins = Literal["told", "another", "choice", "person", "not_under_way", "not_recognised", "factor", "unseen"]
"""The beginning of a call: the order is told at once, or another one; there is a choice of several; the caller goes to
a person; no order is under way; the number identifies nobody; a proof is asked for; the orders did not answer.
"""


@dataclass(frozen=True, slots=True)
class SpokenOrder:
    """The sentences on an order in one language: to callers known by number alone, and those that a proof adds."""

    language: str
    by_number: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberPreview:
    """How a call from a number (E.164) of the order begins."""

    number: str
    begins: CallBegins


def spoken_order(calls: TurnHandler, order: Order) -> tuple[SpokenOrder, ...]:
    """What callers hear of an order now, in the customer's language first. Raises LookupError if words are missing."""
    services = calls.services(calls.clock())
    dialled = _dialled(services.floor.routing, order.brand)
    languages = sorted(services.languages, key=lambda each: not order.language.startswith(each.partition("-")[0]))
    return tuple(_spoken(calls, services, order, dialled, language) for language in languages)


def number_previews(calls: TurnHandler, order: Order) -> tuple[NumberPreview, ...]:
    """How calls from the telephone numbers of an order begin now."""
    dialled = _dialled(calls.services(calls.clock()).floor.routing, order.brand)
    numbers = dict.fromkeys(phone.e164 for phone in order.phones if phone.e164)
    return tuple(_number(calls, order, dialled, number) for number in list(numbers)[:MOST_NUMBERS])


def _dialled(routing: Routing, brand: str) -> str:
    """A number that callers of a brand dial; empty without one, for the words of the whole line."""
    return next((dialled for dialled, number in routing.numbers.items() if (number.brand or "") == brand), "")


def _spoken(calls: TurnHandler, services: Services, order: Order, dialled: str, language: str) -> SpokenOrder:
    def at(level: Level) -> tuple[str, ...]:
        call = new_call(SID, "", dialled, language)
        call.languages = replace(call.languages, wording=services.floor.version)
        prepare_order(call, services, order, level)
        spoken = (Spoken(line, language, call.voice_profile) for line in call.prepared("order"))
        return tuple(map(calls.words, spoken))

    by_number = at(Level.STATUS)
    return SpokenOrder(language, by_number, tuple(each for each in at(Level.DETAILS) if each not in by_number))


def _number(calls: TurnHandler, order: Order, dialled: str, number: str) -> NumberPreview:
    call, recognised = calls.recognised(Webhook(SID, number, dialled))
    begins: CallBegins
    match recognised:
        case "one":
            begins = "told" if call.context.order.number == order.number else "another"
        case "again":
            begins = "person"
        case "several":
            begins = "choice"
        case "none":
            begins = "not_recognised" if call.context.identity.needs is Needs.BOTH else "not_under_way"
        case "factor" | "doubtful":
            begins = "factor"
        case "unseen":
            begins = "unseen"
    return NumberPreview(number, begins)

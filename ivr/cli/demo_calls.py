"""The calls of the demo: who rings, what they do, and what they must hear."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ivr.emulator import Phone
from ivr.orders.samples.personas import PERSONAS

STRANGER = "+14155550142"
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """One call. `talk` acts and checks on a phone; it raises Unexpected when the line says something else."""

    title: str
    caller: str
    talk: Callable[[Phone], object]


def scenes(rows: Rows) -> tuple[Scene, ...]:
    """The calls, over the orders of a sample file."""
    known = PERSONAS["out_for_delivery"]
    order = next(row for row in rows if row["phone"] == known.phone)
    number, postcode = order["order_number"], order["postcode"]
    return (
        Scene(
            "A customer rings. The line knows the number.",
            known.phone,
            lambda phone: phone.dials().hears("between 2 and 6").offers("0"),
        ),
        Scene(
            "A customer whose orders are in Spanish rings.",
            PERSONAS["spanish"].phone,
            lambda phone: phone.dials().hears("entre las dos y las seis").offers("0"),
        ),
        Scene(
            "A customer has three orders under way, and asks for the second.",
            PERSONAS["several"].phone,
            lambda phone: phone.dials().hears("3 orders").presses("2").hears("order"),
        ),
        Scene(
            "Somebody rings from another phone, and gives the order number and the ZIP code.",
            STRANGER,
            lambda phone: (
                phone.dials()
                .says("where is my order")
                .hears("order number")
                .presses(f"{number}#")
                .hears("ZIP code")
                .presses(f"{postcode}#")
                .hears("between 2 and 6")
            ),
        ),
        Scene(
            "A customer whose order is late wants to speak with somebody.",
            PERSONAS["late"].phone,
            lambda phone: phone.dials().hears("running late").says("I want to talk to a person").is_in_queue("care-en"),
        ),
    )

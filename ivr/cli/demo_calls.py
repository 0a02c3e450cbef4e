"""The calls of the demo: callers, their actions, the words they must hear, and the printing of a call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ivr.emulator import Phone
from ivr.emulator.transcript import TranscriptLine
from ivr.orders.samples.personas import PERSONAS

STRANGER = "+14155550142"
_SPEAKERS = {"line": "Line", "caller": "Caller", "other": "Agent"}
_STYLES = {"line": "bold cyan", "caller": "bold green", "other": "bold magenta"}
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One call. `talk` makes it on a phone, and raises Unexpected if the line says something else than it should."""

    title: str
    caller: str
    talk: Callable[[Phone], object]


def demo_calls(rows: Rows) -> tuple[DemoCall, ...]:
    """The calls, for the orders of a sample file."""
    known = PERSONAS["out_for_delivery"]
    order = next(row for row in rows if row["phone"] == known.phone)
    number, postcode = order["order_number"], order["postcode"]
    return (
        DemoCall(
            "A customer rings. The line knows the number.",
            known.phone,
            lambda phone: phone.dials().hears("between 2 and 6").offers("0"),
        ),
        DemoCall(
            "A customer whose orders are in Spanish rings.",
            PERSONAS["spanish"].phone,
            lambda phone: phone.dials().hears("entre las dos y las seis").offers("0"),
        ),
        DemoCall(
            "A customer has three orders under way, and asks for the second.",
            PERSONAS["several"].phone,
            lambda phone: phone.dials().hears("3 orders").presses("2").hears("order"),
        ),
        DemoCall(
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
        DemoCall(
            "A customer whose order is late wants to speak with somebody.",
            PERSONAS["late"].phone,
            lambda phone: phone.dials().hears("running late").says("I want to talk to a person").is_in_queue("care-en"),
        ),
    )


def shop_calls(customer: str) -> tuple[DemoCall, DemoCall]:
    """The calls of a customer of the connected shop, before and after the parcel moved."""
    return (
        DemoCall(
            "A customer of a shop on Shopify rings.",
            customer,
            lambda phone: phone.dials().hears("on its way", "tomorrow").offers("0"),
        ),
        DemoCall(
            "The same customer rings again.",
            customer,
            lambda phone: phone.dials().hears("out for delivery", "today").offers("0"),
        ),
    )


def write_call(console: Console, number: str, lines: list[TranscriptLine]) -> None:
    """Print a call as a dialogue, with the number of keys that the caller pressed."""
    play = Table.grid(padding=(0, 2))
    play.add_column(justify="right", no_wrap=True)
    play.add_column()
    for line in lines:
        play.add_row(*_row(line))
    keys = sum(len(line.words) for line in lines if line.kind == "keys")
    console.print(Padding(play, (0, 0, 0, 2)))
    console.print(Text(f"\n  {number} · {keys} key{'' if keys == 1 else 's'} pressed", style="dim"))


def _row(line: TranscriptLine) -> tuple[Text, Text]:
    name = Text(_SPEAKERS[line.who], style=_STYLES[line.who])
    if line.kind == "note":
        return Text(""), Text(f"({line.words})", style="dim italic")
    if line.kind == "keys":
        return name, Text(f"(presses {' '.join(line.words)})", style="italic")
    if line.kind == "play":
        return name, Text(f"(plays {line.words})", style="italic")
    return name, Text(line.words)

"""The share of composing the prompts and rendering the document in a known caller's first turn."""

from collections.abc import Callable
from datetime import datetime
from time import process_time
from zoneinfo import ZoneInfo

from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.adapters.resilience.cached_value import RefreshedValue
from ivr.adapters.speech.brand_speakers import BrandSpeakers
from ivr.adapters.telemetry.metrics import meters
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio.render import Renderer
from ivr.calls.prompt_registry import WANTED
from ivr.engine.call import Languages
from ivr.engine.effects import Say, Turn
from ivr.engine.spoken import Spoken
from ivr.flows import FLOWS
from ivr.flows.context import new_call
from ivr.orders.delivery_status import delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.status_message import status_lines
from prompts.catalogue import Catalogue
from prompts.facts import Line, Text
from prompts.wording import Editor
from routing.decide import CompiledRouting
from routing.document import DEFAULT, read_file
from tools.bench import stock

LANGUAGES = ("en-US", "es-MX")
MENU = "main_line.after_order"


def composing(repeat: int = 300) -> float:
    """Microseconds to tell an order, find the words of the sentences and the menu after it, and render them."""
    now = datetime.now(ZoneInfo(stock.ZONE))
    order = next(stock.orders(now, 1))
    editor = Editor(Catalogue.load(LANGUAGES), WANTED)
    floor = RoutingRuntime(RefreshedValue(_snapshot, first=_snapshot(), every=60, failed=print), older=lambda _: None)
    wordings = BrandSpeakers(editor, floor, lambda: now, TurnLog(meters()))
    renderer = Renderer(speaker=wordings.of, phrases=editor.catalogue.phrases)
    call = new_call("CA1", stock.number(0), "", LANGUAGES[0])
    call.at, call.languages = MENU, Languages(offered=tuple(LANGUAGES))
    menu = FLOWS.step(MENU).enter(call, None)

    def compose() -> None:
        lines = (
            Line("greeting", {"brand": Text("Northwind")}),
            *status_lines(delivery_status(order, now), level=Level.STATUS),
        )
        said = Say(tuple(Spoken(line, call.language) for line in lines))
        renderer(Turn((said, *menu.effects), ()), call, action="https://line.example/voice/CA1/1?s=state")

    return min(_seconds(compose, repeat) for _ in range(10)) / repeat * 1e6


def _snapshot() -> RoutingSnapshot:
    return RoutingSnapshot(CompiledRouting(read_file(DEFAULT), version=1))


def _seconds(action: Callable[[], None], repeat: int) -> float:
    began = process_time()
    for _ in range(repeat):
        action()
    return process_time() - began

"""Opening hours and stores: what the shop tells anybody who asks."""

from typing import Literal

from ivr.flows.context import LineCall, Topic
from ivr.flows.order_context import announced_lines
from ivr.flows.services import LineFlow, Services
from routing.brands import store_info_at

store_info = LineFlow("store_info", start="look")


@store_info.decide(told="tell", unknown="hand_off")
def look(call: LineCall, services: Services) -> Literal["told", "unknown"]:
    """The shop's own words, in the caller's language."""
    call.context.topic = Topic("store_info")
    message = store_info_at(services.floor.document(call.voice_profile.version), call.dnis, call.language)
    call.prepare("store_info", announced_lines(message))
    return "told" if message else "unknown"


store_info.say("tell", prepared="store_info", then="main_line.anything_else")

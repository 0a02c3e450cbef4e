"""TwiML that connects a caller to people, by the kind of destination."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from ivr.adapters.twilio.addresses import beside, page
from ivr.adapters.twilio.twiml import Xml, element, escaped, joined
from ivr.effects.hand_off import HandOff
from ivr.engine.call import Destination
from ivr.flows.context import LineCall

RING_SECONDS = 30
LONGEST_QUEUE_NAME = 64
LONGEST_SIP_HEADERS = 1023
"""Characters of all headers together (Twilio: `<Sip>`)."""

_TOLD = ("issue", "problem", "order", "late", "try")
"""The fields of the story that are given to the other side. They contain no name and no number of the caller."""

_LONGEST_VALUE = 100
_E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Connection:
    """A hand-off of a caller.

    `action` is the address at which the call continues afterwards; with "", the document continues. `context` is the
    information for the other side. `caller_id` is the number shown to it; with "", Twilio shows the caller's number.
    Callers with a higher `priority` are served first if Twilio keeps the queue.
    """

    to: Destination
    action: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    caller_id: str = ""
    priority: int = 0


def connection(call: LineCall, effect: HandOff, *, action: str) -> Connection:
    """The hand-off of a caller. The other side is shown our number, so that it does not store the caller's.

    The context contains the address of the call's page, for the agent's screen; opening it requires a sign-in.
    """
    story = effect.story
    told = {name: story[name][:_LONGEST_VALUE] for name in _TOLD if story.get(name)}
    caller_id = call.dnis if _E164.fullmatch(call.dnis) else ""
    context = {"call": call.sid, "page": page(action, call.sid), "language": call.language, **told}
    return Connection(effect.destination, action, context, caller_id, effect.priority)


def connect(connection: Connection) -> Xml:
    """The verb that connects the caller. Raises KeyError for an unknown kind of destination."""
    return _KINDS[connection.to.kind](connection)


def _desk(connection: Connection) -> Xml:
    """A Twilio queue, from which agents on the desk line take callers."""
    name = connection.to.address[:LONGEST_QUEUE_NAME]
    return element("Enqueue", _answering(connection) | _waiting(connection), escaped(name))


def _taskrouter(connection: Connection) -> Xml:
    """A task of a TaskRouter workflow. Twilio adds the attributes of the call."""
    task = element("Task", {"priority": connection.priority or None}, escaped(json.dumps(connection.context)))
    workflow: dict[str, str | None] = {"workflowSid": connection.to.address}
    return element("Enqueue", workflow | _answering(connection) | _waiting(connection), task)


def _dial(connection: Connection) -> Xml:
    """One telephone. The person who answers hears the whisper first."""
    return _dialling(connection, element("Number", _whispering(connection), escaped(connection.to.address)))


def _ring(connection: Connection) -> Xml:
    """Several telephones at once. The first person to answer hears the whisper and gets the caller."""
    nouns = (element("Number", _whispering(connection), escaped(each)) for each in connection.to.address.split(","))
    return _dialling(connection, joined(nouns))


def _sip(connection: Connection) -> Xml:
    """A SIP address. The context is sent in headers, and the person who answers hears the whisper first."""
    address, _, own = connection.to.address.partition("?")
    headers = "&".join(_headers(connection.context, own))
    called = escaped(f"{address}?{headers}" if headers else address)
    return _dialling(connection, element("Sip", _whispering(connection), called))


def _dialling(connection: Connection, noun: Xml) -> Xml:
    attributes = {"timeout": str(RING_SECONDS), "callerId": connection.caller_id or None}
    return element("Dial", _answering(connection) | attributes, noun)


def _whispering(connection: Connection) -> dict[str, str | None]:
    return {"url": beside(connection.action, "whisper"), "method": "POST"} if connection.action else {}


def _answering(connection: Connection) -> dict[str, str | None]:
    return {"action": connection.action, "method": "POST"} if connection.action else {}


def _waiting(connection: Connection) -> dict[str, str | None]:
    if not connection.action:
        return {}
    return {"waitUrl": beside(connection.action, "waiting"), "waitUrlMethod": "POST"}


def _headers(context: Mapping[str, str], own: str) -> list[str]:
    """Headers in query form, those of the address itself first. Headers beyond Twilio's limit are omitted."""
    headers, room = [own] if own else [], LONGEST_SIP_HEADERS - len(own)
    for name, value in context.items():
        header = f"X-Wismo-{name.title()}={quote(value, safe='', errors='replace')}"
        room -= len(header) + 1
        if room >= 0:
            headers.append(header)
    return headers


_KINDS: Mapping[str, Callable[[Connection], Xml]] = {
    "desk": _desk,
    "taskrouter": _taskrouter,
    "ring": _ring,
    "dial": _dial,
    "sip": _sip,
}

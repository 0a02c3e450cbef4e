"""Finds the errors of a TwiML document by Twilio's own library and documentation.

    from tests.adapters.twilio.grammar import check_document
    assert check_document(document) == []
    assert check_document(document, place="waiting") == []

Elements, their nesting and their attributes are read out of `twilio.twiml.voice_response`; what that does not
say (stray text, order, limits, what a queue or a whisper may hold) is written here with its error code.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse

PLACES: Mapping[str, frozenset[str] | None] = {
    "call": None,
    "waiting": frozenset({"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"}),
    "whisper": frozenset({"Say", "Play", "Pause", "Gather", "Hangup"}),
    "queued": frozenset({"Play", "Say", "Pause", "Redirect"}),
}
"""Which verbs a document may hold: in a call all; for a caller in a queue, for who answers, before a queue ends."""

LAST_VERBS = frozenset({"Hangup", "Redirect", "Reject", "Leave"})
URLS = frozenset({"action", "url", "waitUrl", "statusCallback", "recordingStatusCallback", "partialResultCallback"})


def check_document(xml: str, *, place: str = "call") -> list[str]:
    """Everything that is wrong, in words; nothing when the document is good."""
    if len(xml.encode()) > 65_536:
        return ["11750: the document is over 64 kB"]
    try:
        root = ET.fromstring(xml)
    except ET.ParseError as error:
        return [f"12100: {error}"]
    if root.tag != "Response":
        return [f"12100: the root is {root.tag}"]
    return [*_element(root, VoiceResponse), *_verbs(root, place)]


@cache
def children(kind: type[TwiML]) -> Mapping[str, tuple[type[TwiML], frozenset[str], bool]]:
    """The allowed content of an element: children (name to class), attributes, and whether text is allowed."""
    names = [name for name in dir(kind) if not name.startswith("_") and name not in dir(TwiML)]
    made = [_make(getattr(_make(kind), name)) for name in names]
    return {child.name: (type(child), frozenset(child.attrs), child.value is not None) for child in made}


def _make(maker: Callable[..., Any]) -> Any:
    """Call a constructor with a word for every parameter that it names."""
    parameters = inspect.signature(maker).parameters.values()
    return maker(**{each.name: "x" for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD})


def _element(parent: ET.Element, kind: type[TwiML]) -> Iterator[str]:
    allowed = children(kind)
    for child in parent:
        if child.tail and child.tail.strip() and parent.tag != "Say":
            yield f"12200: stray text after {child.tag}"
        if child.tag not in allowed:
            yield f"12200: {child.tag} does not belong in {parent.tag}"
            continue
        child_kind, attributes, holds_text = allowed[child.tag]
        yield from (f"12200: {child.tag} has no attribute {name}" for name in set(child.attrib) - attributes)
        if (child.text or "").strip() and not holds_text:
            yield f"12200: stray text in {child.tag}"
        yield from _attributes(child)
        yield from CHECKS.get(child.tag, _nothing)(child)
        yield from _element(child, child_kind)


def _verbs(root: ET.Element, place: str) -> Iterator[str]:
    if (root.text or "").strip():
        yield "12200: stray text in Response"
    for number, verb in enumerate(root):
        allowed = PLACES[place]
        if allowed is not None and verb.tag not in allowed:
            yield f"{verb.tag} may not stand in a document for {place}"
        if verb.tag == "Reject" and number:
            yield "Reject comes first or not at all"
        if verb.tag in LAST_VERBS and number < len(root) - 1:
            yield f"nothing after {verb.tag} is reached"
        if place == "waiting" and verb.tag == "Gather" and verb.get("input") == "dtmf speech":
            yield "in a queue, Gather listens for keys or speech, not both"


def _attributes(element: ET.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in URLS:
            yield from _url(element.tag, value)
        if name.lower().endswith("method") and value not in ("GET", "POST"):
            yield f"12200: {element.tag} {name} is {value}"
        if name in ("timeout", "numDigits", "maxLength", "length") and not _positive(value):
            yield f"12200: {element.tag} {name} is {value}"


def _url(tag: str, value: str) -> Iterator[str]:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.hostname or " " in value:
        yield f"11100: {tag} has the address {value!r}"


def _say(say: ET.Element) -> Iterator[str]:
    text = "".join(say.itertext())
    if not text.strip():
        yield "13520: there is nothing to say"
    if len(text) > 3000 or len(quote(text, safe="")) > 4500:
        yield "13521: too long to say"


def _gather(gather: ET.Element) -> Iterator[str]:
    if not gather.get("action"):
        yield "a Gather without an action asks for the same document again and again"
    if not set(gather.get("input", "dtmf").split()) <= {"dtmf", "speech"}:
        yield "13329: input"
    if re.search(r"[^0-9*#]", gather.get("finishOnKey", "")):
        yield "13310: finishOnKey"
    if gather.get("speechTimeout") == "auto" and gather.get("speechModel", "default"):
        yield "13335: speechTimeout must be a number"
    hints = gather.get("hints", "").split(",")
    if len(hints) > 500 or any(len(hint) > 100 for hint in hints):
        yield "13332: hints"


def _dial(dial: ET.Element) -> Iterator[str]:
    nouns = {child.tag for child in dial}
    if len(nouns & {"Queue", "Conference"}) and len(dial) > 1:
        yield "13000: a queue or conference is dialled alone"
    if not len(dial) and not (dial.text or "").strip():
        yield "there is nobody to dial"
    if not 5 <= int(dial.get("timeout", "30")) <= 600:
        yield "13212: timeout"
    if not re.fullmatch(r"\+[1-9]\d{6,14}|", dial.get("callerId", "")):
        yield "13214: callerId"


def _number(number: ET.Element) -> Iterator[str]:
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number.text or ""):
        yield "13223: the number is not E.164"


def _sip(sip: ET.Element) -> Iterator[str]:
    address, _, headers = (sip.text or "").partition("?")
    if not re.fullmatch(r"sips?:[^\s@]+@[^\s@]+", address) or len(address) >= 255:
        yield "13241: the SIP address"
    if len(headers) >= 1024:
        yield "13253: the headers are too long"
    names = [header.partition("=")[0] for header in headers.split("&") if header]
    if any(not re.fullmatch(r"x-[A-Za-z0-9-]+|User-to-User", name, re.IGNORECASE) for name in names):
        yield "13252: a header's name"
    if re.search(r"[^A-Za-z0-9_.!~*'()%&=-]", headers):
        yield "13252: a header's value"


def _enqueue(enqueue: ET.Element) -> Iterator[str]:
    name = (enqueue.text or "").strip()
    if bool(name) == bool(enqueue.get("workflowSid")):
        yield "Enqueue needs a name or a workflow, and not both"
    if len(name) > 64:
        yield "the queue's name is over 64 characters"


def _task(task: ET.Element) -> Iterator[str]:
    try:
        attributes = json.loads(task.text or "")
    except ValueError:
        attributes = None
    if not isinstance(attributes, dict):
        yield "40001: the task is not a JSON object"


def _address(element: ET.Element) -> Iterator[str]:
    yield from _url(element.tag, element.text or "")


def _record(record: ET.Element) -> Iterator[str]:
    if not record.get("action"):
        yield "11100: a recording without an action asks for the same document again"


def _nothing(_element: ET.Element) -> Iterator[str]:
    return iter(())


def _positive(value: str) -> bool:
    return value.isdecimal() and int(value) > 0


CHECKS: Mapping[str, Callable[[ET.Element], Iterator[str]]] = {
    "Say": _say,
    "Gather": _gather,
    "Dial": _dial,
    "Number": _number,
    "Sip": _sip,
    "Enqueue": _enqueue,
    "Task": _task,
    "Redirect": _address,
    "Play": _address,
    "Record": _record,
}

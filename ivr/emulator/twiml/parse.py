"""Reads an answer of the application into verbs, by its Content-Type (Twilio: how Twilio interacts with your app).

XML from outside holds elements only: a document type is refused, so no entity can be declared or fetched.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.attributes import read_attributes
from ivr.emulator.twiml.dial_nouns import read_dial
from ivr.emulator.twiml.document_kinds import CALL, GATHER, WAITING, DocumentKind
from ivr.emulator.twiml.errors import CONTENT_TYPE, PARSE, SCHEMA, TOO_LARGE, Flaw, TwimlError
from ivr.emulator.twiml.ssml import read_say

TWIML = frozenset({"text/xml", "application/xml", "text/html"})
LARGEST_DOCUMENT = 64 * 1024
MOST_HINTS = 500
LONGEST_HINT = 100
LONGEST_QUEUE_NAME = 64


@dataclass(frozen=True, slots=True)
class Document:
    verbs: tuple[v.Verb, ...]
    warnings: tuple[Flaw, ...] = ()


def document_of(body: bytes, content_type: str, url: str, kind: DocumentKind = CALL) -> Document:
    """TwiML as its verbs; audio as a Play; plain text that is no TwiML as a Say. Raises TwimlError."""
    mime = content_type.partition(";")[0].strip().lower()
    if mime in TWIML:
        return parse(body, kind)
    if mime.startswith("audio/"):
        return Document((v.Play(url=url),))
    if mime == "text/plain":
        return _plain(body, kind)
    raise TwimlError(CONTENT_TYPE, f"the content type {mime or '(none)'} cannot be executed")


def _plain(body: bytes, kind: DocumentKind) -> Document:
    try:
        return parse(body, kind)
    except TwimlError:
        return Document((v.Say(words=" ".join(body.decode(errors="replace").split())),))


def parse(body: bytes, kind: DocumentKind = CALL) -> Document:
    """The verbs of a TwiML document of this kind; raises TwimlError if Twilio would not execute it."""
    root = read_tree(body)
    if root.tag != "Response":
        raise TwimlError(PARSE, f"the root is <{root.tag}>, not <Response>")
    warnings: list[Flaw] = []
    found = tuple(_verbs(root, kind, warnings))
    if _has_stray_text(root):
        warnings.append(Flaw(SCHEMA, "text stands outside of the verbs"))
    if any(isinstance(verb, v.Reject) for verb in found[1:]):
        warnings.append(Flaw(SCHEMA, "Reject works only as the first verb"))
    return Document(found, tuple(warnings))


def read_tree(body: bytes) -> Element:
    """The root element of `body`; raises TwimlError 11750 (over 64 kB) or 12100 (not well-formed)."""
    if len(body) > LARGEST_DOCUMENT:
        raise TwimlError(TOO_LARGE, f"a document of {len(body)} bytes; 64 kB are allowed")
    builder = TreeBuilder()
    try:
        _parser_into(builder).Parse(body, True)
    except expat.ExpatError as error:
        raise TwimlError(PARSE, f"not well-formed: {error}") from error
    return builder.close()


def _parser_into(builder: TreeBuilder) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    return parser


def _refuse_doctype(*_declaration: object) -> None:
    raise TwimlError(PARSE, "a document type declaration is not allowed")


def _has_stray_text(element: Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _verbs(parent: Element, kind: DocumentKind, warnings: list[Flaw]) -> Iterator[v.Verb]:
    for element in parent:
        verb = _verb(element, kind, warnings)
        if verb is not None:
            yield verb


def _verb(element: Element, kind: DocumentKind, warnings: list[Flaw]) -> v.Verb | None:
    if element.tag not in _READERS:
        warnings.append(Flaw(SCHEMA, f"<{element.tag}> is not a verb known here"))
        return None
    objection = kind.objection(element.tag)
    if objection:
        warnings.append(objection)
        return None
    verb = _READERS[element.tag](element, warnings)
    if kind is WAITING and isinstance(verb, v.Gather) and len(verb.input) > 1:
        warnings.append(Flaw(SCHEMA, "a Gather in a waitUrl takes keys or speech, not both"))
    return verb


def _read_play(element: Element, warnings: list[Flaw]) -> v.Play:
    return v.Play(url=_text_of(element), **read_attributes(v.Play, element, warnings))


def _read_pause(element: Element, warnings: list[Flaw]) -> v.Pause:
    return v.Pause(**read_attributes(v.Pause, element, warnings))


def _read_gather(element: Element, warnings: list[Flaw]) -> v.Gather:
    prompts = tuple(verb for verb in _verbs(element, GATHER, warnings) if isinstance(verb, v.Say | v.Play | v.Pause))
    if any(isinstance(prompt, v.Play) and prompt.digits for prompt in prompts):
        raise TwimlError(GATHER.refuses, "<Play digits> is not allowed in Gather")
    gather = v.Gather(prompts=prompts, **read_attributes(v.Gather, element, warnings))
    hints = gather.hints.split(",")
    if len(hints) > MOST_HINTS or max(len(hint.strip()) for hint in hints) > LONGEST_HINT:
        warnings.append(Flaw(SCHEMA, f"hints: {MOST_HINTS} of {LONGEST_HINT} characters are allowed"))
    return gather


def _read_redirect(element: Element, warnings: list[Flaw]) -> v.Redirect:
    return v.Redirect(url=_text_of(element), **read_attributes(v.Redirect, element, warnings))


def _read_hangup(element: Element, warnings: list[Flaw]) -> v.Hangup:
    return v.Hangup(**read_attributes(v.Hangup, element, warnings))


def _read_leave(element: Element, warnings: list[Flaw]) -> v.Leave:
    return v.Leave(**read_attributes(v.Leave, element, warnings))


def _read_reject(element: Element, warnings: list[Flaw]) -> v.Reject:
    reject = v.Reject(**read_attributes(v.Reject, element, warnings))
    return reject if reject.reason in {"rejected", "busy"} else replace(reject, reason="rejected")


def _read_enqueue(element: Element, warnings: list[Flaw]) -> v.Enqueue:
    task = element.find("Task")
    name = (element.text or "").strip()
    if len(name) > LONGEST_QUEUE_NAME:
        warnings.append(Flaw(SCHEMA, f"a queue's name has at most {LONGEST_QUEUE_NAME} characters"))
    return v.Enqueue(
        queue=name,
        task=None if task is None else _read_task(task, warnings),
        **read_attributes(v.Enqueue, element, warnings),
    )


def _read_task(element: Element, warnings: list[Flaw]) -> v.Task:
    return v.Task(attributes=_text_of(element), **read_attributes(v.Task, element, warnings))


def _read_record(element: Element, warnings: list[Flaw]) -> v.Record:
    return v.Record(**read_attributes(v.Record, element, warnings))


def _text_of(element: Element) -> str:
    return "".join(element.itertext()).strip()


_READERS: dict[str, Callable[[Element, list[Flaw]], v.Verb | None]] = {
    "Say": read_say,
    "Play": _read_play,
    "Pause": _read_pause,
    "Gather": _read_gather,
    "Redirect": _read_redirect,
    "Hangup": _read_hangup,
    "Leave": _read_leave,
    "Reject": _read_reject,
    "Enqueue": _read_enqueue,
    "Dial": read_dial,
    "Record": _read_record,
}

"""From XML to verbs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.attributes import read_attributes
from ivr.emulator.twiml.dial import read_dial
from ivr.emulator.twiml.errors import PARSE, SAY_EMPTY, SAY_LANGUAGE, SAY_TEXT, SCHEMA, Flaw, TwimlError
from ivr.emulator.twiml.places import CALL, GATHER, WAITING, Place
from ivr.emulator.twiml.say import spoken, too_long, unknown_tags
from ivr.emulator.twiml.tree import read_tree

MOST_HINTS = 500
LONGEST_HINT = 100
LONGEST_QUEUE_NAME = 64


@dataclass(frozen=True, slots=True)
class Document:
    verbs: tuple[v.Verb, ...]
    warnings: tuple[Flaw, ...] = ()


def parse(body: bytes, place: Place = CALL) -> Document:
    """The verbs of a TwiML document that runs in `place`; raises TwimlError where Twilio gives up on it."""
    root = read_tree(body)
    if root.tag != "Response":
        raise TwimlError(PARSE, f"the root is <{root.tag}>, not <Response>")
    warnings: list[Flaw] = []
    found = tuple(_verbs(root, place, warnings))
    if stray_text(root):
        warnings.append(Flaw(SCHEMA, "text stands outside of the verbs"))
    if any(isinstance(verb, v.Reject) for verb in found[1:]):
        warnings.append(Flaw(SCHEMA, "Reject works only as the first verb"))
    return Document(found, tuple(warnings))


def stray_text(element: Element) -> bool:
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _verbs(parent: Element, place: Place, warnings: list[Flaw]) -> Iterator[v.Verb]:
    for element in parent:
        verb = _verb(element, place, warnings)
        if verb is not None:
            yield verb


def _verb(element: Element, place: Place, warnings: list[Flaw]) -> v.Verb | None:
    if element.tag not in READERS:
        warnings.append(Flaw(SCHEMA, f"<{element.tag}> is not a verb known here"))
        return None
    objection = place.objection(element.tag)
    if objection:
        warnings.append(objection)
        return None
    verb = READERS[element.tag](element, warnings)
    if place is WAITING and isinstance(verb, v.Gather) and len(verb.input) > 1:
        warnings.append(Flaw(SCHEMA, "a Gather in a waitUrl takes keys or speech, not both"))
    return verb


def _read_say(element: Element, warnings: list[Flaw]) -> v.Say | None:
    say = v.Say(words=spoken(element), **read_attributes(v.Say, element, warnings))
    warnings += [Flaw(SCHEMA, f"<{tag}> is not allowed in Say") for tag in unknown_tags(element)]
    if not say.words:
        warnings.append(Flaw(SAY_EMPTY, "Say holds no words"))
        return None
    if too_long(element, say.voice):
        warnings.append(Flaw(SAY_TEXT, "the text of Say is too long and is not spoken"))
        return None
    voice_language = v.language_of_voice(say.voice)
    if voice_language and say.language and voice_language != say.language:
        warnings.append(Flaw(SAY_LANGUAGE, f"{say.voice} does not speak {say.language}"))
        return None
    return say


def _read_play(element: Element, warnings: list[Flaw]) -> v.Play:
    return v.Play(url=text_of(element), **read_attributes(v.Play, element, warnings))


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
    return v.Redirect(url=text_of(element), **read_attributes(v.Redirect, element, warnings))


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
    return v.Task(attributes=text_of(element), **read_attributes(v.Task, element, warnings))


def _read_record(element: Element, warnings: list[Flaw]) -> v.Record:
    return v.Record(**read_attributes(v.Record, element, warnings))


def text_of(element: Element) -> str:
    return "".join(element.itertext()).strip()


READERS: dict[str, Callable[[Element, list[Flaw]], v.Verb | None]] = {
    "Say": _read_say,
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

"""The nouns in <Dial>: numbers, SIP addresses, clients, a queue or a conference."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.attributes import read_attributes
from ivr.emulator.twiml.errors import CONFERENCE_MIXED, SCHEMA, Flaw, TwimlError

BEEPS = ("true", "false", "onEnter", "onExit")
CONFERENCE_EVENTS = v.names("start end join leave mute hold modify speaker announcement")
LONGEST_LABEL = 128


def read_dial(element: Element, warnings: list[Flaw]) -> v.Dial:
    """Raises TwimlError 13000 if a queue or conference stands beside another noun."""
    nouns = [noun for noun in (_read_noun(child, warnings) for child in element) if noun is not None]
    plain = (element.text or "").strip()
    if plain:
        nouns.insert(0, v.Number(address=plain))
    alone = [noun for noun in nouns if isinstance(noun, v.Queue | v.Conference)]
    if alone and len(nouns) > 1:
        raise TwimlError(CONFERENCE_MIXED, "a conference or queue must be the only one that is dialled")
    return v.Dial(nouns=tuple(nouns), **read_attributes(v.Dial, element, warnings))


def _read_noun(element: Element, warnings: list[Flaw]) -> v.Noun | None:
    if element.tag not in NOUNS:
        warnings.append(Flaw(SCHEMA, f"<{element.tag}> cannot be dialled here"))
        return None
    return NOUNS[element.tag](element, warnings)


def _read_number(element: Element, warnings: list[Flaw]) -> v.Number:
    return v.Number(address=_text(element), **read_attributes(v.Number, element, warnings))


def _read_sip(element: Element, warnings: list[Flaw]) -> v.Sip:
    return v.Sip(address=_text(element), **read_attributes(v.Sip, element, warnings))


def _read_client(element: Element, warnings: list[Flaw]) -> v.Client:
    identity = element.findtext("Identity") or _text(element)
    given = tuple((p.get("name", ""), p.get("value", "")) for p in element.findall("Parameter"))
    attributes = read_attributes(v.Client, element, warnings)
    return v.Client(address=f"client:{identity.strip()}", parameters=given, **attributes)


def _read_queue(element: Element, warnings: list[Flaw]) -> v.Queue:
    return v.Queue(name=_text(element), **read_attributes(v.Queue, element, warnings))


def _read_conference(element: Element, warnings: list[Flaw]) -> v.Conference:
    noun = v.Conference(name=_text(element), **read_attributes(v.Conference, element, warnings))
    unknown = sorted({*noun.status_callback_event} - CONFERENCE_EVENTS)
    if unknown:
        warnings.append(Flaw(SCHEMA, f"Conference statusCallbackEvent {unknown[0]} is not known"))
    if noun.beep not in BEEPS:
        warnings.append(Flaw(SCHEMA, f"Conference beep is one of {', '.join(BEEPS)}"))
    if len(noun.participant_label) > LONGEST_LABEL:
        warnings.append(Flaw(SCHEMA, f"Conference participantLabel has at most {LONGEST_LABEL} characters"))
    return noun


def _text(element: Element) -> str:
    return (element.text or "").strip()


NOUNS: dict[str, Callable[[Element, list[Flaw]], v.Noun]] = {
    "Number": _read_number,
    "Sip": _read_sip,
    "Client": _read_client,
    "Queue": _read_queue,
    "Conference": _read_conference,
}

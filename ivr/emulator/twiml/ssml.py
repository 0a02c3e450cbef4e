"""The words of <Say>, plain or in SSML, and their maximum length."""

from urllib.parse import quote
from xml.etree.ElementTree import Element, tostring

from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.attributes import read_attributes
from ivr.emulator.twiml.errors import SAY_EMPTY, SAY_LANGUAGE, SAY_TEXT, SCHEMA, Flaw
from ivr.emulator.twiml.verbs import names

SSML = names("break emphasis lang p phoneme prosody s say-as sub w")
BREAKS_WORDS = frozenset({"break", "p", "s"})


def read_say(element: Element, warnings: list[Flaw]) -> v.Say | None:
    say = v.Say(words=_spoken(element), **read_attributes(v.Say, element, warnings))
    warnings += [Flaw(SCHEMA, f"<{tag}> is not allowed in Say") for tag in _unknown_tags(element)]
    if not say.words:
        warnings.append(Flaw(SAY_EMPTY, "Say holds no words"))
        return None
    if _too_long(element, say.voice):
        warnings.append(Flaw(SAY_TEXT, "the text of Say is too long and is not spoken"))
        return None
    voice_language = v.language_of_voice(say.voice)
    if voice_language and say.language and voice_language != say.language:
        warnings.append(Flaw(SAY_LANGUAGE, f"{say.voice} does not speak {say.language}"))
        return None
    return say


def _spoken(element: Element) -> str:
    """The words heard, with single spaces; `<sub alias>` gives its alias, a break or sentence parts words."""
    return " ".join(_text(element).split())


def _text(element: Element) -> str:
    own = element.get("alias") if element.tag == "sub" else None
    inner = own if own is not None else _inner(element)
    gap = " " if element.tag in BREAKS_WORDS else ""
    return f"{gap}{inner}{gap}"


def _inner(element: Element) -> str:
    return (element.text or "") + "".join(_text(child) + (child.tail or "") for child in element)


def _unknown_tags(element: Element) -> list[str]:
    return [child.tag for child in element.iter() if child is not element and child.tag not in SSML]


def _too_long(element: Element, voice: str) -> bool:
    """Twilio E13521: 4096 characters for a basic voice, 3000 for Polly, 5000 with tags for Google, 4500 encoded."""
    words = _spoken(element)
    if len(quote(words)) > 4500:
        return True
    if voice.startswith("Google."):
        return len(tostring(element, encoding="unicode")) > 5000
    return len(words) > (3000 if voice.startswith("Polly.") else 4096)

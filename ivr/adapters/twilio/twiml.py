"""TwiML as strings: small, fast, and escaped once. `Xml` is what is escaped already; nothing else can be nested."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NewType
from urllib.parse import quote

Xml = NewType("Xml", str)
Attributes = Mapping[str, str | int | None]

LONGEST_SAY = 3000
"""Characters: Polly's limit, the least of all voices' (Twilio: error 13521)."""

LONGEST_ENCODED_SAY = 4500
"""The same text URL-encoded, whatever the voice (Twilio: error 13521)."""

_SURELY_SHORT = LONGEST_ENCODED_SAY // 12
"""One character is twelve at most when URL-encoded."""

_NOT_XML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids, and line ends and controls, which nobody can hear."""

_TAIL = Xml("</Response>")
_HEAD = Xml('<?xml version="1.0" encoding="UTF-8"?><Response>')


def plain(text: str) -> str:
    """Text with a space for whatever XML cannot hold."""
    return text if text.isprintable() else _NOT_XML.sub(" ", text)


def escaped(text: str) -> Xml:
    """Text as it stands in an element or attribute."""
    return Xml(plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))


def element(name: str, attributes: Attributes, content: Xml | None = None) -> Xml:
    """One element. An attribute that is None is left out; an empty one is written."""
    given = "".join([f' {key}="{_attribute(str(value))}"' for key, value in attributes.items() if value is not None])
    return Xml(f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>")


_attribute = lru_cache(maxsize=1024)(escaped)
"""Attributes are the same few words and hints in every document, but for the address."""


def joined(verbs: Iterable[Xml]) -> Xml:
    """Elements one after another."""
    return Xml("".join(verbs))


def document(*verbs: Xml) -> str:
    """A whole document."""
    return _HEAD + joined(verbs) + _TAIL


def say(text: str, *, language: str, voice: str = "") -> Iterator[Xml]:
    """Speech in one voice, in as many `<Say>` as its length needs; none when there is nothing to say."""
    for part in _parts(plain(text).strip()):
        yield element("Say", {"voice": voice or None, "language": language}, escaped(part))


def redirect(url: str) -> Xml:
    """Go on at another address."""
    return element("Redirect", {"method": "POST"}, escaped(url))


def _parts(text: str) -> Iterator[str]:
    """The text in pieces that one `<Say>` can hold, cut after a sentence, else at a space, else anywhere."""
    if not text:
        return
    if _fits(text):
        yield text
        return
    middle = len(text) // 2
    cut = text.rfind(". ", 0, middle) + 1 or text.rfind(" ", 0, middle) + 1 or middle
    yield from _parts(text[:cut].strip())
    yield from _parts(text[cut:].strip())


def _fits(text: str) -> bool:
    if len(text) <= _SURELY_SHORT:
        return True
    encoded = quote(text, safe="", errors="replace")
    return len(text) <= LONGEST_SAY and len(encoded) <= LONGEST_ENCODED_SAY

"""TwiML as strings. `Xml` is text that is escaped already; only such text can be nested in an element."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NewType
from urllib.parse import quote

Xml = NewType("Xml", str)
Attributes = Mapping[str, str | int | None]

LONGEST_SAY = 3000
"""Characters in one `<Say>`: the limit of Amazon Polly, the lowest of all voices (Twilio: error 13521)."""

LONGEST_ENCODED_SAY = 4500
"""Characters in one `<Say>` after URL-encoding, with any voice (Twilio: error 13521)."""

_SURELY_SHORT = LONGEST_ENCODED_SAY // 12
"""Characters that are always within both limits: URL-encoding turns one into twelve at most."""

_NOT_XML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids, and line ends and control characters, which are not spoken."""

_TAIL = Xml("</Response>")
_HEAD = Xml('<?xml version="1.0" encoding="UTF-8"?><Response>')


def plain(text: str) -> str:
    """Replace characters that are not allowed in XML by spaces."""
    return text if text.isprintable() else _NOT_XML.sub(" ", text)


def escaped(text: str) -> Xml:
    """Escape text for an element or attribute."""
    return Xml(plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))


def element(name: str, attributes: Attributes, content: Xml | None = None) -> Xml:
    """An element. Attributes with the value None are omitted, empty ones are written."""
    given = "".join([f' {key}="{_attribute(str(value))}"' for key, value in attributes.items() if value is not None])
    return Xml(f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>")


_attribute = lru_cache(maxsize=1024)(escaped)
"""`escaped` with a cache: apart from addresses, the same few attribute values occur in every document."""


def joined(verbs: Iterable[Xml]) -> Xml:
    """Concatenate elements."""
    return Xml("".join(verbs))


def document(*verbs: Xml) -> str:
    """A complete TwiML document."""
    return _HEAD + joined(verbs) + _TAIL


SLOW = "80%"
"""The rate of slow speech, of the voice's usual one (SSML: <prosody>)."""


def say(text: str, *, language: str, voice: str = "", rate: str = "") -> Iterator[Xml]:
    """Yield the `<Say>` elements for a text in one voice: as many as its length needs, none if it is empty."""
    for part in _parts(plain(text).strip()):
        words = element("prosody", {"rate": rate}, escaped(part)) if rate else escaped(part)
        yield element("Say", {"voice": voice or None, "language": language}, words)


def redirect(url: str) -> Xml:
    """Redirect the call to another address."""
    return element("Redirect", {"method": "POST"}, escaped(url))


def _parts(text: str) -> Iterator[str]:
    """Split a text into parts that fit one `<Say>`: after a sentence, else at a space, else anywhere."""
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

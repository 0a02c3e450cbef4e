"""A text-to-speech request for one sentence, and the name of its recording."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from xml.sax.saxutils import escape

from prompts.voices import Voice

FORMAT = "mulaw-8000"
LONGEST = 5000
"""Maximum bytes of SSML in a request (Google Text-to-Speech: quotas and limits)."""

_NOT_XML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids, and inaudible control characters."""


@dataclass(frozen=True, slots=True)
class Take:
    """A sentence to be synthesized: SSML, voice and language."""

    ssml: str
    voice: str
    """The voice by its name in Google Text-to-Speech: `en-US-Neural2-F`."""
    language: str

    @classmethod
    def of(cls, words: str, voice: Voice) -> Self:
        """The take of a plain text. All markup in it is escaped."""
        heard = " ".join(_NOT_XML.sub(" ", words).split())
        return cls(f"<speak>{escape(heard)}</speak>", voice.google_name, voice.language)

    @property
    def fits(self) -> bool:
        """Whether it is short enough to be recorded."""
        return len(self.ssml.encode()) <= LONGEST

    def spoken_name(self, file: bytes, key: bytes) -> str:
        """The name of a human recording in its place, which also depends on the content of the file."""
        content = self.name(key).encode() + file
        return hmac.digest(key, content, hashlib.sha256).hex()[:32]

    def name(self, key: bytes) -> str:
        """The name: 32 hexadecimal digits derived from voice, text and format, unguessable without `key`."""
        content = "\0".join((self.voice, self.language, FORMAT, self.ssml))
        return hmac.digest(key, content.encode(), hashlib.sha256).hex()[:32]


Cast = Callable[[str, Voice], Take]
"""Makes the take of a plain text for a synthesizer: with the voice of `<Say>`, or with that of this machine."""

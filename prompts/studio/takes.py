"""One sentence to be recorded, and the name that its audio goes by."""

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
"""Bytes of SSML that one request may hold (Google Text-to-Speech: quotas and limits)."""

_NOT_XML = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids, and controls, which nobody can hear."""


@dataclass(frozen=True, slots=True)
class Take:
    """A sentence as it is sent to be spoken: SSML, and whose voice and language it is in."""

    ssml: str
    voice: str
    """The voice as Google Text-to-Speech calls it: `en-US-Neural2-F`."""
    language: str

    @classmethod
    def of(cls, words: str, voice: Voice) -> Self:
        """The take of plain words. Nothing in them is markup, whatever it looks like."""
        heard = " ".join(_NOT_XML.sub(" ", words).split())
        return cls(f"<speak>{escape(heard)}</speak>", voice.google_name, voice.language)

    @property
    def fits(self) -> bool:
        """Whether it is short enough to be recorded."""
        return len(self.ssml.encode()) <= LONGEST

    def spoken_name(self, file: bytes, key: bytes) -> str:
        """The name of what somebody spoke in its place: it follows from what is in the file too."""
        content = self.name(key).encode() + file
        return hmac.digest(key, content, hashlib.sha256).hex()[:32]

    def name(self, key: bytes) -> str:
        """32 hexadecimal digits that follow from voice, words and format, and that nobody without `key` can guess."""
        content = "\0".join((self.voice, self.language, FORMAT, self.ssml))
        return hmac.digest(key, content.encode(), hashlib.sha256).hex()[:32]


Cast = Callable[[str, Voice], Take]
"""Gives plain words to whoever is to speak them: the voice that `<Say>` has too, or that of this machine."""

"""The voice of each locale, and the language of speech recognition.

Voices are Google's by Twilio's names (Twilio: <Say>, "Available voices and languages"). Twilio rejects a voice combined
with another language than its own, so a locale without its own voices uses voice and language of a neighbour: es-MX is
spoken by an es-US voice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAME = re.compile(r"Google\.(?P<language>[a-z]{2,3}-[A-Z]{2})-\w")


@dataclass(frozen=True, slots=True)
class Voice:
    """The voice and languages of `<Say>` and `<Gather>` for one locale."""

    name: str
    """The voice of all prompts, recorded or not: `Google.en-US-Neural2-F`."""
    language: str
    """The language of `<Say>`: the voice's own."""
    listens: str
    """The language of `<Gather>`: the caller's own."""

    @property
    def has_pace(self) -> bool:
        """Whether it can speak more slowly (Google: Chirp 3 voices take no SSML)."""
        return self.name.startswith(("Google.", "Polly.")) and "Chirp" not in self.name

    @property
    def google_name(self) -> str:
        """The voice by its name in Google Text-to-Speech."""
        return self.name.removeprefix("Google.")


def _google(listens: str, which: str, *, language: str = "", kind: str = "Neural2") -> Voice:
    spoken = language or listens
    return Voice(f"Google.{spoken}-{kind}-{which}", spoken, listens)


VOICES: Mapping[str, Voice] = {
    voice.listens: voice
    for voice in (
        _google("en-US", "F"),
        _google("en-GB", "A"),
        _google("en-AU", "A"),
        _google("en-IN", "A"),
        _google("en-CA", "F", language="en-US"),
        _google("es-US", "A"),
        _google("es-MX", "A", language="es-US"),
        _google("es-ES", "A"),
        _google("fr-CA", "A"),
        _google("fr-FR", "A"),
        _google("de-DE", "A"),
        _google("it-IT", "A"),
        _google("pt-BR", "A"),
        _google("pl-PL", "A", kind="Wavenet"),
        _google("ja-JP", "B"),
        _google("ko-KR", "A"),
        _google("hi-IN", "A"),
    )
}
"""Locale to voice. To support another locale, add a line here."""


def voice_of(locale: str) -> Voice:
    """The voice of a locale. Raises LookupError with its name."""
    try:
        return VOICES[locale]
    except KeyError:
        raise LookupError(f"{locale}: no voice speaks it; see prompts/voices.py") from None


def voice_named(voice: str, locale: str) -> Voice:
    """A voice by Twilio's name, to speak a locale. Raises ValueError if the voice has another language."""
    found = _NAME.match(voice)
    if found is None:
        raise ValueError(f"{voice} is no voice of Google's as Twilio names them, such as {VOICES['en-US'].name}")
    if found["language"].partition("-")[0] != locale.partition("-")[0]:
        raise ValueError(f"{voice} does not speak {locale}")
    usual = VOICES.get(locale)
    return Voice(voice, found["language"], usual.listens if usual else locale)

"""Sentences with the language and the voice that they are said in."""

from dataclasses import dataclass
from typing import NamedTuple

from prompts.facts import Line


class VoiceProfile(NamedTuple):
    """Whose words and voice a sentence is said with: those of the number that was dialled, by the version of the
    routing document that the call began with. None is the version in force.
    """

    dialled: str = ""
    version: int | None = None


USUAL_VOICE = VoiceProfile()
"""The line's own."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, the language it is said in, and in whose words and voice."""

    line: Line
    language: str
    voice_profile: VoiceProfile = USUAL_VOICE

"""Sentences with their language and voice."""

from dataclasses import dataclass
from typing import NamedTuple

from prompts.facts import Line


class VoiceProfile(NamedTuple):
    """The wording of a sentence: that of the dialled number, by the version of the routing document with which the call
    began (None is the version in force), and whether it is spoken slowly.
    """

    dialled: str = ""
    version: int | None = None
    is_slow: bool = False


USUAL_VOICE = VoiceProfile()
"""The line's own."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with its language and wording."""

    line: Line
    language: str
    voice_profile: VoiceProfile = USUAL_VOICE

"""The words and voices of each brand, in the routing version that a call began with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from ivr.adapters.redis.routing_runtime import RoutingRuntime
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.engine.spoken import Spoken, VoiceProfile
from prompts.facts import Line
from prompts.voices import Voice
from prompts.wording import Editor, Wording
from routing.brands import brand_named, forms
from routing.decide import CompiledRouting
from routing.model import Routing

KEPT = 64
"""Brand speakers cached per worker: the brands of the last versions."""


@dataclass(frozen=True, slots=True)
class BrandSpeaker:
    """The words and voices of a brand in one version. `watch` counts sentences spoken in a fallback language."""

    wording: Wording
    clock: Callable[[], datetime]
    watch: TurnLog

    def words(self, lines: Iterable[Line], language: str) -> list[str]:
        """Return the plain text of consecutive sentences, with times on the shop's clock. Raises LookupError."""
        catalogue, now, words = self.wording.catalogue, self.clock(), []
        for line in lines:
            if catalogue.borrows(line.prompt, language):
                self.watch.words_borrowed(language)
            words.append(catalogue.words(line, locale=language, now=now))
        return words

    def voice(self, language: str) -> Voice:
        """Return the voice of a language. Raises LookupError."""
        return self.wording.voice(language)


class BrandSpeakers:
    """Finds the words and voices with which a call began. `watch` logs those that cannot be used."""

    def __init__(self, editor: Editor, floor: RoutingRuntime, clock: Callable[[], datetime], watch: TurnLog) -> None:
        self._editor = editor
        self._floor = floor
        self._clock = clock
        self._watch = watch
        self._compiled = lru_cache(maxsize=KEPT)(self._compile)

    def words(self, spoken: Spoken) -> str:
        """Return the plain text of one sentence. Raises LookupError."""
        (words,) = self.of(spoken.voice_profile).words([spoken.line], spoken.language)
        return words

    def of(self, voice_profile: VoiceProfile) -> BrandSpeaker:
        """Return the speaker of a voice profile. Ask once for consecutive sentences."""
        config = self._floor.config(voice_profile.version)
        number = config.routing.numbers.get(voice_profile.dialled)
        return self._compiled(config, number.brand if number else None)

    def _compile(self, config: CompiledRouting, brand: str | None) -> BrandSpeaker:
        spoken = wording(self._editor, config.routing, brand, self._watch.words_passed_over)
        return BrandSpeaker(spoken, self._clock, self._watch)


def wording(editor: Editor, routing: Routing, brand: str | None, passed_over: Callable[[str], None]) -> Wording:
    """Return the wording of a brand in a routing document, or that of the line for None."""
    spoken = brand_named(routing, brand)
    words = {locale: {prompt: forms(each) for prompt, each in book.items()} for locale, book in spoken.prompts.items()}
    return editor.wording(words, spoken.voices, passed_over)

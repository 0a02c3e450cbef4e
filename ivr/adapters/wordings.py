"""What callers hear: the words and voices of each brand, by the version that a call began with."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from ivr.adapters.floor import LiveFloor
from ivr.adapters.watch import Watch
from ivr.engine.call import Manner
from ivr.engine.effects import Spoken
from prompts.voices import Voice
from prompts.wording import Editor, Wording
from routing.brands import brand_named, forms
from routing.decide import Compiled
from routing.model import Routing

KEPT = 64
"""Wordings that a worker keeps ready: the brands of the last versions."""


class Wordings:
    """Says sentences in the manner that their call began in. `watch` is told of what cannot be said so."""

    def __init__(self, editor: Editor, floor: LiveFloor, clock: Callable[[], datetime], watch: Watch) -> None:
        self._editor = editor
        self._floor = floor
        self._clock = clock
        self._watch = watch
        self._compiled = lru_cache(maxsize=KEPT)(self._compile)

    def words(self, spoken: Spoken) -> str:
        """The plain words of a sentence, on the shop's clock. Raises LookupError."""
        catalogue = self.of(spoken.manner).catalogue
        if catalogue.borrows(spoken.line.prompt, spoken.language):
            self._watch.words_borrowed(spoken.language)
        return catalogue.words(spoken.line, locale=spoken.language, now=self._clock())

    def voice(self, language: str, manner: Manner) -> Voice:
        """Who speaks a language in a call. Raises LookupError."""
        return self.of(manner).voice(language)

    def of(self, manner: Manner) -> Wording:
        """The words and voices of a call."""
        config = self._floor.config(manner.version)
        number = config.routing.numbers.get(manner.dialled)
        return self._compiled(config, number.brand if number else None)

    def _compile(self, config: Compiled, brand: str | None) -> Wording:
        return wording(self._editor, config.routing, brand, self._watch.words_passed_over)


def wording(editor: Editor, routing: Routing, brand: str | None, passed_over: Callable[[str], None]) -> Wording:
    """How a brand of a document speaks; the line's own for None."""
    spoken = brand_named(routing, brand)
    words = {locale: {prompt: forms(each) for prompt, each in book.items()} for locale, book in spoken.prompts.items()}
    return editor.wording(words, spoken.voices, passed_over)

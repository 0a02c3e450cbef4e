"""Custom words and voices of a shop: checks them, and replaces the catalogue's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prompts.catalogue import SAID, Catalogue
from prompts.check import Wanted, wrong_prompt
from prompts.po_file import PromptEntry
from prompts.voices import Voice, voice_named, voice_of

OwnWords = Mapping[str, Mapping[str, Sequence[str]]]
"""Locale to prompt to text: one sentence, or one for each plural form."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The catalogue and voices of a brand. A locale without its own voice has the default voice."""

    catalogue: Catalogue
    voices: Mapping[str, Voice] = field(default_factory=dict)

    def voice(self, locale: str) -> Voice:
        """The voice of a locale. Raises LookupError with its name."""
        return self.voices.get(locale) or voice_of(locale)


@dataclass(frozen=True, slots=True)
class Editor:
    """Checks custom words and voices. `wanted` maps every prompt to the facts it gets."""

    catalogue: Catalogue
    wanted: Wanted

    def wrong_words(self, locale: str, prompt: str, words: Sequence[str]) -> Iterator[str]:
        """The reasons why words cannot be used for a prompt."""
        if locale not in self.catalogue.locales:
            yield f"{locale} is not among WISMO_LANGUAGES"
        elif prompt not in self.wanted or prompt.endswith(SAID):
            yield "the line says no such prompt; `wismo prompts check` lists those it says"
        else:
            yield from self._wrong_forms(locale, prompt, words)

    def _wrong_forms(self, locale: str, prompt: str, words: Sequence[str]) -> Iterator[str]:
        try:
            entry = self.catalogue.entry(locale, words)
        except ValueError as error:
            yield str(error)
            return
        if not all(form.strip() for form in words):
            yield "says nothing"
        original = self.catalogue.original(locale).get(prompt, entry)
        yield from wrong_prompt(locale, entry, original, self.wanted[prompt])

    def wrong_voice(self, locale: str, voice: str) -> Iterator[str]:
        """The reasons why a voice cannot speak a locale."""
        if locale not in self.catalogue.locales:
            yield f"{locale} is not among WISMO_LANGUAGES"
        try:
            voice_named(voice, locale)
        except ValueError as error:
            yield str(error)

    def wording(self, words: OwnWords, voices: Mapping[str, str], passed_over: Callable[[str], None]) -> Wording:
        """The catalogue with these words and voices.

        Faulty ones are skipped and reported to `passed_over`, so that the catalogue's own stay in use.
        """
        entries: dict[str, dict[str, PromptEntry]] = {}
        for locale, prompt, own in self._right(words, passed_over):
            entries.setdefault(locale, {})[prompt] = self.catalogue.entry(locale, own)
        spoken = {}
        for locale, voice in voices.items():
            if wrong := next(self.wrong_voice(locale, voice), ""):
                passed_over(f"voices.{locale}: {wrong}")
            else:
                spoken[locale] = voice_named(voice, locale)
        return Wording(self.catalogue.with_words(entries) if entries else self.catalogue, spoken)

    def _right(self, words: OwnWords, passed_over: Callable[[str], None]) -> Iterator[tuple[str, str, Sequence[str]]]:
        for locale, book in words.items():
            for prompt, own in book.items():
                if wrong := next(self.wrong_words(locale, prompt, own), ""):
                    passed_over(f"prompts.{locale}.{prompt}: {wrong}")
                else:
                    yield locale, prompt, own

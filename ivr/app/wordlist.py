"""The line's words for the console: prompts, the check of custom words, and recordings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prompts.catalogue import SAID
from prompts.po_file import PromptEntry, plural_forms
from prompts.template import Template
from prompts.voices import Voice, voice_of
from prompts.wording import Editor

Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wordlist:
    """Implements ivr.console.ports.prompts.Words. `recorded` returns the addresses of recordings."""

    editor: Editor
    recorded: Callable[[Sequence[str], Voice], Sequence[str]]

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages of the line."""
        return self.editor.catalogue.locales

    def prompts(self, locale: str) -> Mapping[str, Forms]:
        """All prompts that callers hear, with their text, which falls back on the last resort."""
        own, last = self.editor.catalogue.own(locale), self.editor.catalogue.original(locale)
        heard = sorted(prompt for prompt in self.editor.wanted if not prompt.endswith(SAID))
        found = ((prompt, own.get(prompt) or last.get(prompt)) for prompt in heard)
        return {prompt: _forms(entry) for prompt, entry in found if entry}

    def plurals(self, locale: str, prompt: str) -> int:
        """The largest number of forms of a prompt: the language's plural forms if the prompt has a count, else 1."""
        counts = "count" in self.editor.wanted.get(prompt, ())
        return plural_forms(self.editor.catalogue.own(locale)["speech.day"].plural) if counts else 1

    def wrong(self, locale: str, prompt: str, words: Sequence[str]) -> Iterable[str]:
        """The reasons why words cannot be used for a prompt."""
        return self.editor.wrong_words(locale, prompt, words)

    def recordings(self, locale: str, prompt: str) -> Sequence[str]:
        """The addresses of the recordings of a prompt that is identical in every call."""
        words = self.prompts(locale)[prompt]
        if any("{" in form for form in words):
            return ()
        return [address for address in self.recorded(words, voice_of(locale)) if address]


def _forms(entry: PromptEntry) -> Forms:
    return tuple(map(_text, entry.forms))


def _text(form: Template) -> str:
    return form.fill(lambda slot: f"{{{slot}}}")

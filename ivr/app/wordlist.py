"""The words of the line as the console shows them: every prompt, who judges others, where recordings are."""

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
    """Implements ivr.console.ports.prompts.Words. `recorded` gives the addresses of what is recorded."""

    editor: Editor
    recorded: Callable[[Sequence[str], Voice], Sequence[str]]

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages that the line has words in."""
        return self.editor.catalogue.locales

    def prompts(self, locale: str) -> Mapping[str, Forms]:
        """Every prompt that callers hear, with its words; those of the last resort where a language has none."""
        own, last = self.editor.catalogue.own(locale), self.editor.catalogue.original(locale)
        heard = sorted(prompt for prompt in self.editor.wanted if not prompt.endswith(SAID))
        found = ((prompt, own.get(prompt) or last.get(prompt)) for prompt in heard)
        return {prompt: _forms(entry) for prompt, entry in found if entry}

    def plurals(self, locale: str, prompt: str) -> int:
        """How many forms a prompt may have: those of the language, where it counts something."""
        counts = "count" in self.editor.wanted.get(prompt, ())
        return plural_forms(self.editor.catalogue.own(locale)["speech.day"].plural) if counts else 1

    def wrong(self, locale: str, prompt: str, words: Sequence[str]) -> Iterable[str]:
        """Why words cannot be said at a prompt."""
        return self.editor.wrong_words(locale, prompt, words)

    def recordings(self, locale: str, prompt: str) -> Sequence[str]:
        """The addresses of the recordings of a prompt that sounds alike in every call."""
        words = self.prompts(locale)[prompt]
        if any("{" in form for form in words):
            return ()
        return [address for address in self.recorded(words, voice_of(locale)) if address]


def _forms(entry: PromptEntry) -> Forms:
    return tuple(map(_text, entry.forms))


def _text(form: Template) -> str:
    return form.fill(lambda slot: f"{{{slot}}}")

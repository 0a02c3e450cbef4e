"""Understands recognized speech: choices, codes, keys and issues, by language."""

from collections.abc import Sequence

from prompts import matching
from prompts.catalogue import Catalogue
from prompts.choice_words import ChoiceWords, Pointed
from prompts.intent import IssueClassifiers
from prompts.spoken_codes import SpokenCodes
from prompts.universals import Reply, Universals

LANGUAGE = "language."
"""The prefix of prompts that name a language."""


class Hearing:
    """Interprets speech by the phrases in the catalogue and by the tables of universals."""

    def __init__(self, catalogue: Catalogue, intents: IssueClassifiers, universals: Universals | None = None) -> None:
        self._catalogue = catalogue
        self._universals = universals or Universals.load(catalogue.locales)
        self._choices = ChoiceWords.load(catalogue.locales)
        self._intents = intents
        self._signs = {locale: _signs(catalogue, locale) for locale in catalogue.locales}

    def universal(self, speech: str, language: str) -> Reply:
        """What an utterance means at every question."""
        return self._universals.find(speech, language)

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """The prompt that the caller means, by its phrases; None if none matches or two match equally well.

        A language is chosen only if it is named explicitly, since it is hard to recover from a wrong language.
        """
        phrases = {prompt: self._catalogue.phrases(prompt, language) for prompt in prompts}
        meant = {
            prompt: its
            for prompt, its in phrases.items()
            if not prompt.startswith(LANGUAGE) or matching.is_named(speech, its)
        }
        return matching.choose(speech, meant)

    def pointed(self, speech: str, prompts: Sequence[str], language: str) -> Pointed:
        """What an utterance says of one of several things, by the phrases of these prompts among others."""
        phrases = tuple([(prompt, self._catalogue.phrases(prompt, language)) for prompt in prompts])
        return self._choices.find(speech, language, phrases)

    def quoted(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """The one prompt whose phrases have the speech word for word, whatever its capitals and signs; else None."""
        words, listed = matching.normalized(speech), matching.all_normalized
        found = [each for each in prompts if words in listed(self._catalogue.phrases(each, language))]
        return found[0] if len(found) == 1 else None

    def code(self, speech: str, language: str) -> str:
        """A spoken order number or postcode, in capital letters and digits; empty if there is none."""
        return self._signs[language].code(speech)

    def key(self, speech: str, language: str) -> str | None:
        """The telephone key that was named: "2" for "press two", "*" for "star"."""
        return self._signs[language].key(speech)

    def issue(self, speech: str, language: str) -> tuple[str, bool, str] | None:
        """The issue of a call, whether it is certain, and the kind of delivery problem; None if no issue is found."""
        found = self._intents.find(speech, language)
        return (found.issue, found.sure, found.problem) if found.issue else None


def _signs(catalogue: Catalogue, locale: str) -> SpokenCodes:
    phrases = catalogue.phrases
    return SpokenCodes.of(*(phrases(f"hearing.{part}", locale) for part in ("signs", "fillers", "as_in")))

"""What a caller's words mean, in the language they are spoken in."""

from collections.abc import Sequence

from prompts import matching
from prompts.catalogue import Catalogue
from prompts.intent import IssueClassifiers
from prompts.spoken_codes import SpokenCodes

LANGUAGE = "language."
"""What the prompts begin with that name a language."""


class Hearing:
    """Makes sense of speech by the phrases in the catalogue."""

    def __init__(self, catalogue: Catalogue, intents: IssueClassifiers) -> None:
        self._catalogue = catalogue
        self._intents = intents
        self._signs = {locale: _signs(catalogue, locale) for locale in catalogue.locales}

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """Which of the prompts the caller means by their phrases; None when it is none of them, or unclear.

        A language is meant by those alone who name it: it would be hard to come back from a wrong one.
        """
        phrases = {prompt: self._catalogue.phrases(prompt, language) for prompt in prompts}
        meant = {
            prompt: its
            for prompt, its in phrases.items()
            if not prompt.startswith(LANGUAGE) or matching.is_named(speech, its)
        }
        return matching.choose(speech, meant)

    def code(self, speech: str, language: str) -> str:
        """An order number or postcode said aloud, in capital letters and digits; empty when there is none."""
        return self._signs[language].code(speech)

    def key(self, speech: str, language: str) -> str | None:
        """The key of the telephone that was named: "2" for "press two", "*" for "star"."""
        return self._signs[language].key(speech)

    def issue(self, speech: str, language: str) -> tuple[str, bool, str] | None:
        """What a call is about, whether that is sure, and which delivery problem it is; None: no telling."""
        found = self._intents.find(speech, language)
        return (found.issue, found.sure, found.problem) if found.issue else None


def _signs(catalogue: Catalogue, locale: str) -> SpokenCodes:
    phrases = catalogue.phrases
    return SpokenCodes.of(*(phrases(f"hearing.{part}", locale) for part in ("signs", "fillers", "as_in")))

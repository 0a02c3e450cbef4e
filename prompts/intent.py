"""What a caller wants, from a few words of free speech, by the letters it shares with what others say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Self

from prompts.labelled import Labelled, read_labelled
from prompts.matching import Examples

ISSUES = (
    "order_status",
    "delivery_problem",
    "returns",
    "refund",
    "loyalty",
    "promotions",
    "product_help",
    "payment",
    "other",
)
NONE = "none"
"""The name of speech that is about nothing: greetings, chatter."""
FILE = "issues.txt"

LONGEST = 400
"""Signs of an utterance that are looked at: half a minute of speech."""
LEAST = 0.15
"""Likeness below which an utterance is about none of the issues."""
SURE = 0.35
"""Likeness from which on there is nothing to ask back."""
MARGIN = 0.1
"""How much more like one issue than like the next it must be, for not asking back."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What was wanted, as far as it can be told."""

    issue: str | None
    """One of ISSUES; None when it is like none of them."""
    score: float
    """How like what people say about it, from 0 to 1."""
    sure: bool
    """Whether to go on without asking back."""


UNKNOWN = Intent(None, 0.0, sure=False)


class Intents:
    """The issues of a line's languages, each by what people say about it."""

    def __init__(self, examples: Mapping[str, Examples]) -> None:
        self._examples = examples

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read what people say in these locales; a locale without examples borrows another region's.

        `folder` holds a folder with `issues.txt` for each locale; the packaged ones unless given. Raises
        CatalogueError.
        """
        folder = folder or files("prompts") / "locales"
        found = {locale: _file(folder, locale) for locale in locales}
        return cls({locale: Examples.of(_read(file)) for locale, file in found.items() if file})

    def find(self, speech: str, locale: str) -> Intent:
        """What was wanted. Nothing is, in a locale without examples."""
        if locale not in self._examples:
            return UNKNOWN
        likeness = self._examples[locale].likeness(speech[:LONGEST])
        return _judged(likeness)


def _judged(likeness: Mapping[str, float]) -> Intent:
    (best, score), (_, next_score) = sorted(likeness.items(), key=lambda each: each[1], reverse=True)[:2]
    if best == NONE or score < LEAST:
        return Intent(None, round(score, 3), sure=False)
    return Intent(best, round(score, 3), sure=score >= SURE and score - next_score >= MARGIN)


def _file(folder: Traversable, locale: str) -> Traversable | None:
    """The examples of a locale, or of the first other region of its language that has any."""
    language = locale.partition("-")[0]
    others = sorted(each.name for each in folder.iterdir() if each.name.partition("-")[0] == language)
    found = (folder / name / FILE for name in (locale, *others))
    return next((file for file in found if file.is_file()), None)


def _read(file: Traversable) -> Labelled:
    return read_labelled(file, (*ISSUES, NONE))

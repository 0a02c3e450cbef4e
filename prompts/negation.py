"""Leaves out of an utterance what the caller does not want: "I don't want a refund, I want a new one"."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Self

from prompts.labelled_phrases import Labelled, read_labelled
from prompts.matching import is_unspaced, normalized

FILE = "negation.txt"
UNWANTED = "unwanted"
AT_START = "unwanted.start"
AFTER = "unwanted.after"
WANTED = "wanted"
LATER = "later"
MEANT = "meant"
HEADINGS = (UNWANTED, AT_START, AFTER, WANTED, LATER, MEANT)


@dataclass(frozen=True, slots=True)
class Wish:
    """An utterance in two parts, as normalized words."""

    wanted: str
    """What remains; empty if the caller says only what is not wanted."""
    unwanted: str = ""
    """What was left out; empty if nothing is negated."""


@dataclass(frozen=True, slots=True)
class Negation:
    """The phrases of a language that introduce, or follow, what is not wanted."""

    headings: Mapping[str, str]
    """Phrase, normalized, to its heading."""
    phrases: re.Pattern[str] | None

    @classmethod
    def load(cls, file: Traversable | None) -> Self:
        """Read a file of phrases; without one, nothing is negated. Raises CatalogueError."""
        return cls.of(read_labelled(file, HEADINGS) if file else {})

    @classmethod
    def of(cls, labelled: Labelled) -> Self:
        headings = {normalized(phrase): heading for heading, its in labelled.items() for phrase in its}
        return cls(headings, _pattern(sorted(filter(None, headings), key=len, reverse=True)))

    def wish(self, speech: str) -> Wish:
        """The parts of an utterance; all of it is wanted if nothing is negated."""
        said = normalized(speech)
        parts = list(self._parts(said))
        return Wish(*(_joined(text for text, is_wanted in parts if is_wanted is which) for which in (True, False)))

    def halves(self, speech: str) -> tuple[str, str] | None:
        """The parts of an utterance before and after the phrase for another wish that is nearest to its middle."""
        said = normalized(speech)
        found = self.phrases.finditer(said) if self.phrases else ()
        places = [each.start() for each in found if self.headings[each[0]] == LATER and each.start()]
        if not places:
            return None
        middle = min(places, key=lambda place: abs(place - len(said) / 2))
        return said[:middle].strip(), said[middle:]

    def _parts(self, said: str) -> Iterator[tuple[str, bool]]:
        """The successive parts of an utterance, and whether each is wanted."""
        at, is_wanted = 0, True
        for found in self.phrases.finditer(said) if self.phrases else ():
            heading = self.headings[found[0]]
            if heading == AFTER:
                yield said[at : found.end()], False
                at, is_wanted = found.end(), True
            elif is_wanted if _negates(heading, found.start()) else heading == WANTED and not is_wanted:
                yield said[at : found.start()], is_wanted
                at, is_wanted = found.start(), not is_wanted
        yield said[at:], is_wanted


def _negates(heading: str, start: int) -> bool:
    return heading == UNWANTED or (heading == AT_START and start == 0)


def _joined(parts: Iterable[str]) -> str:
    return " ".join(" ".join(parts).split())


def _pattern(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """Finds the first of these phrases: as whole words, in scripts that have spaces between them."""
    unspaced = "|".join(re.escape(phrase) for phrase in phrases if is_unspaced(phrase))
    words = "|".join(re.escape(phrase) for phrase in phrases if not is_unspaced(phrase))
    patterns = [unspaced, words and rf"(?<!\S)(?:{words})(?!\S)"]
    return re.compile("|".join(filter(None, patterns))) if any(patterns) else None

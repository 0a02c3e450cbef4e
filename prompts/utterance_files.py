"""Reads `prompts/utterances`: what callers said, with the right issues, to measure how well they are understood.

A heading is the right issue, `[returns]`. More issues may be right, the best first, and a kind of speech may follow:
`[returns | refund @two issues]`.
"""

from dataclasses import dataclass
from importlib.resources.abc import Traversable

from prompts.intent import NAMES
from prompts.labelled_phrases import read_labelled


@dataclass(frozen=True, slots=True)
class Utterance:
    """An utterance of a caller, and what it is about."""

    speech: str
    labels: tuple[str, ...]
    """Issues, or NONE; the first is the best."""
    kind: str = ""
    """The kind of speech, such as `negation` or `long story`; empty if the file does not say."""


def read_utterances(file: Traversable) -> list[Utterance]:
    """The utterances of a file. Raises CatalogueError, with file and line."""
    labelled = read_labelled(file, NAMES, _labels)
    return [Utterance(speech, _labels(head), _kind(head)) for head, its in labelled.items() for speech in its]


def _labels(heading: str) -> tuple[str, ...]:
    return tuple(label.strip() for label in heading.partition("@")[0].split("|"))


def _kind(heading: str) -> str:
    return heading.partition("@")[2].strip().replace("_", " ")

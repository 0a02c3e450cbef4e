"""Reads files of labelled phrases: a label in brackets, then one phrase on each line."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable

from prompts.po_file import CatalogueError

Labelled = Mapping[str, tuple[str, ...]]
"""Label to phrases, in the order of the file."""
NamesIn = Callable[[str], Iterable[str]]
"""The names in a heading."""


def _itself(heading: str) -> Iterable[str]:
    return (heading,)


def read_labelled(file: Traversable, names: Collection[str], names_in: NamesIn = _itself) -> Labelled:
    """Read a file whose labels are among these names; lines that begin with # are comments.

    `names_in` gives the names in a heading that says more than a label. Raises CatalogueError, with file and line, if
    the file cannot be read, a label is unknown, or a phrase has no label.
    """
    try:
        text = file.read_text(encoding="utf-8")
        phrases: dict[str, list[str]] = {}
        for name, phrase in _pairs(text, names, names_in):
            phrases.setdefault(name, []).append(phrase)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{file}: {error}") from error
    return {name: tuple(its) for name, its in phrases.items()}


def _pairs(text: str, names: Collection[str], names_in: NamesIn) -> Iterator[tuple[str, str]]:
    heading = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("["):
            heading = line.removeprefix("[").removesuffix("]")
            if line != f"[{heading}]" or not all(name in names for name in names_in(heading)):
                raise ValueError(f"line {number}: {line} is none of {', '.join(f'[{each}]' for each in names)}")
        elif line and not line.startswith("#"):
            if not heading:
                raise ValueError(f"line {number}: a phrase before the first [name]")
            yield heading, line

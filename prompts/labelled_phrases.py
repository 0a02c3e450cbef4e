"""Reads files of labelled phrases: a label in brackets, then one phrase on each line."""

from collections.abc import Collection, Iterator, Mapping
from importlib.resources.abc import Traversable

from prompts.po_file import CatalogueError

Labelled = Mapping[str, tuple[str, ...]]
"""Label to phrases, in the order of the file."""


def read_labelled(file: Traversable, names: Collection[str]) -> Labelled:
    """Read a file whose labels are among these names; lines that begin with # are comments.

    Raises CatalogueError, with file and line, if it cannot be read, a label is unknown, or a phrase has no label.
    """
    try:
        text = file.read_text(encoding="utf-8")
        phrases: dict[str, list[str]] = {}
        for name, phrase in _pairs(text, names):
            phrases.setdefault(name, []).append(phrase)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{file}: {error}") from error
    return {name: tuple(its) for name, its in phrases.items()}


def _pairs(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    name = ""
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if line.startswith("["):
            name = _heading(line, number, names)
        elif line and not line.startswith("#"):
            if not name:
                raise ValueError(f"line {number}: a phrase before the first [name]")
            yield name, line


def _heading(line: str, number: int, names: Collection[str]) -> str:
    name = line.removeprefix("[").removesuffix("]")
    if line != f"[{name}]" or name not in names:
        raise ValueError(f"line {number}: {line} is none of {', '.join(f'[{each}]' for each in names)}")
    return name

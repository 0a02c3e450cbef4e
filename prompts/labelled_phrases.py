"""Phrases under the names of what they mean, as a translator writes them: a name in brackets, then a phrase a line."""

from collections.abc import Collection, Iterator, Mapping
from importlib.resources.abc import Traversable

from prompts.po_file import CatalogueError

Labelled = Mapping[str, tuple[str, ...]]
"""Each name with its phrases, in the order of the file."""


def read_labelled(file: Traversable, names: Collection[str]) -> Labelled:
    """Read a file whose headings are among these names; lines that begin with # say something to people.

    Raises CatalogueError, naming file and line, when it cannot be read, a heading is unknown, or a phrase has none.
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

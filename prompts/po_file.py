"""Reads and checks the .po file of one locale."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from importlib.resources.abc import Traversable
from io import StringIO

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from prompts.template import Template

_QUOTED = re.compile(r'(?:msg[a-z_]+(?:\[\d+\])? )?"(?:[^"\\]|\\.)*"')


class CatalogueError(Exception):
    """A catalogue is unusable; the message names the file, the prompt and the reason."""


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """The text of one prompt: a single form, or one for each plural form of the language."""

    forms: tuple[Template, ...]
    plural: Callable[[int], int]

    def form(self, count: int) -> Template:
        """The form for a count."""
        return self.forms[self.plural(count)] if len(self.forms) > 1 else self.forms[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The items of a list such as "a person | somebody"."""
        return tuple(part.strip() for part in self.forms[0].end.split("|"))


@dataclass(frozen=True, slots=True)
class PoFile:
    """The prompts of one locale such as `es-MX`, by id."""

    locale: str
    entries: Mapping[str, PromptEntry]


def read_po_file(locale: str, file: Traversable) -> PoFile:
    """Read `prompts.po`. Messages without a translation, or marked fuzzy, are skipped. Raises CatalogueError."""
    try:
        text = file.read_text(encoding="utf-8")
        catalogue = read_po(StringIO(text), abort_invalid=True)
        plural = c2py(catalogue.plural_expr)
    except (OSError, PoFileError, ValueError) as error:
        raise CatalogueError(f"{file}: {error}") from error
    if flaw := next(_flaws(text), ""):
        raise CatalogueError(f"{file}: {flaw}")
    messages = (message for message in catalogue if message.id and not message.fuzzy and _texts(message)[0])
    entries = {_key(each): _entry(each, file, catalogue.num_plurals, plural) for each in messages}
    return PoFile(locale, entries)


def plural_forms(plural: Callable[[int], int]) -> int:
    """The number of plural forms of a language."""
    return len({plural(number) for number in range(200)})


def _flaws(text: str) -> Iterator[str]:
    """Faults that Babel ignores silently: an unmatched quote, a duplicate prompt."""
    seen = set()
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#") and not _QUOTED.fullmatch(line.strip()):
            yield f"line {number}: a quote is missing"
        if line.startswith("msgid ") and line in seen:
            yield f"line {number}: {line.removeprefix('msgid ')} is there twice"
        seen.add(line)


def _entry(message: Message, file: Traversable, plurals: int, plural: Callable[[int], int]) -> PromptEntry:
    texts = _texts(message)
    if isinstance(message.id, tuple) and (len(texts) != plurals or not all(texts)):
        raise CatalogueError(f"{file}: {_key(message)}: needs {plurals} plural forms")
    try:
        return PromptEntry(tuple(map(Template.parse, texts)), plural)
    except ValueError as error:
        raise CatalogueError(f"{file}: {_key(message)}: {error}") from error


def _key(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)

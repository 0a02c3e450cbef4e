"""Finds what is understood at every question: a person, a repetition, back, another language, slower, yes, no, done.

Words decide, not likeness. The phrases of a language are in `universals.txt`, in sections that docs/universals.md
explains to translators.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Self

from prompts.labelled_phrases import Labelled, read_labelled
from prompts.language_names import names
from prompts.phrase_table import BLANK, Phrase, PhraseTable, as_heard
from prompts.po_file import CatalogueError
from prompts.universal_reply import (
    FILLER,
    INSERTED,
    NO_REPLY,
    NOUNS,
    PLEASE,
    PRIORITY,
    UNIVERSALS,
    WISH,
    Reply,
    Universal,
    judge,
)

__all__ = ["FILE", "NO_REPLY", "SECTIONS", "UNIVERSALS", "Reply", "Universal", "Universals"]

FILE = "universals.txt"
_NAME = "language.name"
SECTIONS = (
    *UNIVERSALS,
    *(f"{each}.alone" for each in UNIVERSALS),
    *(f"{each}.within" for each in PRIORITY),
    *("no.not", _NAME, WISH, f"{WISH}.within", *INSERTED, FILLER),
    *("negation", "negation.no", "negation.after", "none", "new", "but", "turned"),
)
_HINTS_OF_EACH = 6


class Universals:
    """The universals of a line's languages."""

    def __init__(self, languages: Mapping[str, "_Language"]) -> None:
        self._languages = languages

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read the phrases of these locales; a locale without a file borrows that of another region.

        `folder` has a subfolder with `universals.txt` for each locale; the default is the packaged one. Raises
        CatalogueError.
        """
        return cls(_load_once(tuple(locales)) if folder is None else _load(tuple(locales), folder))

    def find(self, speech: str, locale: str) -> Reply:
        """The meaning of an utterance; an empty reply if it is none of the universals, or contradictory."""
        its = self._languages.get(locale)
        return _reply(as_heard(speech), its.table) if its else Reply()

    def gaps(self, locale: str) -> tuple[Universal, ...]:
        """The universals that have no phrase in a locale."""
        its = self._languages.get(locale)
        return tuple(each for each in UNIVERSALS if not its or each not in its.table.labels)

    def hints(self, locale: str) -> tuple[str, ...]:
        """Phrases that a speech recogniser should expect at every question."""
        its = self._languages.get(locale)
        return its.hints if its else ()


@dataclass(frozen=True, slots=True)
class _Language:
    table: PhraseTable
    hints: tuple[str, ...]


def _reply(text: str, table: PhraseTable) -> Reply:
    """The meaning of an utterance; if there is none, without the words that may stand in the middle of a phrase."""
    pieces = table.cut(text)
    reply = judge(text, pieces)
    inserted = [piece for piece in pieces if piece.phrase.label in INSERTED]
    return judge(text, table.cut(text, inserted)) if inserted and reply == Reply() else reply


def _load(locales: tuple[str, ...], folder: Traversable) -> Mapping[str, _Language]:
    read = _read(folder)
    found = {locale: _nearest(locale, read) for locale in locales}
    return {locale: _Language(_table(its, read, locales), _hints(read[its])) for locale, its in found.items() if its}


@lru_cache(maxsize=16)
def _load_once(locales: tuple[str, ...]) -> Mapping[str, _Language]:
    """The packaged files do not change under a running process."""
    return _load(locales, files("prompts") / "locales")


def _read(folder: Traversable) -> Mapping[str, Labelled]:
    """The files of a folder, by locale."""
    found = ((each.name, each / FILE) for each in folder.iterdir() if each.is_dir())
    return {name: _checked(read_labelled(file, SECTIONS), file) for name, file in sorted(found) if file.is_file()}


def _checked(labelled: Labelled, file: Traversable) -> Labelled:
    """The phrases of a file. Raises CatalogueError if one is in two sections or has a blank where none can be."""
    for section, phrases in labelled.items():
        for phrase in phrases:
            _check_blank(phrase, section, file)
    try:
        PhraseTable.of(_phrases(labelled), {})
    except CatalogueError as error:
        raise CatalogueError(f"{file}: {error}") from None
    return labelled


def _check_blank(phrase: str, section: str, file: Traversable) -> None:
    if BLANK in phrase and section.partition(".")[0] not in (*NOUNS, WISH):
        raise CatalogueError(f"{file}: [{section}]: {phrase!r}: {BLANK} has no meaning here")
    if BLANK in phrase.removeprefix(BLANK).removesuffix(BLANK):
        raise CatalogueError(f"{file}: [{section}]: {phrase!r}: {BLANK} can only begin or end a phrase")


def _phrases(labelled: Labelled) -> Labelled:
    """The sections without the names of languages, which have codes."""
    return {section: its for section, its in labelled.items() if section != _NAME}


def _nearest(locale: str, read: Mapping[str, Labelled]) -> str:
    """The locale whose phrases serve this one: itself, or another region of its language; empty if there is none."""
    language = locale.partition("-")[0]
    return locale if locale in read else next((each for each in read if each.partition("-")[0] == language), "")


def _table(locale: str, read: Mapping[str, Labelled], offered: Sequence[str]) -> PhraseTable:
    """The phrases of a locale, the names of languages in it, and how other languages ask for themselves."""
    others: dict[str, Phrase] = {}
    for each, labelled in read.items():
        if each != locale:
            others |= _asked_for(each, labelled, offered)
    others |= _names(locale, read[locale], offered)
    return PhraseTable.of(_phrases(read[locale]), others)


def _asked_for(locale: str, labelled: Labelled, offered: Sequence[str]) -> Mapping[str, Phrase]:
    """The name of a language in itself, the phrases around it, and its politeness."""
    own = locale.partition("-")[0]
    named = {name: its for name, its in _names(locale, labelled, offered).items() if its.code.partition("-")[0] == own}
    leads = ((section, each) for section in ("language", "language.within") for each in labelled.get(section, ()))
    around = {each: _lead(section, each) for section, each in leads if BLANK in each}
    please = dict.fromkeys(labelled.get(PLEASE, ()), Phrase(FILLER))
    return please | around | named


def _lead(section: str, phrase: str) -> Phrase:
    return Phrase("language", section.partition(".")[2], "lead" if phrase.endswith(BLANK) else "tail")


def _names(locale: str, labelled: Labelled, offered: Sequence[str]) -> Mapping[str, Phrase]:
    """The names of languages in a locale: those of CLDR, and those of its file ("es = po hiszpańsku")."""
    pairs = [*names(locale), *(_named(line) for line in labelled.get(_NAME, ()))]
    return {name: Phrase("language", code=_offered(code, offered)) for name, code in pairs}


def _named(line: str) -> tuple[str, str]:
    code, _, name = line.partition("=")
    if not name.strip():
        raise CatalogueError(f"[{_NAME}]: {line!r} is not a code, = and a name")
    return name.strip(), code.strip()


def _offered(code: str, offered: Sequence[str]) -> str:
    """The locale of the line that speaks a language, or else the code of the language."""
    language = code.partition("-")[0]
    return code if code in offered else next((each for each in offered if each.partition("-")[0] == language), language)


def _hints(labelled: Labelled) -> tuple[str, ...]:
    def first() -> Iterator[str]:
        for each in UNIVERSALS:
            full = [phrase for phrase in labelled.get(each, ()) if BLANK not in phrase]
            yield from full[:_HINTS_OF_EACH]

    return tuple(first())

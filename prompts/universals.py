"""Finds what is understood at every question: a person, a repetition, back, another language, slower, yes, no, done.

Words decide, not likeness. The phrases of a language are in `universals.txt`, in sections that docs/universals.md
explains to translators.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, Self, cast, get_args

from prompts.labelled_phrases import Labelled, read_labelled
from prompts.language_names import names
from prompts.phrase_table import BLANK, Phrase, PhraseTable, Piece, as_heard
from prompts.po_file import CatalogueError

FILE = "universals.txt"
Universal = Literal["person", "repeat", "back", "language", "slower", "yes", "no", "done"]
UNIVERSALS: tuple[Universal, ...] = get_args(Universal)

_PRIORITY: tuple[Universal, ...] = ("person", "language", "repeat", "slower", "back", "done")
"""What is looked for before yes and no, the most important first."""
_NOUNS = ("person", "language")
"""The universals that "i want ..." and the like can ask for."""
_WISH = "wish"
_NAME = "language.name"
SECTIONS = (
    *UNIVERSALS,
    *(f"{each}.alone" for each in UNIVERSALS),
    *(f"{each}.within" for each in _PRIORITY),
    *("no.not", _NAME, _WISH, "filler", "negation", "negation.after", "none", "new", "but", "turned"),
)
_AROUND = " ,.;:!?…、。-"
"""What can stand around a part of an utterance, without meaning."""
_HINTS_OF_EACH = 6


@dataclass(frozen=True, slots=True)
class Reply:
    """The meaning of an utterance before anything else is considered."""

    universal: Universal | None = None
    rest: str = ""
    """What follows "no, ..." or "yes, ...", or stands beside the phrase, as spoken; empty if nothing does."""
    language: str = ""
    """The locale of the language named, or the CLDR code of one that the line lacks; empty if none was named."""


NOTHING = Reply()


class Universals:
    """The universals of a line's languages."""

    def __init__(self, tables: Mapping[str, "PhraseTable"], hints: Mapping[str, tuple[str, ...]]) -> None:
        self._tables = tables
        self._hints = hints

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read the phrases of these locales; a locale without a file borrows that of another region.

        `folder` has a subfolder with `universals.txt` for each locale; the default is the packaged one. Raises
        CatalogueError.
        """
        read = (_read if folder else _read_once)(folder or files("prompts") / "locales")  # type: ignore[arg-type]  # a folder's path can be hashed
        found = {locale: _nearest(locale, read) for locale in locales}
        tables = {locale: _table(its, read, locales) for locale, its in found.items() if its}
        return cls(tables, {locale: _hints(read[its]) for locale, its in found.items() if its})

    def find(self, speech: str, locale: str) -> Reply:
        """The meaning of an utterance; an empty reply if it is none of the universals, or contradictory."""
        table = self._tables.get(locale)
        if table is None:
            return NOTHING
        text = as_heard(speech)
        utterance = _Utterance(text, [piece for piece in table.cut(text) if piece.phrase.label != "filler"])
        return utterance.reply()

    def hints(self, locale: str) -> tuple[str, ...]:
        """Phrases that a speech recogniser should expect at every question."""
        return self._hints.get(locale, ())


@dataclass(frozen=True, slots=True)
class _Utterance:
    """An utterance, cut into pieces without those that mean nothing."""

    text: str
    content: Sequence[Piece]

    def reply(self) -> Reply:
        pieces = _wanted(_joined(self.content))
        if found := _first(piece for piece in pieces if piece.phrase.manner == "within"):
            is_alone = all(piece is found or _is_weak(piece) or piece.phrase.label == _WISH for piece in pieces)
            return _reply(found, "" if is_alone else self._beside(found))
        if all(piece.phrase.label in UNIVERSALS or _is_negation(piece) for piece in pieces):
            return _whole(pieces)
        return self._begun(pieces)

    def _begun(self, pieces: Sequence[Piece]) -> Reply:
        """What begins with yes or no, and goes on."""
        start = next((place for place, each in enumerate(pieces) if not _is_weak(each)), len(pieces))
        begins = pieces[start : start + 1]
        if _says_firmly("no", begins):
            return Reply("no", self._after_no(pieces, _end_of_run(pieces, start, "no")))
        if _says_firmly("yes", begins):
            end = _end_of_run(pieces, start, "yes")
            return NOTHING if self._takes_back(pieces[end:]) else Reply("yes", self._after(pieces[end - 1]))
        return NOTHING

    def _after_no(self, pieces: Sequence[Piece], end: int) -> str:
        """The rest after a no, or with it where it negates what follows: "no recibí nada"."""
        last = pieces[end - 1]
        return self.text[last.start :].strip() if self._negates(pieces, end - 1) else self._after(last)

    def _after(self, piece: Piece) -> str:
        return self.text[piece.end :].strip(_AROUND)

    def _negates(self, pieces: Sequence[Piece], place: int) -> bool:
        """Whether a word that means no and not belongs to what follows it."""
        if pieces[place].phrase.manner != "not" or place + 1 == len(pieces):
            return False
        following = pieces[place + 1]
        between = self.text[pieces[place].end : following.start]
        return not between.strip() and following.phrase.label not in ("new", _WISH, *UNIVERSALS)

    def _takes_back(self, rest: Sequence[Piece]) -> bool:
        """Whether this turns a yes before it round: "yes no", "yes but it is another one"."""
        places = [place for place in (0, len(rest) - 1) if not self._negates(rest, place)]
        if _says_firmly("no", [rest[place] for place in places]):
            return True
        return any(each.phrase.label in ("no", "turned", "negation") for each in _after(rest, "but"))

    def _beside(self, piece: Piece) -> str:
        return f"{self.text[: piece.start].strip(_AROUND)} {self._after(piece)}".strip()


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with "speak to ..." and "a person" joined; a phrase that lacks its word means nothing."""
    joined: list[Piece] = []
    for piece in pieces:
        joined.append(piece)
        while len(joined) > 1 and _fit(*joined[-2:]):
            other, one = joined.pop(), joined.pop()
            joined.append(Piece(_together(one.phrase, other.phrase), one.start, other.end))
    return [_unknown(each) if each.phrase.form != "full" and each.phrase.label != _WISH else each for each in joined]


def _fit(one: Piece, other: Piece) -> bool:
    """Whether one of two neighbours is the word that the other lacks."""
    lead, full = (one.phrase, other.phrase) if other.phrase.form == "full" else (other.phrase, one.phrase)
    forms = (one.phrase.form, other.phrase.form)
    fit = lead.label == full.label or (lead.label == _WISH and full.label in _NOUNS)
    return fit and forms in (("lead", "full"), ("full", "tail"))


def _together(one: Phrase, other: Phrase) -> Phrase:
    manner = "within" if "within" in (one.manner, other.manner) else ""
    return Phrase(other.label if one.label == _WISH else one.label, manner, code=one.code or other.code)


def _wanted(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with those that are negated as unknown: "I don't want" and "a person"."""
    marked = [each.phrase.label in _PRIORITY for each in pieces]
    before = [False, *(_is_negation(each) and not each.phrase.manner for each in pieces)]
    after = [*(_is_negation(each) and bool(each.phrase.manner) for each in pieces[1:]), False]
    return [
        _unknown(piece) if mark and (one or other) else piece
        for piece, mark, one, other in zip(pieces, marked, before, after, strict=False)
    ]


def _unknown(piece: Piece) -> Piece:
    return Piece(Phrase("none"), piece.start, piece.end)


def _whole(pieces: Sequence[Piece]) -> Reply:
    """The meaning of an utterance that has nothing but universals."""
    strong = [piece for piece in pieces if piece.phrase.manner != "alone" and not _is_negation(piece)]
    weak = [piece for piece in pieces if piece not in strong]
    if found := _first(strong):
        named = found.phrase.code or next((piece.phrase.code for piece in pieces if piece.phrase.code), "")
        return replace(_reply(found), language=named)
    if strong:
        return _yes_or_no(strong, weak)
    if found := _first(weak):
        return _reply(found)
    return Reply("no") if _says("no", weak) else Reply("yes") if weak else NOTHING


def _yes_or_no(strong: Sequence[Piece], weak: Sequence[Piece]) -> Reply:
    """No if it was said and no yes as firmly; yes if no was not said at all."""
    if _says("yes", strong):
        return NOTHING if _says("no", strong) or _says("no", weak) else Reply("yes")
    return Reply("no")


def _says(label: Universal, pieces: Sequence[Piece]) -> bool:
    return any(piece.phrase.label == label or (label == "no" and _is_negation(piece)) for piece in pieces)


def _says_firmly(label: Universal, pieces: Iterable[Piece]) -> bool:
    return any(piece.phrase.label == label and piece.phrase.manner != "alone" for piece in pieces)


def _is_negation(piece: Piece) -> bool:
    return piece.phrase.label == "negation"


def _first(pieces: Iterable[Piece]) -> Piece | None:
    """The most important among what is looked for before yes and no."""
    found = [piece for piece in pieces if piece.phrase.label in _PRIORITY]
    return min(found, key=_rank, default=None)


def _rank(piece: Piece) -> tuple[int, bool]:
    """The place in the order of importance; the name of a language before the word for language."""
    return _PRIORITY.index(cast(Universal, piece.phrase.label)), not piece.phrase.code


def _reply(piece: Piece, rest: str = "") -> Reply:
    return Reply(cast(Universal, piece.phrase.label), rest, piece.phrase.code)


def _is_weak(piece: Piece) -> bool:
    """Whether this counts for nothing at the beginning of a longer utterance: "okay", "sorry"."""
    return piece.phrase.manner == "alone" and piece.phrase.label != "no"


def _end_of_run(pieces: Sequence[Piece], start: int, label: str) -> int:
    """The place after the last of the pieces with this label that follow each other."""
    run = range(start, len(pieces))
    return next((place for place in run if pieces[place].phrase.label != label), len(pieces) - 1)


def _after(pieces: Sequence[Piece], label: str) -> Sequence[Piece]:
    """The pieces after the first with this label; none if there is no such piece."""
    place = next((place for place, each in enumerate(pieces) if each.phrase.label == label), len(pieces))
    return pieces[place + 1 :]


def _read(folder: Traversable) -> Mapping[str, Labelled]:
    """The files of a folder, by locale."""
    found = ((each.name, each / FILE) for each in folder.iterdir() if each.is_dir())
    return {name: _checked(read_labelled(file, SECTIONS), file) for name, file in sorted(found) if file.is_file()}


_read_once = lru_cache(maxsize=1)(_read)


def _checked(labelled: Labelled, file: Traversable) -> Labelled:
    """The phrases of a file. Raises CatalogueError if one is in two sections or has a blank where none can be."""
    for section, phrases in labelled.items():
        wrong = [each for each in phrases if BLANK in each and section.partition(".")[0] not in (*_NOUNS, _WISH)]
        if wrong:
            raise CatalogueError(f"{file}: [{section}]: {wrong[0]!r}: {BLANK} has no meaning here")
    try:
        PhraseTable.of(_phrases(labelled), {})
    except CatalogueError as error:
        raise CatalogueError(f"{file}: {error}") from None
    return labelled


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
    """The name of a language in itself, and the phrases around it."""
    own = locale.partition("-")[0]
    named = {name: its for name, its in _names(locale, labelled, offered).items() if its.code.partition("-")[0] == own}
    leads = ((section, each) for section in ("language", "language.within") for each in labelled.get(section, ()))
    around = {each: _lead(section, each) for section, each in leads if BLANK in each}
    return around | named


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

"""Measures how often short answers and spoken codes are heard right.

`prompts/utterances` has two files of each for every locale: `menu_words.txt` and `codes.txt`, by which the tables were
tuned, and those with `held_out_` before the name, which were written independently and are only measured. Menu words
stand under their meaning; codes under their kind, as "utterance = CODE", with nothing after = where there is no code.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from prompts.hearing import Hearing
from prompts.labelled_phrases import Labelled, read_labelled
from prompts.universals import UNIVERSALS, Reply

HELD_OUT = "held_out_"
MENU_WORDS, CODES = "menu_words", "codes"
_NO_REST, _NONE = "no.rest", "none"
MENU_LABELS = (*UNIVERSALS, _NO_REST, _NONE)
CODE_LABELS = ("order_number", "postcode")


@dataclass(frozen=True, slots=True)
class Misheard:
    """An utterance that was heard as something else."""

    label: str
    speech: str
    heard: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The number of utterances of a file, and those that were not heard right."""

    said: int
    misheard: Sequence[Misheard]

    @property
    def right(self) -> int:
        """The number heard right."""
        return self.said - len(self.misheard)


def menu_words(hearing: Hearing, locale: str, *, held_out: bool, folder: Traversable | None = None) -> Heard:
    """Hear the short answers of a locale. Raises CatalogueError if there are none."""
    labelled = read_labelled(_file(MENU_WORDS, locale, held_out, folder), MENU_LABELS)
    return _heard(labelled, lambda label, said: _misunderstood(label, said, hearing.universal(said, locale)))


def codes(hearing: Hearing, locale: str, *, held_out: bool, folder: Traversable | None = None) -> Heard:
    """Hear the spoken codes of a locale. Raises CatalogueError if there are none."""
    labelled = read_labelled(_file(CODES, locale, held_out, folder), CODE_LABELS)
    return _heard(labelled, lambda label, line: _misread(label, line, hearing, locale))


def table(hearing: Hearing, locales: Sequence[str]) -> Iterator[str]:
    """The share heard right by locale and in all, of the files held out and of those for tuning."""
    columns = [(measure, held_out) for measure in (menu_words, codes) for held_out in (True, False)]
    titles = (f"{title}{part:>10}" for title in ("menu words", "     codes") for part in ("held out", "tuning"))
    yield " ".join([f"{'':<16}", *titles])
    rows = {locale: [measure(hearing, locale, held_out=part) for measure, part in columns] for locale in locales}
    for locale, heard in rows.items():
        yield _row(locale, heard)
    yield _row("all", [_together(its) for its in zip(*rows.values(), strict=True)])


def _together(heard: Sequence[Heard]) -> Heard:
    return Heard(sum(its.said for its in heard), [each for its in heard for each in its.misheard])


def _row(name: str, heard: Sequence[Heard]) -> str:
    shares = (f"{f'{its.right} of {its.said}':>12}{its.right / (its.said or 1):>8.1%}" for its in heard)
    return " ".join([f"{name:<16}", *shares])


def _file(name: str, locale: str, held_out: bool, folder: Traversable | None) -> Traversable:
    return (folder or files("prompts") / "utterances") / locale / f"{HELD_OUT if held_out else ''}{name}.txt"


def _heard(labelled: Labelled, judge: Callable[[str, str], Misheard | None]) -> Heard:
    lines = [(label, line) for label, its in labelled.items() for line in its]
    return Heard(len(lines), [its for label, line in lines if (its := judge(label, line))])


def _misunderstood(label: str, said: str, reply: Reply) -> Misheard | None:
    meant = _NO_REST if reply.universal == "no" and reply.rest else reply.universal or _NONE
    return None if meant == label else Misheard(label, said, meant)


def _misread(label: str, line: str, hearing: Hearing, locale: str) -> Misheard | None:
    said, _, code = line.rpartition("=")
    heard = hearing.code(said.strip(), locale)
    return None if heard == _plain(code) else Misheard(label, line, heard)


def _plain(code: str) -> str:
    """A code as it is heard: letters in upper case and digits alone."""
    return "".join(filter(str.isalnum, code.upper()))

"""The prompts and phrases of every locale, with fall-backs, and their rendering as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Self

from babel.lists import format_list

from prompts import amounts, clock
from prompts.facts import Count, Fact, Key, Line, PlainFact, Term, Terms, TimeFact
from prompts.patterns import Patterns
from prompts.po_file import CatalogueError, PoFile, PromptEntry, plural_forms, read_po_file
from prompts.template import Template

LAST_RESORT = "en-US"
"""The locale to fall back on if a language lacks a prompt."""

SAID = ".said"
"""The suffix of ids that list phrases callers say instead of text they hear."""

_ANY_TIME = datetime.min.replace(tzinfo=UTC)
"""The time for texts that do not depend on it."""

FILE = "prompts.po"


@dataclass(frozen=True, slots=True)
class _LocalePrompts:
    """The prompts of one locale, each with the patterns of the language it is written in."""

    entries: Mapping[str, tuple[PromptEntry, Patterns]]
    phrases: Mapping[str, tuple[str, ...]]
    patterns: Patterns
    """The patterns of the language itself, with all of its own entries, lists included."""
    last: Patterns
    """The patterns of LAST_RESORT."""


class Catalogue:
    """The prompts of the locales of a line.

    A prompt missing from a locale is taken from another region of its language, then from en-US.
    """

    def __init__(self, by_locale: Mapping[str, _LocalePrompts]) -> None:
        self._by_locale = by_locale
        self._fixed = lru_cache(maxsize=4096)(self._compose)

    @classmethod
    def load(cls, locales: Sequence[str], folder: Traversable | None = None) -> Self:
        """Read and check the prompts of these locales and of their fall-backs. Raises CatalogueError.

        `folder` has a subfolder with `prompts.po` for each locale; the default is the packaged one.
        """
        books = _packaged_books(tuple(locales)) if folder is None else _books(locales, folder)
        return cls({locale: _prompts_of(locale, books) for locale in locales})

    @property
    def locales(self) -> tuple[str, ...]:
        """The loaded locales, in the order requested."""
        return tuple(self._by_locale)

    def words(self, line: Line, *, locale: str, now: datetime) -> str:
        """The sentence as plain text to be spoken, without escaping.

        `now` is aware, on the shop's clock. Raises LookupError if a locale, prompt or fact is missing.
        """
        if not line.facts:
            return self._fixed(line.prompt, "", locale)
        if len(line.facts) == 1 and isinstance(key := line.facts.get("key"), Key):
            return self._fixed(line.prompt, key.sign, locale)  # an option of a menu: the same for every caller
        return self._fill(line, locale, now)

    def _compose(self, prompt: str, key: str, locale: str) -> str:
        line = Line(prompt, {"key": Key(key)} if key else {})
        return self._fill(line, locale, _ANY_TIME)

    def _fill(self, line: Line, locale: str, now: datetime) -> str:
        entry, patterns = self._by_locale[locale].entries[line.prompt]
        template = entry.forms[0] if len(entry.forms) == 1 else entry.form(_count(line))
        return template.fill(lambda slot: self._say(line.facts[slot], patterns, locale, now))

    def phrases(self, prompt: str, locale: str) -> tuple[str, ...]:
        """The phrases by which callers choose this prompt, as listed at `<prompt>.said`; empty if there are none."""
        return self._by_locale[locale].phrases.get(prompt, ())

    def prompts(self, locale: str) -> tuple[str, ...]:
        """The ids of all prompts of a locale, fall-backs included."""
        return tuple(sorted(self._by_locale[locale].entries))

    def own(self, locale: str) -> Mapping[str, PromptEntry]:
        """The entries of a language without the last resort: prompts, `.said` lists and `speech.*` patterns."""
        return self._by_locale[locale].patterns.entries

    def borrows(self, prompt: str, locale: str) -> bool:
        """Whether a prompt falls back on the last resort, and so on another language."""
        prompts = self._by_locale[locale]
        return prompts.entries[prompt][1] is not prompts.patterns

    def original(self, locale: str) -> Mapping[str, PromptEntry]:
        """The entries of the last resort, as a locale falls back on them."""
        return self._by_locale[locale].last.entries

    def entry(self, locale: str, words: Sequence[str]) -> PromptEntry:
        """An entry from custom words: a single form, or one for each plural form. Raises ValueError."""
        plural = self._by_locale[locale].patterns.entries["speech.day"].plural
        needed = plural_forms(plural)
        if len(words) not in (1, needed):
            raise ValueError(f"has {len(words)} plural forms, where {locale} has {needed}")
        return PromptEntry(tuple(map(Template.parse, words)), plural)

    def with_words(self, entries: Mapping[str, Mapping[str, PromptEntry]]) -> Self:
        """A copy of the catalogue with entries replaced, by locale and prompt."""
        laid_over = {
            locale: _laid_over(prompts, entries.get(locale, {})) for locale, prompts in self._by_locale.items()
        }
        return type(self)(laid_over)

    def _say(self, fact: Fact, patterns: Patterns, locale: str, now: datetime) -> str:
        if isinstance(fact, Term):
            return self.words(Line(fact.prompt), locale=locale, now=now)
        if isinstance(fact, Terms):
            terms = [self.words(Line(prompt), locale=locale, now=now) for prompt in fact.prompts]
            return format_list(terms, style="or", locale=patterns.locale)
        return words_for(patterns, fact, now)


def packaged() -> tuple[str, ...]:
    """The locales that come with Wismo."""
    return tuple(sorted(each.name for each in (files("prompts") / "locales").iterdir() if (each / FILE).is_file()))


def _count(line: Line) -> int:
    """The number that decides the plural form."""
    match line.facts.get("count"):
        case Count(number):
            return number
    raise LookupError(f"{line.prompt}: has plural forms, so it needs a fact `count`")


@cache
def _packaged_books(locales: tuple[str, ...]) -> Mapping[str, PoFile]:
    return _books(locales, files("prompts") / "locales")


def _books(locales: Sequence[str], folder: Traversable) -> dict[str, PoFile]:
    """The files of the languages of these locales, and of the last resort."""
    languages = {_language(locale) for locale in (*locales, LAST_RESORT)}
    names = sorted(each.name for each in folder.iterdir() if (each / FILE).is_file())
    return {name: read_po_file(name, folder / name / FILE) for name in names if _language(name) in languages}


def _prompts_of(locale: str, books: Mapping[str, PoFile]) -> _LocalePrompts:
    own = [book for name, book in books.items() if _language(name) == _language(locale)]
    if not own:
        raise CatalogueError(f"{locale}: there is no {locale}/{FILE}, nor one of another region of its language")
    own.sort(key=lambda book: (book.locale != locale, book.locale))
    last, patterns = Patterns.of(LAST_RESORT, [books[LAST_RESORT]]), Patterns.of(locale, own)
    entries = {key: (entry, each) for each in (last, patterns) for key, entry in each.entries.items()}
    return _LocalePrompts(
        entries={key: value for key, value in entries.items() if not key.endswith(SAID)},
        phrases={key.removesuffix(SAID): entry.parts for key, (entry, _) in entries.items() if key.endswith(SAID)},
        patterns=patterns,
        last=last,
    )


def _laid_over(prompts: _LocalePrompts, entries: Mapping[str, PromptEntry]) -> _LocalePrompts:
    own = {prompt: (entry, prompts.patterns) for prompt, entry in entries.items()}
    return replace(prompts, entries={**prompts.entries, **own})


def _language(locale: str) -> str:
    return locale.partition("-")[0]


def words_for(patterns: Patterns, fact: TimeFact | PlainFact, now: datetime) -> str:
    """The spoken form of a fact, to fill a slot. `now` is aware, on the shop's clock."""
    if isinstance(fact, TimeFact):
        return clock.words(patterns, fact, now)
    return amounts.words(patterns, fact)

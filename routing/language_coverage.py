"""Finds callers whom a document sends to queues that do not speak their language."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from routing.conditions import When
from routing.model import Routing, Rule

_LANGUAGE_ALONE = frozenset({"language"})


@dataclass(frozen=True, slots=True)
class LanguageMismatch:
    """A queue that gets callers of a language it does not speak; `path` is the part of the document that sends them."""

    path: str
    queue: str
    language: str


def speaks(locales: Collection[str], language: str) -> bool:
    """Whether one of these locales has the same language. Callers of en-GB understand en-US."""
    return any(_language(each) == _language(language) for each in locales)


def language_mismatches(routing: Routing) -> Iterator[LanguageMismatch]:
    """Every rule, default or overflow that sends callers of the line's numbers to queues of other languages.

    Callers of a language reach each rule that can match them, down to the first rule with no other condition than the
    language, or else the default queue.
    """
    for language, dialled in _callers(routing):
        for path, queue in _sent_to(routing, language, dialled):
            if queue in routing.queues and not speaks(routing.queues[queue].languages, language):
                yield LanguageMismatch(path, queue, language)
    yield from _overflows(routing)


def _callers(routing: Routing) -> Iterator[tuple[str, frozenset[str]]]:
    """Each language of the line, with the numbers that offer it."""
    found: dict[str, set[str]] = {}
    for number, each in routing.numbers.items():
        for language in (each.language, *each.languages):
            found.setdefault(language, set()).add(number)
    yield from ((language, frozenset(numbers)) for language, numbers in found.items())


def _sent_to(routing: Routing, language: str, dialled: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The paths that can send such callers, each with its queue."""
    for place, rule in enumerate(routing.rules):
        if _may_fit(rule.when, language, dialled):
            yield from ((f"rules.{place}.{'split' if rule.split else 'send'}", queue) for queue in rule.shares)
            if _takes_all(rule, dialled):
                return
    yield "default", routing.default


def _may_fit(when: When, language: str, dialled: frozenset[str]) -> bool:
    speaks_it = not when.language or language in when.language
    return speaks_it and (not when.dialled or not dialled.isdisjoint(when.dialled))


def _takes_all(rule: Rule, dialled: frozenset[str]) -> bool:
    """Whether the rule matches all of these callers, so that none reaches the rules below it."""
    given = {name for name in rule.when.model_fields_set if getattr(rule.when, name) not in (None, ())}
    if "dialled" in given and dialled <= frozenset(rule.when.dialled):
        given.remove("dialled")
    return given <= _LANGUAGE_ALONE


def _overflows(routing: Routing) -> Iterator[LanguageMismatch]:
    """Overflows from a queue that speaks a language of the line to one that does not."""
    spoken = [language for language, _ in _callers(routing)]
    for name, queue in routing.queues.items():
        for place, over in enumerate(queue.overflow):
            to = routing.queues.get(over.to)
            if to is None:
                continue
            for language in spoken:
                if speaks(queue.languages, language) and not speaks(to.languages, language):
                    yield LanguageMismatch(f"queues.{name}.overflow.{place}.to", over.to, language)


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()

"""Brands: the name, voices and words by which a number is answered, and the line's own numbers."""

from collections.abc import Mapping

from routing.field_types import PromptText, TextsByLocale
from routing.model import Brand, Routing
from routing.return_terms import ReturnTerms


def name_at(routing: Routing, dialled: str) -> str:
    """The brand name by which a dialled number is answered."""
    number = routing.numbers.get(dialled)
    own = routing.brands.get(number.brand) if number and number.brand else None
    return own.name if own else routing.brand


def brand_at(routing: Routing, dialled: str) -> str:
    """The short name of a dialled number's brand; empty if it answers by the line's own name."""
    number = routing.numbers.get(dialled)
    return (number.brand or "") if number else ""


def return_terms_at(routing: Routing, dialled: str) -> ReturnTerms | None:
    """The terms for returns at a dialled number: its brand's own, else those of the line; None if there are none."""
    own = routing.brands.get(brand_at(routing, dialled))
    return (own.returns if own else None) or routing.returns


def store_info_at(routing: Routing, dialled: str, language: str) -> str:
    """What callers of a number are told of stores in a language; empty if nothing is.

    A brand with words of its own in any language never borrows those of the line.
    """
    own = routing.brands.get(brand_at(routing, dialled))
    return ((own.store_info if own else {}) or routing.store_info).get(language, "")


def own_numbers(routing: Routing) -> frozenset[str]:
    """The numbers of the line and of its staff: those that callers dial, and those that are rung or get texts."""
    ways = [queue.hand_off for queue in routing.queues.values()]
    rung = [number for way in ways for number in (*(way.ring or ()), *((way.dial,) if way.dial else ()))]
    told = [number for queue in routing.queues.values() for number in queue.tells]
    return frozenset((*routing.numbers, *rung, *told))


def brand_named(routing: Routing, name: str | None) -> Brand:
    """A brand by its short name, completed by the line's defaults; the defaults alone if there is no such brand."""
    own = routing.brands.get(name) if name else None
    if own is None:
        return Brand(name=routing.brand, voices=routing.voices, prompts=routing.prompts)
    voices = {**routing.voices, **own.voices}
    return Brand(name=own.name, voices=voices, prompts=_laid_over(routing.prompts, own.prompts))


def _laid_over(below: TextsByLocale, above: TextsByLocale) -> dict[str, Mapping[str, PromptText]]:
    return {locale: {**below.get(locale, {}), **above.get(locale, {})} for locale in {**below, **above}}


def forms(words: PromptText) -> tuple[str, ...]:
    """One sentence for each plural form, or a single sentence if there are none."""
    return (words,) if isinstance(words, str) else words

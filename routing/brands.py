"""As whom a number is answered: the brand, its voices and its words; and which numbers are the line's own."""

from collections.abc import Mapping

from routing.field_types import PromptText, TextsByLocale
from routing.model import Brand, Routing


def name_at(routing: Routing, dialled: str) -> str:
    """The name by which a number that was dialled is answered."""
    number = routing.numbers.get(dialled)
    own = routing.brands.get(number.brand) if number and number.brand else None
    return own.name if own else routing.brand


def own_numbers(routing: Routing) -> frozenset[str]:
    """The telephones of the line and of its people: numbers that are dialled, and those that are rung or told."""
    ways = [queue.hand_off for queue in routing.queues.values()]
    rung = [number for way in ways for number in (*(way.ring or ()), *((way.dial,) if way.dial else ()))]
    told = [number for queue in routing.queues.values() for number in queue.tells]
    return frozenset((*routing.numbers, *rung, *told))


def brand_named(routing: Routing, name: str | None) -> Brand:
    """A brand by its short name, completed by the line's own; that alone for None, and for one that is not there."""
    own = routing.brands.get(name) if name else None
    if own is None:
        return Brand(name=routing.brand, voices=routing.voices, prompts=routing.prompts)
    voices = {**routing.voices, **own.voices}
    return Brand(name=own.name, voices=voices, prompts=_laid_over(routing.prompts, own.prompts))


def _laid_over(below: TextsByLocale, above: TextsByLocale) -> dict[str, Mapping[str, PromptText]]:
    return {locale: {**below.get(locale, {}), **above.get(locale, {})} for locale in {**below, **above}}


def forms(words: PromptText) -> tuple[str, ...]:
    """One sentence for each plural form; one for all where there are none."""
    return (words,) if isinstance(words, str) else words

"""As whom a number is answered: the brand, its voices and its words."""

from collections.abc import Mapping

from routing.model import Brand, Routing
from routing.shapes import Wordbook, Words


def brand_at(routing: Routing, dialled: str) -> Brand:
    """The brand of a number that was dialled; what it leaves open is the line's own."""
    number = routing.numbers.get(dialled)
    return brand_named(routing, number.brand if number else None)


def brand_named(routing: Routing, name: str | None) -> Brand:
    """A brand by its short name; the line's own for None, and for one that is not there."""
    own = routing.brands.get(name) if name else None
    if own is None:
        return Brand(name=routing.brand, voices=routing.voices, prompts=routing.prompts)
    voices = {**routing.voices, **own.voices}
    return Brand(name=own.name, voices=voices, prompts=_laid_over(routing.prompts, own.prompts))


def _laid_over(below: Wordbook, above: Wordbook) -> dict[str, Mapping[str, Words]]:
    return {locale: {**below.get(locale, {}), **above.get(locale, {})} for locale in {**below, **above}}


def forms(words: Words) -> tuple[str, ...]:
    """One sentence for each plural form; one for all where there are none."""
    return (words,) if isinstance(words, str) else words

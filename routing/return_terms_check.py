"""Validation of what a routing document says of returns and of stores."""

from collections.abc import Collection, Iterator

from phonenumbers import SUPPORTED_REGIONS

from routing.model import Brand, Routing
from routing.return_terms import Extension, OtherTerms, ReturnTerms

Fault = tuple[str, str]
"""A path and what is wrong there."""


def errors_in_terms(routing: Routing) -> Iterator[Fault]:
    """The faults that make the terms of the line or of a brand unusable."""
    for path, whose in _whose(routing):
        if whose.returns:
            yield from _of_terms(f"{path}returns", whose.returns)


def silences_of_stores(routing: Routing) -> Iterator[Fault]:
    """The languages in which the line is answered and nothing is said of its stores."""
    spoken = {language for number in routing.numbers.values() for language in (number.language, *number.languages)}
    for path, whose in _whose(routing):
        yield from _silences(f"{path}store_info", whose.store_info, spoken)


def _whose(routing: Routing) -> Iterator[tuple[str, Routing | Brand]]:
    yield "", routing
    yield from ((f"brands.{name}.", brand) for name, brand in routing.brands.items())


def _silences(path: str, said: Collection[str], spoken: Collection[str]) -> Iterator[Fault]:
    missing = sorted(set(spoken) - set(said)) if said else []
    if missing:
        yield path, f"says nothing in {', '.join(missing)}; callers there are connected to a person"


def _of_terms(path: str, terms: ReturnTerms) -> Iterator[Fault]:
    for place, each in enumerate(terms.other_terms):
        yield from _of_other(f"{path}.other_terms.{place}", each)
    for place, extension in enumerate(terms.extended):
        yield from _of_extension(f"{path}.extended.{place}", extension)


def _of_other(path: str, terms: OtherTerms) -> Iterator[Fault]:
    if not (terms.country or terms.tag):
        yield path, "names neither a country nor a tag; name one, or write its days at the top"
    for country in terms.country:
        if country not in SUPPORTED_REGIONS:
            yield f"{path}.country", f"there is no country {country}; write its two letters, as in DE"


def _of_extension(path: str, extension: Extension) -> Iterator[Fault]:
    if extension.placed_to < extension.placed_from:
        yield f"{path}.placed_to", "is before placed_from; write the later day"
    elif extension.until < extension.placed_to:
        yield f"{path}.until", "is before placed_to, so that orders could never be returned; write a later day"

"""The packaged words, read once, and facts said alone."""

from collections.abc import Callable
from datetime import datetime

import pytest

from prompts.catalogue import Catalogue, words_for
from prompts.facts import Fact
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers
from prompts.patterns import Patterns
from prompts.po_file import PoFile

from .facts_said import NOW
from .making import LOCALES


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(LOCALES)


@pytest.fixture(scope="session")
def hearing(catalogue: Catalogue) -> Hearing:
    """Hears menus, keys and codes in every locale."""
    return Hearing(catalogue, IssueClassifiers({}))


@pytest.fixture(scope="session")
def say(catalogue: Catalogue) -> Callable[..., str]:
    """Says a fact in a locale, now or at another time."""
    patterns = {each: Patterns.of(each, [PoFile(each, catalogue.own(each))]) for each in catalogue.locales}

    def say_it(fact: Fact, locale: str, now: datetime = NOW) -> str:
        return words_for(patterns[locale], fact, now)

    return say_it

"""The right form for every number, as CLDR has it."""

import pytest
from babel import Locale

from prompts.catalogue import Catalogue
from prompts.facts import Count, Line

from .facts_said import NOW
from .making import LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_share_a_form_where_cldr_has_them_share_one(locale: str, catalogue: Catalogue) -> None:
    # CLDR's "many" of French, Italian, Portuguese and Spanish is for millions, which nobody has of anything here.
    entry, cldr = catalogue.own(locale)["points"], Locale.parse(locale, sep="-").plural_form
    numbers = range(1000)
    ours = {number: entry.plural(number) for number in numbers}
    assert len(set(ours.values())) == len({cldr(number) for number in numbers})
    assert len({(form, cldr(number)) for number, form in ours.items()}) == len(set(ours.values()))


POINTS = [
    *(("ja-JP", number, f"現在、{number}ポイントをお持ちです。") for number in (0, 1, 2, 5, 11, 21, 100)),
    ("de-DE", 1, "Sie haben einen Punkt."),
    *(("de-DE", number, f"Sie haben {number} Punkte.") for number in (0, 2, 3, 5, 11, 21, 100)),
    ("pl-PL", 1, "Na koncie jest jeden punkt."),
    *(("pl-PL", number, f"Na koncie są {number} punkty.") for number in (2, 3, 22)),
    *(("pl-PL", number, f"Na koncie jest {number} punktów.") for number in (0, 5, 11, 12, 21, 100)),
    ("fr-FR", 0, "Vous avez 0 point."),
    ("fr-FR", 1, "Vous avez 1 point."),
    *(("fr-FR", number, f"Vous avez {number} points.") for number in (2, 3, 5, 11, 21, 100)),
    ("pt-BR", 0, "Seu saldo é de 0 ponto."),
    ("pt-BR", 1, "Seu saldo é de 1 ponto."),
    *(("pt-BR", number, f"Seu saldo é de {number} pontos.") for number in (2, 3, 5, 11, 21, 100)),
    ("it-IT", 1, "Lei ha un punto."),
    *(("it-IT", number, f"Lei ha {number} punti.") for number in (0, 2, 3, 5, 11, 21, 100)),
]


@pytest.mark.parametrize(("locale", "number", "words"), POINTS)
def test_points_are_counted_as_people_count(catalogue: Catalogue, locale: str, number: int, words: str) -> None:
    assert catalogue.words(Line("points", {"count": Count(number)}), locale=locale, now=NOW) == words

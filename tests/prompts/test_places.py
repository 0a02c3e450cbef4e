"""Cities as scans name them, and as people say them."""

import pytest

from prompts.catalogue import Catalogue
from prompts.facts import Line, Place

from .facts_said import NOW

SAID = [
    ("OAKLAND", "en-US", "It was last seen in Oakland."),
    ("McAllen", "en-US", "It was last seen in McAllen."),
    ("SAN LUIS POTOSÍ", "es-MX", "La última vez se registró en San Luis Potosí."),
    ("SAINT-DENIS", "fr-FR", "Le dernier passage a été enregistré à Saint-Denis."),
    ("KÖLN", "de-DE", "Zuletzt wurde die Sendung in Köln erfasst."),
    ("L'AQUILA", "it-IT", "L'ultimo passaggio è stato registrato a L'Aquila."),
    ("SÃO PAULO", "pt-BR", "O último registro foi em São Paulo."),
    ("ŁÓDŹ", "pl-PL", "Ostatnio przesyłka była w miejscowości Łódź."),
    ("横浜市", "ja-JP", "最後に確認された場所は、横浜市です。"),
]


@pytest.mark.parametrize(("name", "locale", "words"), SAID)
def test_a_city_in_capitals_is_said_as_a_name(catalogue: Catalogue, name: str, locale: str, words: str) -> None:
    assert catalogue.words(Line("order_status.last_seen", {"city": Place(name)}), locale=locale, now=NOW) == words


def test_markup_in_a_city_is_left_out(catalogue: Catalogue) -> None:
    line = Line("order_status.last_seen", {"city": Place("<Hangup/>OAKLAND 🍵")})
    assert catalogue.words(line, locale="en-US", now=NOW) == "It was last seen in Oakland."

"""Carriers' names as people say them in each language."""

import pytest

from prompts.catalogue import Catalogue
from prompts.facts import Carrier, Line
from prompts.patterns import CarrierNames

from .facts_said import NOW

SAID = [
    ("UPS", "en-US", "It's with U P S."),
    ("usps", "en-US", "It's with U S P S."),
    ("OnTrac", "en-US", "It's with On Track."),
    ("ヤマト運輸", "en-US", "It's with Yamato."),
    ("DHL Express", "es-MX", "Lo lleva D H L Express."),
    ("Estafeta", "es-MX", "Lo lleva Estafeta."),
    ("FedEx", "fr-FR", "Le transporteur est FedEx."),
    ("Correos", "fr-FR", "Le transporteur est Corréos."),
    ("GLS", "de-DE", "Die Lieferung übernimmt G L S."),
    ("Poczta Polska", "de-DE", "Die Lieferung übernimmt Potschta Polska."),
    ("Jadlog", "pt-BR", "A transportadora é Jad Log."),
    ("BRT", "it-IT", "Il corriere è B R T."),
    ("SDA Express Courier", "it-IT", "Il corriere è S D A Express Courier."),
    ("dpd", "pl-PL", "Przesyłkę dostarcza D P D."),
    ("InPost", "pl-PL", "Przesyłkę dostarcza InPost."),
    ("FedEx", "ja-JP", "配送会社はフェデックスです。"),
    ("Sagawa", "ja-JP", "配送会社は佐川急便です。"),
    ("ups", "ja-JP", "配送会社はユーピーエスです。"),
]
AS_WRITTEN = [
    ("Upshot Couriers", "Upshot Couriers"),
    ("Ringaringa & <b>Sons</b>", "Ringaringa & Sons"),
    ("<Hangup/>GLSX", "GLSX"),
]


@pytest.mark.parametrize(("name", "locale", "words"), SAID)
def test_a_name_is_said_as_in_that_language(catalogue: Catalogue, name: str, locale: str, words: str) -> None:
    assert catalogue.words(Line("order_status.carrier", {"carrier": Carrier(name)}), locale=locale, now=NOW) == words


@pytest.mark.parametrize(("name", "heard"), AS_WRITTEN)
def test_a_name_that_nobody_listed_is_said_as_it_is_written_without_its_markup(
    catalogue, name: str, heard: str
) -> None:
    said = catalogue.words(Line("order_status.carrier", {"carrier": Carrier(name)}), locale="en-US", now=NOW)
    assert said == f"It's with {heard}."


def test_of_two_names_that_begin_alike_the_longer_is_said() -> None:
    carriers = CarrierNames.of(["La Poste = la poste", "La = la"])
    assert (carriers("LA POSTE"), carriers("La Rue")) == ("la poste", "la Rue")


@pytest.mark.parametrize("pairs", [["DHL"], ["DHL = "], ["DHL = D H L", "dhl = DHL"]])
def test_a_pair_that_is_none_or_is_there_twice_is_refused(pairs: list[str]) -> None:
    with pytest.raises(ValueError, match="is not a name that is there once"):
        CarrierNames.of(pairs)

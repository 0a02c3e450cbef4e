"""The number of a card is a code like others until it is recognised: it must be heard whole, however it is said."""

import pytest

from ivr.engine.card_numbers import LEAST_SPOKEN, has_card_number
from prompts.catalogue import Catalogue
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers

NUMBER = "4532015112830366"
SAID = {
    "en-US": [
        "four five three two oh one five one one two eight three oh three six six",
        "my card number is forty five thirty two oh one fifty one twelve eighty three oh three sixty six",
        "4532 oh one five one 1283 zero three double six",
    ],
    "es-MX": [
        "cuatro cinco tres dos cero uno cinco uno uno dos ocho tres cero tres seis seis",
        "mi tarjeta es cuarenta y cinco treinta y dos cero uno cincuenta y uno doce ochenta y tres cero tres "
        "sesenta y seis",
    ],
    "fr-FR": [
        "quatre cinq trois deux zéro un cinq un un deux huit trois zéro trois six six",
        "ma carte c'est le quarante-cinq trente-deux zéro un cinquante et un douze quatre-vingt-trois zéro trois "
        "soixante-six",
    ],
    "de-DE": [
        "vier fünf drei zwei null eins fünf eins eins zwei acht drei null drei sechs sechs",
        "meine Karte ist fünfundvierzig zweiunddreißig null eins einundfünfzig zwölf dreiundachtzig null drei "
        "sechsundsechzig",
    ],
    "it-IT": [
        "quattro cinque tre due zero uno cinque uno uno due otto tre zero tre sei sei",
        "la mia carta è quarantacinque trentadue zero uno cinquantuno dodici ottantatré zero tre sessantasei",
    ],
    "pt-BR": [
        "quatro cinco três dois zero um cinco um um dois oito três zero três meia meia",
        "meu cartão é quarenta e cinco trinta e dois zero um cinquenta e um doze oitenta e três zero três "
        "sessenta e seis",
    ],
    "pl-PL": [
        "cztery pięć trzy dwa zero jeden pięć jeden jeden dwa osiem trzy zero trzy sześć sześć",
        "moja karta to czterdzieści pięć trzydzieści dwa zero jeden pięćdziesiąt jeden dwanaście osiemdziesiąt trzy "
        "zero trzy sześćdziesiąt sześć",
    ],
    "ja-JP": [
        "よんごさんにゼロいちごいちいちにはちさんゼロさんろくろく",
        "カード番号は四五三二〇一五一一二八三〇三六六です",
        "カードは 4532 0151 1283 0366 です",
    ],
}
HEARING = Hearing(Catalogue.load(list(SAID)), IssueClassifiers({}))


@pytest.mark.parametrize("locale", SAID)
def test_a_card_number_is_recognised_in_words(locale: str) -> None:
    for speech in SAID[locale]:
        code = HEARING.code(speech, locale)
        assert (code, has_card_number(code)) == (NUMBER, True), speech
        assert len(speech.encode()) >= LEAST_SPOKEN

"""What Italian callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN = [
    ("buongiorno vorrei sapere dov'è il mio pacco", "find_order"),
    ("il mio ordine non è ancora arrivato", "find_order"),
    ("tracciamento del pacco", "find_order"),
    ("quando arriva la mia spedizione", "find_order"),
    ("vorrei restituire un paio di scarpe", "returns"),
    ("devo fare un reso", "returns"),
    ("aspetto ancora il rimborso", "refund"),
    ("quando mi ridate i miei soldi", "refund"),
    ("quanti punti ho sulla carta", "loyalty"),
    ("ho un codice sconto che non funziona", "other"),
    ("vorrei parlare con un operatore per favore", "hand_off"),
    ("mi passi una persona", "hand_off"),
    ("do you speak English", "en-US"),
    ("in inglese", "en-US"),
]
AFTER = [
    ("può ripetere per favore", "read_order"),
    ("ancora una volta", "read_order"),
    ("non è il mio ordine", "find_order"),
    ("mi mandi il link per SMS", "text_link"),
    ("ho un'altra domanda", "main_menu"),
    ("voglio parlare con qualcuno", "hand_off"),
]
WISHES = [
    ("può ripetere", "repeat"),
    ("come scusi", "repeat"),
    ("scusi non ho capito", "repeat"),
    ("me lo ripete", "repeat"),
    ("un essere umano", "person"),
    ("no voglio una persona vera", "person"),
    ("il servizio clienti", "person"),
    ("mi passi un operatore", "person"),
]
NO_WISHES = [
    "uno zero zero uno",
    "milleuno",
    "zero zero uno otto quattro",
    "il mio numero d'ordine è 1001",
    "non ce l'ho",
]
NO_OPTIONS = [
    "che ore sono",
    "buonasera signora",
    "fuori piove",
    "non lo so",
    "grazie",
    "",
]


@pytest.mark.parametrize(
    ("menu", "speech", "meant"),
    [*((MAIN_MENU, *row) for row in MAIN), *((AFTER_ORDER, *row) for row in AFTER)],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, "it-IT")
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(("speech", "meant"), WISHES)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(hearing: Hearing, speech: str, meant: str) -> None:
    assert hearing.universal(speech, "it-IT").universal == meant


@pytest.mark.parametrize("speech", NO_WISHES)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, speech: str) -> None:
    assert hearing.universal(speech, "it-IT").universal not in ("person", "repeat")


@pytest.mark.parametrize("speech", NO_OPTIONS)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, "it-IT") is None


CODES = [
    ("uno zero zero uno", "1001"),
    ("dieci zero uno", "1001"),
    ("mille uno", "1001"),
    ("milleuno", "1001"),
    ("mille e uno", "1001"),
    ("duemilatrecentocinque", "2305"),
    ("due mila trecento cinque", "2305"),
    ("centoventitré", "123"),
    ("cento venti", "120"),
    ("duecento", "200"),
    ("millecento", "1100"),
    ("diciassette", "17"),
    ("ventuno", "21"),
    ("quarantadue sessantuno", "4261"),
    ("ventotto novantanove", "2899"),
    ("settantatré zero due", "7302"),
    ("ottantotto", "88"),
    ("zero zero uno otto quattro", "00184"),
    ("ventimila cento ventuno", "20121"),
    ("ventimilacentoventuno", "20121"),
    ("doppio quattro uno", "441"),
    ("doppia vu emme uno zero zero uno", "WM1001"),
    ("W M 1001", "WM1001"),
    ("il numero è uno due tre quattro grazie", "1234"),
    ("il mio numero di ordine è 1001", "1001"),
    ("il cap è 00184", "00184"),
    ("enne vu cinquemilacentoventitré", "NV5123"),
    ("un ordine", "1"),
    ("ho due ordini", ""),
    ("non ce l'ho qui", ""),
    ("un momento", ""),
    ("il numero d'ordine", ""),
]


@pytest.mark.parametrize(("speech", "code"), CODES)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, speech: str, code: str) -> None:
    assert hearing.code(speech, "it-IT") == code


KEYS = [
    ("due", "2"),
    ("prema due", "2"),
    ("il tasto due per favore", "2"),
    ("lo zero", "0"),
    ("asterisco", "*"),
    ("cancelletto", "#"),
    ("dodici", None),
    ("un momento", None),
    ("", None),
]


@pytest.mark.parametrize(("speech", "key"), KEYS)
def test_a_key_can_be_named(hearing: Hearing, speech: str, key: str | None) -> None:
    assert hearing.key(speech, "it-IT") == key

"""What French callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN = [
    ("bonjour je voudrais savoir où est mon colis", "find_order"),
    ("je n'ai pas reçu ma commande", "find_order"),
    ("suivi de colis", "find_order"),
    ("quand est-ce que je serai livrée", "find_order"),
    ("je voudrais renvoyer des chaussures", "returns"),
    ("c'est pour un échange", "returns"),
    ("j'attends toujours mon remboursement", "refund"),
    ("combien de points est-ce que j'ai", "loyalty"),
    ("j'ai un code promo qui ne marche pas", "other"),
    ("je voudrais parler à quelqu'un s'il vous plaît", "hand_off"),
    ("passez-moi une conseillère", "hand_off"),
    ("do you speak English", "en-US"),
    ("en anglais", "en-US"),
]
AFTER = [
    ("vous pouvez répéter s'il vous plaît", "read_order"),
    ("encore une fois", "read_order"),
    ("ce n'est pas la bonne commande", "find_order"),
    ("envoyez-moi le lien par SMS", "text_link"),
    ("j'ai une autre question", "main_menu"),
    ("je veux parler à un conseiller", "hand_off"),
]
WISHES = [
    ("vous pouvez répéter", "repeat"),
    ("comment", "repeat"),
    ("pardon", "repeat"),
    ("je n'ai pas compris", "repeat"),
    ("un être humain", "person"),
    ("non je veux une vraie personne", "person"),
    ("le service client", "person"),
    ("passez-moi quelqu'un", "person"),
]
NO_WISHES = [
    *("un zéro zéro un", "mille un", "soixante-quinze zéro onze", "mon numéro de commande c'est le 1001"),
    "je ne l'ai pas",
]
NO_OPTIONS = ["quelle heure est-il", "bonjour madame", "il pleut encore", "je ne sais pas", "merci", ""]


@pytest.mark.parametrize(
    ("menu", "speech", "meant"),
    [*((MAIN_MENU, *row) for row in MAIN), *((AFTER_ORDER, *row) for row in AFTER)],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, "fr-FR")
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(("speech", "meant"), WISHES)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(hearing: Hearing, speech: str, meant: str) -> None:
    assert hearing.universal(speech, "fr-FR").universal == meant


@pytest.mark.parametrize("speech", NO_WISHES)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, speech: str) -> None:
    assert hearing.universal(speech, "fr-FR").universal not in ("person", "repeat")


@pytest.mark.parametrize("speech", NO_OPTIONS)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, "fr-FR") is None


CODES = [
    ("un zéro zéro un", "1001"),
    ("dix zéro un", "1001"),
    ("mille un", "1001"),
    ("mille et un", "1001"),
    ("deux mille trois cent cinq", "2305"),
    ("cent vingt-trois", "123"),
    ("deux cents", "200"),
    ("douze cents", "1200"),
    ("dix-sept", "17"),
    ("vingt et un", "21"),
    ("soixante et onze", "71"),
    ("soixante-dix", "70"),
    ("soixante-dix-sept", "77"),
    ("soixante-quinze zéro onze", "75011"),
    ("soixante-quinze mille onze", "75011"),
    ("quatre-vingts", "80"),
    ("quatre-vingt-un", "81"),
    ("quatre-vingt-dix", "90"),
    ("quatre vingt dix-neuf", "99"),
    ("quatre-vingt-douze mille cent", "92100"),
    ("soixante-neuf mille zéro zéro trois", "69000003"),
    ("zéro six quatre-vingt-seize", "0696"),
    ("septante-deux nonante", "7290"),
    ("double quatre un", "441"),
    ("double vé emme un zéro zéro un", "WM1001"),
    ("W M 1001", "WM1001"),
    ("c'est le un deux trois quatre s'il vous plaît", "1234"),
    ("mon numéro de commande c'est 1001", "1001"),
    ("le code postal est 75 011", "75011"),
    ("une commande", ""),
    ("j'ai deux commandes", ""),
    ("je ne l'ai pas sur moi", ""),
    ("un instant", ""),
]


@pytest.mark.parametrize(("speech", "code"), CODES)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, speech: str, code: str) -> None:
    assert hearing.code(speech, "fr-FR") == code


KEYS = [
    ("deux", "2"),
    ("tapez deux", "2"),
    ("la touche deux s'il vous plaît", "2"),
    ("le zéro", "0"),
    ("étoile", "*"),
    ("dièse", "#"),
    ("douze", None),
    ("un instant", None),
    ("", None),
]


@pytest.mark.parametrize(("speech", "key"), KEYS)
def test_a_key_can_be_named(hearing: Hearing, speech: str, key: str | None) -> None:
    assert hearing.key(speech, "fr-FR") == key

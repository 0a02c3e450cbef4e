"""What callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN_EN = [
    ("um where's my stuff", "find_order"),
    ("I want to know where my package is please", "find_order"),
    ("hi I'm calling about my order it hasn't arrived", "find_order"),
    ("I need to send something back", "returns"),
    ("I'd like to return these shoes they don't fit", "returns"),
    ("when will I get my money back", "refund"),
    ("has my refund been processed", "refund"),
    ("how many points do I have on my account", "loyalty"),
    ("rewards balance", "loyalty"),
    ("I have a promo code that does not work", "other"),
    ("can I talk to a real human please", "hand_off"),
    ("give me an agent", "hand_off"),
    ("español", "es-MX"),
    ("do you speak Spanish", "es-MX"),
    ("can we do this in Japanese", "ja-JP"),
    ("a different language please", "switch_language"),
]
MAIN_ES = [
    ("dónde está mi paquete por favor", "find_order"),
    ("quiero saber cuándo llega mi pedido", "find_order"),
    ("quiero regresar unos zapatos", "returns"),
    ("quisiera hacer una devolución", "returns"),
    ("CUANDO ME REGRESAN MI DINERO", "refund"),
    ("y mi reembolso", "refund"),
    ("cuántos puntos tengo", "loyalty"),
    ("tengo un cupón de descuento", "other"),
    ("quiero hablar con una persona por favor", "hand_off"),
    ("páseme a un asesor", "hand_off"),
    ("inglés", "en-US"),
]
AFTER_EN = [
    ("can you say that again please", "read_order"),
    ("that's the wrong order", "find_order"),
    ("I have another order", "find_order"),
    ("text me the link", "text_link"),
    ("send me the tracking number by text", "text_link"),
    ("I have a different question", "main_menu"),
    ("let me speak to somebody", "hand_off"),
]
AFTER_ES = [
    ("repítalo por favor", "read_order"),
    ("otra vez por favor", "read_order"),
    ("ese no es mi pedido", "find_order"),
    ("mándeme el enlace", "text_link"),
    ("tengo otra pregunta", "main_menu"),
    ("quiero hablar con alguien", "hand_off"),
]


@pytest.mark.parametrize(
    ("language", "menu", "speech", "meant"),
    [
        *(("en-US", MAIN_MENU, speech, meant) for speech, meant in MAIN_EN),
        *(("es-MX", MAIN_MENU, speech, meant) for speech, meant in MAIN_ES),
        *(("en-US", AFTER_ORDER, speech, meant) for speech, meant in AFTER_EN),
        *(("es-MX", AFTER_ORDER, speech, meant) for speech, meant in AFTER_ES),
    ],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, language: str, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, language)
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(
    ("language", "speech", "meant"),
    [
        ("en-US", "can you repeat that", "repeat"),
        ("en-US", "what", "repeat"),
        ("en-US", "sorry", "repeat"),
        ("en-US", "a human being", "person"),
        ("en-US", "no I want a person", "person"),
        ("en-US", "representative", "person"),
        ("en-US", "get me someone on the phone", "person"),
        ("es-MX", "puede repetir por favor", "repeat"),
        ("es-MX", "perdón", "repeat"),
        ("es-MX", "una persona por favor", "person"),
        ("es-MX", "comuníqueme con un asesor", "person"),
    ],
)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(
    hearing: Hearing, language: str, speech: str, meant: str
) -> None:
    assert hearing.universal(speech, language).universal == meant


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        *(
            ("en-US", speech)
            for speech in ("the weather is lovely today", "what time is it", "hello", "my name is John")
        ),
        *(
            ("en-US", speech)
            for speech in ("my dog ate a sandwich", "pizza with extra cheese", "I don't know", "", "ok")
        ),
        *(
            ("es-MX", speech)
            for speech in ("qué hora es", "hola buenas tardes", "me gusta el mole", "no sé", "gracias")
        ),
    ],
)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, language: str, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, language) is None


NUMBERS_EN = ["one zero zero one", "one thousand and one", "W M 1001", "my order number is 1001", "double four one"]
NUMBERS_ES = ["uno cero cero uno", "mil uno", "doble cuatro uno", "mi número de pedido es 1001", "no lo tengo"]


@pytest.mark.parametrize(
    ("language", "speech"), [*(("en-US", each) for each in NUMBERS_EN), *(("es-MX", each) for each in NUMBERS_ES)]
)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, language: str, speech: str) -> None:
    assert hearing.universal(speech, language).universal not in ("person", "repeat")


CODES_EN = [
    ("one zero zero one", "1001"),
    ("ten oh one", "1001"),
    ("one thousand and one", "1001"),
    ("1001", "1001"),
    ("1 001", "1001"),
    ("1,001", "1001"),
    ("it's one zero zero one please", "1001"),
    ("my order number is 1001", "1001"),
    ("hash 1001", "1001"),
    ("W M 1 0 0 1", "WM1001"),
    ("WM-1001", "WM1001"),
    ("double u m ten oh one", "WM1001"),
    ("a 1001", "A1001"),
    ("double four", "44"),
    ("triple seven two", "7772"),
    ("forty two sixty one", "4261"),
    ("twenty twenty", "2020"),
    ("nineteen oh five", "1905"),
    ("twelve hundred", "1200"),
    ("twenty three hundred", "2300"),
    ("twenty three thousand one hundred", "23100"),
    ("fortytwo sixtyone", "4261"),
    ("one hundred ten one", "1101"),
    ("one hundred and twenty three", "123"),
    ("forty two thousand", "42000"),
    ("one hundred twenty thousand and five", "120005"),
    ("fortytwo", "42"),
    ("the tension is high", ""),
    ("nine four one oh three", "94103"),
    ("oh six six oh oh", "06600"),
    ("the zip is 94103", "94103"),
    ("K 1 A 0 B 1", "K1A0B1"),
    ("sw1a 1aa", "SW1A1AA"),
    ("zee nine", "Z9"),
    ("um I don't have it", ""),
    ("one moment please", ""),
    ("I have two orders", ""),
    ("the letter from the T V shop", ""),
    ("no", ""),
    ("", ""),
    ("...", ""),
    ("ⅳ ٣٣٣", ""),
]
CODES_ES = [
    ("uno cero cero uno", "1001"),
    ("diez cero uno", "1001"),
    ("mil uno", "1001"),
    ("dos mil trescientos cinco", "2305"),
    ("ciento veinte", "120"),
    ("cuarenta y dos mil", "42000"),
    ("cuarenta y dos sesenta y uno", "4261"),
    ("veintiuno cero tres", "2103"),
    ("doble cuatro", "44"),
    ("triple cero uno", "0001"),
    ("doble u eme uno cero cero uno", "WM1001"),
    ("mi número de pedido es uno dos tres cuatro", "1234"),
    ("cero seis seis cero cero", "06600"),
    ("el código postal es 06600", "06600"),
    ("número de pedido", ""),
    ("ese es mi pedido", ""),
    ("no lo tengo", ""),
    ("un momento", ""),
]


@pytest.mark.parametrize(
    ("language", "speech", "code"),
    [*(("en-US", *row) for row in CODES_EN), *(("es-MX", *row) for row in CODES_ES)],
)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, language: str, speech: str, code: str) -> None:
    assert hearing.code(speech, language) == code


@pytest.mark.parametrize(
    ("language", "speech", "key"),
    [
        *(("en-US", *row) for row in [("two", "2"), ("press two", "2"), ("2", "2"), ("number 2 please", "2")]),
        *(("en-US", *row) for row in [("zero", "0"), ("star", "*"), ("the star key", "*"), ("pound", "#")]),
        *(("en-US", *row) for row in [("ten", None), ("one two", None), ("one moment", None), ("B", None), ("", None)]),
        *(("es-MX", *row) for row in [("dos", "2"), ("oprima dos", "2"), ("el dos por favor", "2"), ("cero", "0")]),
        *(("es-MX", *row) for row in [("asterisco", "*"), ("gato", "#"), ("doce", None), ("un momento", None)]),
    ],
)
def test_a_key_can_be_named(hearing: Hearing, language: str, speech: str, key: str | None) -> None:
    assert hearing.key(speech, language) == key

"""What Polish callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN = [
    ("dzień dobry chciałam zapytać gdzie jest moja paczka", "find_order"),
    ("moje zamówienie jeszcze nie przyszło", "find_order"),
    ("kiedy przyjdzie moja przesyłka", "find_order"),
    ("śledzenie paczki", "find_order"),
    ("chciałbym zwrócić buty", "returns"),
    ("chcę wymienić na większy rozmiar", "returns"),
    ("czekam na zwrot pieniędzy", "refund"),
    ("kiedy oddacie mi pieniądze", "refund"),
    ("ile mam punktów na koncie", "loyalty"),
    ("mam kod rabatowy który nie działa", "other"),
    ("proszę połączyć mnie z konsultantem", "hand_off"),
    ("chcę rozmawiać z żywym człowiekiem", "hand_off"),
    ("czy mówicie po angielsku", "en-US"),
    ("English please", "en-US"),
]
AFTER = [
    ("proszę powtórzyć", "read_order"),
    ("jeszcze raz proszę", "read_order"),
    ("to nie jest moje zamówienie", "find_order"),
    ("mam jeszcze inne zamówienie", "find_order"),
    ("proszę mi wysłać link SMS-em", "text_link"),
    ("mam jeszcze inne pytanie", "main_menu"),
    ("chcę porozmawiać z człowiekiem", "hand_off"),
]
WISHES = [
    ("słucham", "repeat"),
    ("jeszcze raz", "repeat"),
    ("nie zrozumiałam", "repeat"),
    ("czy może pani powtórzyć", "repeat"),
    ("konsultant", "person"),
    ("z człowiekiem proszę", "person"),
    ("obsługa klienta", "person"),
]
NO_WISHES = [
    *("jeden zero zero jeden", "tysiąc jeden", "mój numer zamówienia to 1001", "dwa trzy cztery pięć"),
    "nie mam go przy sobie",
]
NO_OPTIONS = ["która jest godzina", "dzień dobry", "ładna dziś pogoda", "nie wiem", "dziękuję", ""]


@pytest.mark.parametrize(
    ("menu", "speech", "meant"),
    [*((MAIN_MENU, *row) for row in MAIN), *((AFTER_ORDER, *row) for row in AFTER)],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, "pl-PL")
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(("speech", "meant"), WISHES)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(hearing: Hearing, speech: str, meant: str) -> None:
    assert hearing.universal(speech, "pl-PL").universal == meant


@pytest.mark.parametrize("speech", NO_WISHES)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, speech: str) -> None:
    assert hearing.universal(speech, "pl-PL").universal not in ("person", "repeat")


@pytest.mark.parametrize("speech", NO_OPTIONS)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, "pl-PL") is None


CODES = [
    ("jeden zero zero jeden", "1001"),
    ("dziesięć zero jeden", "1001"),
    ("tysiąc jeden", "1001"),
    ("dwa tysiące trzysta pięć", "2305"),
    ("pięć tysięcy sto dwadzieścia trzy", "5123"),
    ("tysiąc sto", "1100"),
    ("sto dwadzieścia trzy", "123"),
    ("dwadzieścia trzy tysiące czterysta", "23400"),
    ("czterdzieści dwa sześćdziesiąt jeden", "4261"),
    ("jedenaście dwanaście", "1112"),
    ("zero zero dziewięćset pięćdziesiąt", "00950"),
    ("zero zero myślnik dziewięć pięć zero", "00950"),
    ("kod pocztowy to 00-950", "00950"),
    ("dwa razy cztery jeden", "441"),
    ("wu em jeden zero zero jeden", "WM1001"),
    ("Wanda Maria jeden zero zero jeden", "WM1001"),
    ("W jak Wanda M jak Maria 1001", "WM1001"),
    ("igrek zet pięć", "YZ5"),
    ("WM 1001", "WM1001"),
    ("WM-1001", "WM1001"),
    ("to będzie jeden dwa trzy cztery", "1234"),
    ("yyy numer zamówienia to 1001", "1001"),
    ("mam dwa zamówienia", ""),
    ("chwileczkę", ""),
    ("jedną chwilę", ""),
    ("nie mam go przy sobie", ""),
    ("to jest moje zamówienie", ""),
    ("z sobotą w tle", ""),
]


@pytest.mark.parametrize(("speech", "code"), CODES)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, speech: str, code: str) -> None:
    assert hearing.code(speech, "pl-PL") == code


KEYS = [
    ("dwa", "2"),
    ("dwójka", "2"),
    ("naciskam dwa", "2"),
    ("wybieram numer dwa", "2"),
    ("zero proszę", "0"),
    ("gwiazdka", "*"),
    ("krzyżyk", "#"),
    ("dwanaście", None),
    ("chwileczkę", None),
    ("", None),
]


@pytest.mark.parametrize(("speech", "key"), KEYS)
def test_a_key_can_be_named(hearing: Hearing, speech: str, key: str | None) -> None:
    assert hearing.key(speech, "pl-PL") == key

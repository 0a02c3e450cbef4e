"""What German callers mean, in their words: menus, keys, order numbers and postcodes."""

import pytest

from prompts.hearing import Hearing

from .menus import AFTER_ORDER, MAIN_MENU

MAIN = [
    ("hallo ich wollte fragen wo mein Paket bleibt", "find_order"),
    ("meine Bestellung ist noch nicht da", "find_order"),
    ("wann kommt meine Lieferung", "find_order"),
    ("Sendungsverfolgung", "find_order"),
    ("ich möchte ein Paar Schuhe zurückschicken", "returns"),
    ("es geht um einen Umtausch", "returns"),
    ("ich warte noch auf meine Erstattung", "refund"),
    ("wann krieg ich mein Geld zurück", "refund"),
    ("wie viele Punkte hab ich noch", "loyalty"),
    ("ich habe einen Gutschein der nicht geht", "other"),
    ("ich möchte mit einem Mitarbeiter sprechen", "hand_off"),
    ("verbinden Sie mich mit einem Menschen", "hand_off"),
    ("sprechen Sie Englisch", "en-US"),
    ("in English please", "en-US"),
]
AFTER = [
    ("können Sie das bitte wiederholen", "read_order"),
    ("noch mal bitte", "read_order"),
    ("das ist nicht meine Bestellung", "find_order"),
    ("ich hab noch eine andere Bestellung", "find_order"),
    ("schicken Sie mir den Link per SMS", "text_link"),
    ("ich habe noch eine Frage", "main_menu"),
    ("ich will mit jemandem reden", "hand_off"),
]
WISHES = [
    ("wie bitte", "repeat"),
    ("noch einmal", "repeat"),
    ("das habe ich nicht verstanden", "repeat"),
    ("können Sie das noch mal sagen", "repeat"),
    ("Mitarbeiter", "person"),
    ("ich will einen echten Menschen", "person"),
    ("Kundenservice bitte", "person"),
    ("nein ich möchte mit jemandem sprechen", "person"),
]
NO_WISHES = [
    *("eins null null eins", "tausendeins", "meine Bestellnummer ist 1001", "zwo drei vier fünf"),
    "die habe ich nicht da",
]
NO_OPTIONS = ["wie spät ist es", "guten Tag", "schönes Wetter heute", "weiß ich nicht", "danke", ""]


@pytest.mark.parametrize(
    ("menu", "speech", "meant"),
    [*((MAIN_MENU, *row) for row in MAIN), *((AFTER_ORDER, *row) for row in AFTER)],
)
def test_an_option_can_be_asked_for_in_the_callers_own_words(
    hearing: Hearing, menu: tuple[str, ...], speech: str, meant: str
) -> None:
    chosen = hearing.choose(speech, menu, "de-DE")
    assert chosen is not None
    assert chosen.partition(".")[2] == meant


@pytest.mark.parametrize(("speech", "meant"), WISHES)
def test_a_person_and_a_repetition_can_be_asked_for_anywhere(hearing: Hearing, speech: str, meant: str) -> None:
    assert hearing.universal(speech, "de-DE").universal == meant


@pytest.mark.parametrize("speech", NO_WISHES)
def test_an_order_number_is_no_wish_for_a_person(hearing: Hearing, speech: str) -> None:
    assert hearing.universal(speech, "de-DE").universal not in ("person", "repeat")


@pytest.mark.parametrize("speech", NO_OPTIONS)
def test_what_means_none_of_the_options_is_refused(hearing: Hearing, speech: str) -> None:
    assert hearing.choose(speech, MAIN_MENU, "de-DE") is None


CODES = [
    ("eins null null eins", "1001"),
    ("zehn null eins", "1001"),
    ("tausendeins", "1001"),
    ("tausend und eins", "1001"),
    ("eintausendeins", "1001"),
    ("zweitausenddreihundertfünf", "2305"),
    ("fünftausendeinhundertdreiundzwanzig", "5123"),
    ("hundertdreiundzwanzig", "123"),
    ("einhundertundzehn", "110"),
    ("zwölfhundert", "1200"),
    ("dreiundzwanzigtausendvierhundert", "23400"),
    ("dreiundzwanzig", "23"),
    ("neunundneunzig sechsundsechzig", "9966"),
    ("zwoundvierzig null sieben", "4207"),
    ("zwo zwo drei", "223"),
    ("dreißig einundfünfzig", "3051"),
    ("siebzehn neunzehn", "1719"),
    ("eins null eins eins fünf", "10115"),
    ("die Postleitzahl ist 10 115", "10115"),
    ("zweimal die vier eins", "441"),
    ("doppel vier eins", "441"),
    ("we em eins null null eins", "WM1001"),
    ("Wilhelm Martha eins null null eins", "WM1001"),
    ("W wie Wilhelm M wie Martha 1001", "WM1001"),
    ("Nordpol Siegfried fünf", "NS5"),
    ("WM 1001", "WM1001"),
    ("WM-1001", "WM1001"),
    ("es ist die eins zwo drei vier bitte", "1234"),
    ("äh meine Bestellnummer ist die 1001", "1001"),
    ("ich habe zwei Bestellungen", ""),
    ("einen Moment bitte", ""),
    ("ein Moment", ""),
    ("die habe ich gerade nicht da", ""),
    ("das ist meine Bestellung", ""),
    ("ich bin mir nicht sicher", ""),
]


@pytest.mark.parametrize(("speech", "code"), CODES)
def test_a_code_said_aloud_is_written_down(hearing: Hearing, speech: str, code: str) -> None:
    assert hearing.code(speech, "de-DE") == code


KEYS = [
    ("zwei", "2"),
    ("zwo", "2"),
    ("die zwei bitte", "2"),
    ("Taste zwei", "2"),
    ("ich nehme die Null", "0"),
    ("Stern", "*"),
    ("die Rautetaste", "#"),
    ("zwölf", None),
    ("dreiundzwanzig", None),
    ("einen Moment", None),
    ("", None),
]


@pytest.mark.parametrize(("speech", "key"), KEYS)
def test_a_key_can_be_named(hearing: Hearing, speech: str, key: str | None) -> None:
    assert hearing.key(speech, "de-DE") == key

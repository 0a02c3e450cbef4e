"""The same two calls in each language, word for word as in `transcripts`, where native speakers can review them.

An unknown caller says order number and postcode aloud, hears the news, and asks for a person. A known caller hears
the news with no key pressed, hears it again, and changes to English and back (from English to Spanish).
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ivr.emulator import Phone
from ivr.emulator.switchboard import Switchboard
from tests.calls.conftest import ALICE, LINE
from tests.calls.native import NATIVE_LINE
from tests.calls.native import locale as locale
from tests.calls.native import settings as settings
from tests.shop import Shop

TRANSCRIPTS = Path(__file__).parent / "transcripts"


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance of the caller."""

    where: str
    number: str
    """NW-5123 without its letters."""
    postcode: str
    """94110."""
    person: str
    again: str


SAID = {
    "de-DE": Said(
        "guten Tag, ich wollte fragen, wo mein Paket bleibt",
        "fünftausendeinhundertdreiundzwanzig",
        "neun vier eins eins null",
        "ich möchte bitte mit einem Mitarbeiter sprechen",
        "können Sie das noch einmal sagen?",
    ),
    "en-US": Said(
        "hi, I'd like to know where my package is",
        "fifty one twenty three",
        "nine four one one oh",
        "I want to talk to somebody please",
        "can you say that again?",
    ),
    "es-MX": Said(
        "buenas tardes, quiero saber dónde está mi paquete",
        "cinco mil ciento veintitrés",
        "nueve cuatro uno uno cero",
        "quiero hablar con una persona, por favor",
        "¿me lo repite por favor?",
    ),
    "fr-FR": Said(
        "bonjour, je voudrais savoir où est mon colis",
        "cinq mille cent vingt-trois",
        "quatre-vingt-quatorze mille cent dix",
        "je voudrais parler à quelqu'un, s'il vous plaît",
        "vous pouvez répéter ?",
    ),
    "pt-BR": Said(
        "bom dia, eu queria saber onde está meu pacote",
        "cinco um dois três",
        "nove quatro um um zero",
        "quero falar com alguém, por favor",
        "pode repetir, por favor?",
    ),
    "it-IT": Said(
        "buongiorno, vorrei sapere dov'è il mio pacco",
        "cinquemilacentoventitré",
        "nove quattro uno uno zero",
        "vorrei parlare con qualcuno, per favore",
        "può ripetere, per favore?",
    ),
    "ja-JP": Said(
        "注文した荷物がまだ届かないんですけど",
        "五千百二十三です",
        "きゅうよんいちいちゼロ",
        "オペレーターにつないでください",
        "もう一度お願いします",
    ),
    "pl-PL": Said(
        "dzień dobry, chciałam zapytać, gdzie jest moja paczka",
        "pięć tysięcy sto dwadzieścia trzy",
        "dziewięć cztery jeden jeden zero",
        "proszę mnie połączyć z konsultantem",
        "proszę powtórzyć",
    ),
}


@pytest.fixture
def keep(pytestconfig: pytest.Config, tmp_path: Path, locale: str) -> Path:
    """The file for the words heard: the transcript itself if it is to be rewritten."""
    return (TRANSCRIPTS if pytestconfig.getoption("--write-transcripts") else tmp_path) / f"{locale}.txt"


def test_the_calls_are_what_their_transcripts_say(switchboard: Switchboard, shop: Shop, locale: str, keep: Path):
    switchboard.add_number(NATIVE_LINE, switchboard.numbers[LINE].voice_url)
    shop.has_order(number="NW-5123", status="out_for_delivery", window="14:00-18:00", language=locale)
    stranger = a_stranger_calls(Phone(switchboard, number="+14155550177", to=NATIVE_LINE), SAID[locale])
    customer = a_customer_calls(Phone(switchboard, number=ALICE, to=NATIVE_LINE), SAID[locale])
    keep.write_text(f"{stranger.transcript}\n\n{customer.transcript}\n", encoding="utf-8")
    expected = TRANSCRIPTS / f"{locale}.txt"
    assert keep.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8"), f"{keep} is not {expected}"


def a_stranger_calls(phone: Phone, said: Said) -> Phone:
    phone.dials().says(said.where).says(said.number).says(said.postcode)
    return phone.says(said.person).hangs_up()


def a_customer_calls(phone: Phone, said: Said) -> Phone:
    return phone.dials().says(said.again).presses("9").presses("9").hangs_up()

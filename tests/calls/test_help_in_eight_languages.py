"""Help with a delivery in each language, by voice alone and by keys alone."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from ivr.emulator import Phone
from ivr.emulator.switchboard import Switchboard
from prompts.catalogue import Catalogue
from prompts.facts import Line
from tests.calls.conftest import ALICE, LINE
from tests.calls.native import NATIVE_LINE
from tests.calls.native import locale as locale
from tests.calls.native import settings as settings
from tests.shop import Shop


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller says: yes, that the parcel is not there, that it is really not there."""

    yes: str
    gone: str
    no: str


SAID = {
    "de-DE": Said("ja, gerne", "das Paket ist nicht da", "nein, sie ist wirklich nicht da"),
    "en-US": Said("yes please", "it's not here", "no, it's really not here"),
    "es-MX": Said("sí, por favor", "no me llegó", "no, de verdad no está"),
    "fr-FR": Said("oui, s'il vous plaît", "je ne l'ai pas reçu", "non, il n'est vraiment pas là"),
    "it-IT": Said("sì, grazie", "non l'ho ricevuto", "no, davvero non c'è"),
    "ja-JP": Said("はい、お願いします", "届いていません", "いいえ、やっぱりありません"),
    "pl-PL": Said("tak, proszę", "przesyłki nie ma", "nie, naprawdę jej nie ma"),
    "pt-BR": Said("sim, por favor", "não chegou", "não, não está mesmo"),
}


@pytest.fixture
def caller(switchboard: Switchboard) -> Phone:
    switchboard.add_number(NATIVE_LINE, switchboard.numbers[LINE].voice_url)
    return Phone(switchboard, number=ALICE, to=NATIVE_LINE)


def words(prompt: str, locale: str, shop: Shop) -> str:
    return Catalogue.load([locale]).words(Line(prompt), locale=locale, now=shop.now())


def has_parcel(shop: Shop, locale: str, status: str, **parcel: object) -> None:
    shop.has_order(status="shipped", shipments=(shop.parcel(status, **parcel),), language=locale)


def test_help_is_reached_by_voice_alone(caller: Phone, shop: Shop, locale: str):
    said = SAID[locale]
    has_parcel(shop, locale, "delivered", delivered=0)
    caller.dials().says(said.gone).hears(words("not_here.look_around", locale, shop))
    caller.says(said.no).hears(words("delivery_help.claim_opened", locale, shop)).hangs_up()


def test_a_person_is_reached_by_a_yes(caller: Phone, shop: Shop, locale: str):
    has_parcel(shop, locale, "exception", reason="lost")
    caller.dials().hears(words("delivery_help.replaced", locale, shop)).says(SAID[locale].yes)
    caller.hears(words("hand_off.connecting", locale, shop))


def test_help_is_reached_by_keys_alone(caller: Phone, shop: Shop, locale: str):
    has_parcel(shop, locale, "in_transit", last_scan_at=shop.now() - timedelta(days=9))
    caller.dials().hears(words("delivery_help.silent", locale, shop)).waits().presses("1")
    caller.hears(words("delivery_help.traced", locale, shop)).hangs_up()

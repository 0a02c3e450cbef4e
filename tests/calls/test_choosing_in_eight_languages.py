"""A caller chooses among orders by voice alone, and by keys alone, in each language."""

from dataclasses import dataclass

import pytest

from ivr.emulator import Phone
from ivr.emulator.switchboard import Switchboard
from tests.calls.conftest import ALICE, LINE
from tests.calls.native import NATIVE_LINE
from tests.calls.native import locale as locale
from tests.calls.native import settings as settings
from tests.shop import Shop

NEWEST, YESTERDAYS, AT_THE_SHOP = "Alpha Post", "Beta Post", "Gamma Post"
"""The carriers of three orders, by which the news of each is recognised."""


@dataclass(frozen=True, slots=True)
class Said:
    """Utterances of a caller who chooses."""

    second: str
    last: str
    on_its_way: str
    from_yesterday: str
    for_pickup: str
    none: str


SAID = {
    "de-DE": Said(
        "die zweite", "die letzte bitte", "die unterwegs ist", "die von gestern", "die zum Abholen", "keine davon"
    ),
    "en-US": Said(
        "the second one",
        "the last one please",
        "the one on its way",
        "the one from yesterday",
        "the one ready for pickup",
        "none of these",
    ),
    "es-MX": Said(
        "el segundo",
        "el último por favor",
        "el que va en camino",
        "el de ayer",
        "el que está listo para recoger",
        "ninguno de esos",
    ),
    "fr-FR": Said(
        "la deuxième",
        "la dernière s'il vous plaît",
        "celle qui est en route",
        "celle d'hier",
        "celle qui est à retirer",
        "aucune des trois",
    ),
    "it-IT": Said(
        "il secondo",
        "l'ultimo per favore",
        "quello in viaggio",
        "quello di ieri",
        "quello da ritirare",
        "nessuno di questi",
    ),
    "ja-JP": Said(
        "二つ目です", "最後のものをお願いします", "配送中のほう", "昨日のやつ", "受け取り待ちのもの", "どれでもないです"
    ),
    "pl-PL": Said("to drugie", "poproszę ostatnie", "to w drodze", "to wczorajsze", "to do odbioru", "żadne z nich"),
    "pt-BR": Said(
        "o segundo", "o último por favor", "o que está a caminho", "o de ontem", "o que é pra retirar", "nenhum desses"
    ),
}


@pytest.fixture
def phone(switchboard: Switchboard, shop: Shop, locale: str) -> Phone:
    """The phone of a caller with three orders: two on their way, and one that waits to be picked up."""
    switchboard.add_number(NATIVE_LINE, switchboard.numbers[LINE].voice_url)
    for place, (carrier, status) in enumerate(
        ((NEWEST, "in_transit"), (YESTERDAYS, "in_transit"), (AT_THE_SHOP, "ready_for_pickup"))
    ):
        parcel = shop.parcel(status, day=3, carrier=carrier)
        shop.has_order(status="shipped", placed=-place, shipments=(parcel,), language=locale)
    return Phone(switchboard, number=ALICE, to=NATIVE_LINE)


def test_an_order_is_chosen_by_voice_alone_and_by_keys_alone(phone: Phone, locale: str) -> None:
    said = SAID[locale]
    assert YESTERDAYS in phone.dials().says(said.second).heard
    assert AT_THE_SHOP in phone.hangs_up().dials().says(said.last).heard
    assert AT_THE_SHOP in phone.hangs_up().dials().says(said.for_pickup).heard
    narrowed = phone.hangs_up().dials().says(said.on_its_way).heard
    assert not any(each in narrowed for each in (NEWEST, YESTERDAYS, AT_THE_SHOP))
    assert YESTERDAYS in phone.says(said.from_yesterday).heard
    assert AT_THE_SHOP in phone.hangs_up().dials().presses("3").heard
    by_key = phone.hangs_up().dials().presses("4").heard
    assert phone.hangs_up().dials().says(said.none).heard == by_key

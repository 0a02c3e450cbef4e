"""Every request is made in each language by voice alone, and by keys alone."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pytest

from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard
from ivr.settings import Settings
from prompts.po_file import PoFile, read_po_file
from tests.calls.conftest import ALICE, LINE
from tests.calls.in_force import put_in_force
from tests.calls.native import NATIVE_LINE
from tests.calls.native import locale as locale
from tests.calls.native import settings as settings
from tests.calls.test_requests_of_callers import asked_for
from tests.shop import Shop


@dataclass(frozen=True, slots=True)
class Said:
    """What a caller says for each request, and for yes."""

    cancel: str
    invoice: str
    points: str
    missing: str
    back: str
    tomorrow: str
    morning: str
    send_back: str
    address: str
    stores: str
    yes: str


SAID = {
    "en-US": Said(
        *("I want to cancel my order", "I need a copy of my invoice", "how many points do I have"),
        *("some points are missing", "call me back tomorrow", "tomorrow", "in the morning"),
        *("I want to return my order", "I need to change my delivery address", "what are your opening hours", "yes"),
    ),
    "es-MX": Said(
        *("quiero cancelar mi pedido", "necesito una copia de mi factura", "cuántos puntos tengo"),
        *("me faltan puntos", "llámenme mañana", "mañana", "por la mañana"),
        *("quiero devolver mi pedido", "quiero cambiar la dirección de entrega", "a qué hora abren la tienda", "sí"),
    ),
    "fr-FR": Said(
        *("je veux annuler ma commande", "je voudrais une copie de ma facture", "combien de points est-ce que j'ai"),
        *("il me manque des points", "rappelez-moi demain", "demain", "le matin"),
        *("je veux retourner ma commande", "je dois changer l'adresse de livraison"),
        *("quels sont les horaires du magasin", "oui"),
    ),
    "de-DE": Said(
        *("ich möchte meine Bestellung stornieren", "ich brauche eine Kopie meiner Rechnung"),
        *("wie viele Punkte habe ich", "mir fehlen Punkte", "rufen Sie mich morgen an", "morgen", "am Vormittag"),
        *("ich möchte meine Bestellung zurücksenden", "ich muss die Lieferadresse ändern"),
        *("wann hat Ihre Filiale geöffnet", "ja"),
    ),
    "it-IT": Said(
        *("voglio annullare il mio ordine", "mi serve una copia della fattura", "quanti punti ho"),
        *("mi mancano dei punti", "richiamatemi domani", "domani", "di mattina"),
        *("voglio restituire il mio ordine", "devo cambiare l'indirizzo di consegna"),
        *("quali sono gli orari del negozio", "sì"),
    ),
    "pt-BR": Said(
        *("quero cancelar meu pedido", "preciso de uma cópia da nota fiscal", "quantos pontos eu tenho"),
        *("estão faltando pontos", "me liguem amanhã", "amanhã", "de manhã"),
        *("quero devolver meu pedido", "preciso mudar o endereço de entrega"),
        *("qual é o horário de funcionamento da loja", "sim"),
    ),
    "pl-PL": Said(
        *("chcę anulować zamówienie", "potrzebuję kopii faktury", "ile mam punktów", "brakuje mi punktów"),
        *("oddzwońcie jutro", "jutro", "rano", "chcę zwrócić zamówienie", "chcę zmienić adres dostawy"),
        *("jakie są godziny otwarcia sklepu", "tak"),
    ),
    "ja-JP": Said(
        *("注文をキャンセルしたいです", "請求書の控えがほしいです", "ポイントは何ポイントありますか"),
        *("ポイントが足りません", "明日電話してください", "明日", "午前中", "注文を返品したいです"),
        *("お届け先の住所を変更したいです", "お店の営業時間を教えてください", "はい"),
    ),
}


@pytest.fixture
def line(settings: Settings, stores: Stores, switchboard: Switchboard, shop: Shop, locale: str) -> Phone:
    """Alice's phone, about to ring a line of her language with terms for returns and words on its stores."""
    switchboard.add_number(NATIVE_LINE, switchboard.numbers[LINE].voice_url)
    numbers = {NATIVE_LINE: {"language": locale, "languages": [locale]}}
    put_in_force(settings, stores, shop, numbers=numbers, returns={"days": 30}, store_info={locale: "9 - 18."})
    return Phone(switchboard, number=ALICE, to=NATIVE_LINE)


@cache
def catalogue(locale: str) -> PoFile:
    return read_po_file(locale, files("prompts").joinpath("locales", locale, "prompts.po"))


def words(locale: str, prompt: str) -> str:
    """A sentence of the catalogue that has no slots."""
    return catalogue(locale).entries[prompt].forms[0].end


def test_by_voice_alone(line: Phone, shop: Shop, stores: Stores, locale: str):
    said = SAID[locale]
    shop.has_order(number="1001", status="processing", loyalty_points=70, language=locale)
    line.dials().says(said.cancel).says("1001").hears(words(locale, "cancel_order.unsent"))
    line.says(said.yes).hears(words(locale, "cancel_order.told"))
    line.says(said.invoice).says(said.yes).hears(words(locale, "invoice.told"))
    line.says(said.points).says(said.missing).says(said.yes).hears(words(locale, "missing_points.told"))
    line.says(said.back).says(said.tomorrow).says(said.morning).says(said.yes)
    line.hears(words(locale, "call_back_at.told")).says(said.stores).hears("9 - 18.")
    line.says(said.address).hears(words(locale, "change_address.person"))
    made = ["call_back_at", "cancel_order", "invoice_copy", "missing_points"]
    assert sorted(kind for kind, _ in asked_for(stores)) == made


def test_a_return_by_voice_alone(line: Phone, shop: Shop, stores: Stores, locale: str):
    said = SAID[locale]
    parcel = shop.parcel("delivered", delivered=-3)
    shop.has_order(number="1001", status="delivered", shipments=(parcel,), language=locale)
    line.dials().says(said.send_back).says("1001").hears(words(locale, "returns.offer")).says(said.yes)
    line.hears(words(locale, "returns.told"))
    assert [kind for kind, _ in asked_for(stores)] == ["start_return"]


def by_keys(line: Phone, *keys: str) -> Phone:
    """From the news of an order to the menu of issues, and on by these keys."""
    line.presses("4").presses("5").waits().waits()
    for key in keys:
        line.presses(key)
    return line


def test_by_keys_alone(line: Phone, shop: Shop, stores: Stores, locale: str):
    shop.has_order(number="1001", status="processing", loyalty_points=70, language=locale)
    by_keys(line.dials(), "1", "3").presses("1001#").presses("1").hears(words(locale, "cancel_order.told"))
    by_keys(line, "3", "2").presses("1").hears(words(locale, "invoice.told"))
    line.presses("4").presses("4").presses("1").presses("1").hears(words(locale, "missing_points.told"))
    by_keys(line, "4", "5", "1").presses("2").presses("1").presses("1").hears(words(locale, "call_back_at.told"))
    by_keys(line, "4", "4").hears("9 - 18.")
    by_keys(line, "1", "4").hears(words(locale, "change_address.person"))
    made = ["call_back_at", "cancel_order", "invoice_copy", "missing_points"]
    assert sorted(kind for kind, _ in asked_for(stores)) == made

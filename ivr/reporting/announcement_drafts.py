"""Suggested announcements about a reason for which people call, in each language of the line.

They are suggestions for a supervisor to read, change and confirm. Reasons that are no trouble of a delivery have none.
"""

from collections.abc import Iterable, Mapping

from ivr.orders.order_facts import BOTH, ON_TIME
from ivr.reporting.contact_reasons import ContactReason
from ivr.reporting.reason_names import reason_name

_OF_DELIVERIES = ("carrier", "carrier_region", "region", "lateness", "status", "product", "warehouse", "all")
_GENERAL: Mapping[str, str] = {
    "en": "Some deliveries are taking longer than usual at the moment. We are working on it. "
    "You will hear the latest news of your order in this call.",
    "es": "Algunas entregas están tardando más de lo habitual. Estamos trabajando en ello. "
    "En esta llamada oirá las últimas noticias de su pedido.",
    "fr": "Certaines livraisons prennent actuellement plus de temps que d'habitude. Nous nous en occupons. "
    "Vous entendrez les dernières nouvelles de votre commande pendant cet appel.",
    "de": "Manche Lieferungen dauern zurzeit länger als sonst. Wir kümmern uns darum. "
    "Den neuesten Stand Ihrer Bestellung hören Sie in diesem Anruf.",
    "it": "Al momento alcune consegne richiedono più tempo del solito. Ce ne stiamo occupando. "
    "In questa chiamata sentirà le ultime notizie sul suo ordine.",
    "pt": "No momento, algumas entregas estão demorando mais do que o normal. Estamos cuidando disso. "
    "Nesta ligação você ouvirá as últimas notícias do seu pedido.",
    "pl": "Niektóre dostawy trwają obecnie dłużej niż zwykle. Pracujemy nad tym. "
    "W tej rozmowie usłyszą Państwo najnowsze informacje o swoim zamówieniu.",
    "ja": "現在、一部の配達に通常より時間がかかっております。対応を進めております。"
    "ご注文の最新の状況は、このお電話でご案内いたします。",
}
_OF_CARRIER: Mapping[str, str] = {
    "en": "Deliveries with {carrier} are taking longer than usual at the moment. We are working on it. "
    "You will hear the latest news of your order in this call.",
    "es": "Las entregas con {carrier} están tardando más de lo habitual. Estamos trabajando en ello. "
    "En esta llamada oirá las últimas noticias de su pedido.",
    "fr": "Les livraisons avec {carrier} prennent actuellement plus de temps que d'habitude. Nous nous en occupons. "
    "Vous entendrez les dernières nouvelles de votre commande pendant cet appel.",
    "de": "Lieferungen mit {carrier} dauern zurzeit länger als sonst. Wir kümmern uns darum. "
    "Den neuesten Stand Ihrer Bestellung hören Sie in diesem Anruf.",
    "it": "Al momento le consegne con {carrier} richiedono più tempo del solito. Ce ne stiamo occupando. "
    "In questa chiamata sentirà le ultime notizie sul suo ordine.",
    "pt": "No momento, as entregas com {carrier} estão demorando mais do que o normal. Estamos cuidando disso. "
    "Nesta ligação você ouvirá as últimas notícias do seu pedido.",
    "pl": "Dostawy firmą {carrier} trwają obecnie dłużej niż zwykle. Pracujemy nad tym. "
    "W tej rozmowie usłyszą Państwo najnowsze informacje o swoim zamówieniu.",
    "ja": "現在、{carrier}の配達に通常より時間がかかっております。対応を進めております。"
    "ご注文の最新の状況は、このお電話でご案内いたします。",
}


def announcement_drafts(reason: ContactReason, languages: Iterable[str]) -> dict[str, str]:
    """A suggestion for each language (en-US), empty where there is none."""
    return {language: _draft(reason, language.partition("-")[0]) for language in languages}


def _draft(reason: ContactReason, language: str) -> str:
    if reason.kind not in _OF_DELIVERIES or reason.key == ON_TIME:
        return ""
    if reason.kind in ("carrier", "carrier_region"):
        carrier = reason_name(ContactReason("carrier", reason.key.partition(BOTH)[0]))
        return _OF_CARRIER.get(language, "").replace("{carrier}", carrier)
    return _GENERAL.get(language, "")

"""Reasons for which people call, in words."""

from collections.abc import Mapping

from babel import Locale

from ivr.orders.order_facts import BOTH
from ivr.orders.regions import STATES
from ivr.reporting.contact_reasons import ContactReason

_CARRIERS: Mapping[str, str] = {
    **{name: name.upper() for name in ("ups", "usps", "dhl", "dpd", "gls", "ems", "tnt")},
    "fedex": "FedEx",
    "ontrac": "OnTrac",
    "lasership": "LaserShip",
    "royal mail": "Royal Mail",
    "inpost": "InPost",
    "canada post": "Canada Post",
}
"""Names that are not written with one capital."""
_LATENESS: Mapping[str, str] = {
    "on_time": "nothing: on time",
    "no_promise": "no day was promised",
    "today": "less than a day",
    "1_2": "1 to 2 days",
    "3_7": "3 to 7 days",
    "over_7": "more than 7 days",
}
_SUBJECTS: Mapping[str, str] = {"store_info": "Stores", "loyalty": "Points", "order_status": "Where is my order"}
_COUNTRIES = Locale("en").territories


def reason_name(reason: ContactReason) -> str:
    """A reason as people name it: "UPS, Texas". A key that is not known stands for itself."""
    key = reason.key
    if reason.kind == "all":
        return "All calls"
    if reason.kind == "carrier":
        return _carrier(key)
    if reason.kind == "region":
        return _region(key)
    if reason.kind == "carrier_region":
        carrier, _, region = key.partition(BOTH)
        return f"{_carrier(carrier)}, {_region(region)}"
    if reason.kind == "lateness":
        return _LATENESS.get(key, key)
    if reason.kind in ("product", "warehouse"):
        return key
    return _SUBJECTS.get(key) or key.replace("_", " ").capitalize()


def _carrier(key: str) -> str:
    return _CARRIERS.get(key) or key.title()


def _region(key: str) -> str:
    country, _, part = key.partition("-")
    if country == "US" and part in STATES:
        return STATES[part]
    name = str(_COUNTRIES.get(country, country))
    return f"{name}, postcodes {part}…" if part else name

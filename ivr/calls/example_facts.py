"""Example facts to preview prompts with: one for each fact that a prompt gets, of the same kind."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from prompts.facts import Carrier, Code, Count, Day, Fact, Key, Link, Moment, Money, Place, Term, Terms, Text, Window


def samples(now: datetime, *, brand: str, count: int) -> Mapping[str, Fact]:
    """Example facts by name, for tomorrow afternoon. `now` is aware; `count` decides the plural form."""
    tomorrow = now.replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=1)
    until = tomorrow.replace(hour=18)
    return {
        **_texts(brand),
        **dict.fromkeys(("day", "placed"), Day(tomorrow.date())),
        **dict.fromkeys(("when", "age", "opens", "until"), Moment(tomorrow)),
        **dict.fromkeys(("digits", "number"), Code("5550142")),
        **dict.fromkeys(("key", "away", "back", "yes", "no", "least"), Key("1")),
        "most": Key("5"),
        "window": Window(tomorrow, until),
        "count": Count(count),
        "city": Place("OAKLAND"),
        "place": Place("Corner Shop"),
        "carrier": Carrier("UPS"),
        "money": Money(4990, "USD"),
        "order": Code("NW-5123"),
        "url": Link("https://shop.example/t/5123"),
        "which": Term("parcel.one"),
        "state": Term("state.on_its_way"),
        "issue": Term("issue.refund"),
        "language": Term("language.es-MX"),
        "languages": Terms(("language.en-US", "language.es-MX")),
    }


def _texts(brand: str) -> Mapping[str, Fact]:
    """Facts from outside that are the same in every language."""
    names = {"brand": brand, "items": "Desk lamp", "queue": "care", "name": "storm", "line": "+18005550199"}
    return {name: Text(text) for name, text in {**names, "reason": "Inventory", "message": "Hello."}.items()}

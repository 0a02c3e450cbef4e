"""Routing documents for tests."""

from datetime import UTC, datetime
from typing import Any

from routing.decide import CompiledRouting
from routing.document import of_json
from routing.model import Routing

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""Tuesday, noon in New York."""

DESIGN = """
brand: Northwind
numbers:
  "+18005550199": {language: en-US, languages: [en-US, es-MX, fr-CA]}
hours:
  us-care: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00", sat: "09:00-17:00"}, holidays: US,
            exceptions: [{date: 2026-12-24, open: "08:00-14:00", reason: Christmas Eve}]}
vendors:
  acme: {name: Acme BPO}
queues:
  care-en: {name: English care, kind: in_house, languages: [en-US], hours: us-care, hand_off: {desk: care-en},
            service_level: {percent: 80, seconds: 20}, capacity: 40,
            overflow: [{wait_over: 120, to: acme-en}], closed: [callback, voicemail]}
  acme-en: {name: Acme English, kind: outsourced, vendor: acme, languages: [en-US], hours: always,
            hand_off: {sip: "sip:care@acme.example"}}
  acme-es: {name: Acme Spanish, kind: outsourced, vendor: acme, languages: [es-MX], hours: always,
            hand_off: {dial: "+13055550123"}}
rules:
  - {name: Gold members with damage stay in house, when: {issue: [damaged], tier: [gold, platinum]}, send: care-en,
     priority: 10}
  - {name: English, when: {language: en-US}, split: {care-en: 60, acme-en: 40}}
  - {name: Spanish, when: {language: es-MX}, send: acme-es}
default: care-en
"""


def queue(**fields: Any) -> dict[str, Any]:
    """A queue in house that never closes."""
    given = {"name": "A queue", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "desk"}}
    return {**given, "told": ["+12125550150"], **fields}


def vendors_queue(vendor: str, **fields: Any) -> dict[str, Any]:
    """A queue of an outside company."""
    return queue(kind="outsourced", vendor=vendor, hand_off={"dial": "+13055550123"}, **fields)


def document(**fields: Any) -> Routing:
    """A document with one queue, `care`, unless told otherwise."""
    return of_json({"brand": "Northwind", "queues": {"care": queue()}, "default": "care", **fields})


def compiled(**fields: Any) -> CompiledRouting:
    """The same, ready to decide by, as version 7."""
    return CompiledRouting(document(**fields), 7)


def three_vendors(**vendor: Any) -> dict[str, Any]:
    """The fields of a document that splits all calls 50/30/20 between three vendors."""
    return {
        "vendors": {name: {"name": name.title(), **vendor} for name in "abc"},
        "queues": {"care": queue(), **{name: vendors_queue(name) for name in "abc"}},
        "rules": [{"name": "Split", "split": {"a": 50, "b": 30, "c": 20}}],
    }

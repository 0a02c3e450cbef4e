"""The routing document of a generated year, for a line that has none: a desk, a good vendor and a poor one."""

from routing.document import read
from routing.model import Routing

DOCUMENT = """
brand: Northwind
numbers:
  "+18005550199": {language: en-US, languages: [en-US, es-MX]}
  "+18005550177": {language: en-US, languages: [en-US]}
hours:
  care: {time_zone: America/New_York, open: {mon-sun: "08:00-20:00"}}
vendors:
  acme: {name: Acme BPO, price: {per_minute: 0.85, currency: USD},
         targets: {service_percent: 70, asa_seconds: 30, abandonment_percent: 8, handling_seconds: 300,
                   transfers_back_percent: 5, repeats_percent: 20}}
  bravo: {name: Bravo Contact, price: {per_call: 3.20, currency: USD},
          targets: {service_percent: 70, asa_seconds: 30, abandonment_percent: 8, handling_seconds: 300,
                    transfers_back_percent: 5, repeats_percent: 20}}
queues:
  care-en: {name: English care, kind: in_house, languages: [en-US, es-MX], hours: care, hand_off: {desk: care-en},
            closed: [callback, voicemail]}
  acme-en: {name: Acme English, kind: outsourced, vendor: acme, languages: [en-US],
            hand_off: {sip: "sip:care@acme.example"}}
  acme-es: {name: Acme Spanish, kind: outsourced, vendor: acme, languages: [es-MX],
            hand_off: {sip: "sip:cuidado@acme.example"}}
  bravo-en: {name: Bravo English, kind: outsourced, vendor: bravo, languages: [en-US],
             hand_off: {sip: "sip:care@bravo.example"}}
rules:
  - {name: Spanish, when: {language: es-MX}, split: {acme-es: 60, care-en: 40}}
  - {name: English, when: {language: en-US}, split: {care-en: 50, acme-en: 30, bravo-en: 20},
     split_follows: {by: service_level, points: 3, least_share: 10, most_share: 60}}
default: care-en
"""


def sample_routing() -> Routing:
    """The document. Raises RoutingError if it is no longer one."""
    return read(DOCUMENT)

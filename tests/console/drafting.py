"""A small routing document, and the form data that changes it."""

DOCUMENT = """
brand: Northwind
numbers: {"+18005550199": {language: en-US, languages: [en-US, es-MX]}}
hours: {weekdays: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00"}, holidays: US}}
vendors: {acme: {name: Acme}}
queues:
  care-en: {name: English care, kind: in_house, languages: [en-US], hours: weekdays, hand_off: {desk: care-en}}
  acme-en: {name: Acme, kind: outsourced, vendor: acme, languages: [en-US], hand_off: {dial: "+12025550143"}}
rules:
  - {name: Gold, when: {tier: gold}, send: care-en, priority: 5}
  - {name: English, split: {care-en: 100}}
switches: {storm: {name: Storm, message: {en-US: A storm delays parcels.}}}
default: care-en
"""


def split(**shares: int) -> dict[str, list[str]]:
    """The rows of a split as the form sends them; `acme_en` is the queue acme-en."""
    return {
        "split.queue": [name.replace("_", "-") for name in shares],
        "split.share": [str(share) for share in shares.values()],
    }

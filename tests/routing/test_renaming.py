"""Renaming an entry updates all references in the document."""

import json

import pytest

from routing.check import problems
from routing.document import of_json, read, renamed, to_json

DOCUMENT = """
brand: Northwind
brands: {brand-a: {name: Outlet}}
numbers:
  "+18005550199": {language: en-US, brand: brand-a}
hours: {hours-a: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00"}}}
vendors: {vendor-a: {name: Acme}}
queues:
  queue-a: {name: A, kind: in_house, languages: [en-US], hours: hours-a, hand_off: {desk: a}, told: ["+12125550150"]}
  queue-b:
    name: B
    kind: outsourced
    vendor: vendor-a
    languages: [en-US]
    hand_off: {dial: "+12025550143"}
    overflow: [{wait_over: 60, to: queue-a}]
    told: ["+12125550150"]
  queue-c: {name: C, kind: in_house, languages: [en-US], hand_off: {callback: queue-a}, told: ["+12125550150"]}
rules:
  - {name: rule-a, when: {time: hours-a, dialled: ["+18005550199"]}, split: {queue-a: 40, queue-b: 60}}
  - {name: rule-b, send: queue-a}
switches: {storm: {name: Storm, queues: [queue-b, queue-a], numbers: ["+18005550199"], closes: true}}
default: queue-a
"""
NAMED = [
    ("brands", "brand-a", "brand-z"),
    ("numbers", "+18005550199", "+18005550142"),
    ("hours", "hours-a", "hours-z"),
    ("vendors", "vendor-a", "vendor-z"),
    ("queues", "queue-a", "queue-z"),
    ("queues", "queue-b", "queue-z"),
    ("rules", "rule-a", "rule-z"),
]


@pytest.mark.parametrize(("part", "was", "name"), NAMED)
def test_nothing_speaks_of_the_old_name_any_more_and_nothing_else_has_changed(part: str, was: str, name: str):
    document = to_json(read(DOCUMENT))
    if part == "rules":
        document["rules"][0]["name"] = name
    else:
        document[part] = {name if each == was else each: entry for each, entry in document[part].items()}
    found = renamed(document, part, was, name)
    assert was not in json.dumps(found)
    assert found == json.loads(json.dumps(to_json(read(DOCUMENT))).replace(was, name))
    assert problems(of_json(found)) == problems(read(DOCUMENT))


def test_shares_of_a_queue_that_is_named_there_already_are_left_to_the_check():
    document = to_json(read(DOCUMENT))
    document["rules"][0]["split"] = shares = {"queue-a": 40, "queue-z": 60}
    assert renamed(document, "queues", "queue-a", "queue-z")["rules"][0]["split"] == shares

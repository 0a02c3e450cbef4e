"""Errors of a document name its fields and give an example of a correct value."""

import json
import re
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from routing.document import RoutingError, of_json, parsed
from routing.field_types import DocumentPart
from routing.model import Routing
from routing.validation_messages import complaints
from tests.routing.documents import DESIGN

WHOLE = yaml.safe_load(DESIGN) | {
    "voices": {"en-US": "Google.en-US-Neural2-C"},
    "switches": {"storm": {"name": "Storm", "closes": True, "code": "71", "message": {"en-US": "Closed."}}},
    "alerts": {"wait": 120, "errors": 5},
}
LIBRARY = re.compile(
    r"should|validation|[Ii]nput |valid (string|dict|list|tuple|number|integer)|pattern|String|Tuple|required"
)
"""How pydantic and YAML's reader speak."""


def told(value: object) -> str:
    with pytest.raises(RoutingError) as error:
        of_json(value)
    return "\n".join(error.value.problems)


def changed(path: str, value: object) -> dict[str, Any]:
    """The document with another value at a path."""
    document = json.loads(json.dumps(WHOLE, default=str))
    *outer, last = path.split(".")
    at: Any = document
    for name in outer:
        at = at[int(name)] if isinstance(at, list) else at[name]
    at[int(last) if isinstance(at, list) else last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("queues.care-en.languages", [], "must be a list of languages and countries, as in [en-US, es-MX]"),
        ("queues.care-en.languages", ["english"], "languages.0: must be a list of languages and countries"),
        ("queues.care-en.hand_off", {"ring": []}, "ring: must be a list of one to ten telephone numbers"),
        ("queues.care-en.hand_off", {"sip": "acme"}, "must be a SIP address, as in sip:care@acme.example"),
        ("queues.care-en.kind", "inhouse", "must be one of in_house, outsourced"),
        ("queues.care-en.capacity", 0, "must be at least 1; write a whole number of callers, as in 40"),
        ("queues.care-en.capacity", "many", "must be a whole number of callers, as in 40"),
        ("queues.care-en.service_level", 80, "must be a group of percent and seconds, as in {percent: 80,"),
        ("hours.us-care.open.mon-fri", "8 to 20", "open.mon-fri: must be hours from and until, as in 08:00-20:00"),
        ("hours.us-care.open.mon-fri", ["8-20"], "must be hours from and until, as in 08:00-20:00"),
        ("hours.us-care.holidays", "Germany", "must be a country, or a country and region, as in US-CA"),
        ("hours.us-care.exceptions.0.date", "Christmas", "must be a day, as in 2026-12-24"),
        ("numbers", {"555": {"language": "en-US"}}, "numbers.555: must be a group of telephone numbers"),
        ("rules.1.split.care-en", 0, "must be at least 1; write a group of queues with whole percent"),
        ("rules.0.when.issue", ["broken"], "must be one of order_status, delivery_problem, late"),
        ("switches.storm.code", "7", 'must be two to four digits in quotes, as in "71"'),
        ("brand", None, "brand: must be a name, as in Northwind"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_told_with_one_that_does(path: str, value: object, said: str):
    assert said in told(changed(path, value))


def nodes(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, each in inner for place in nodes(each, (*at, name)))]


WRONG = st.sampled_from([None, "", "?", [], {}, ["?"], {"?": "?"}, -1, 0, 1.5, True, 10**12, "x" * 2000, [[]], [{}]])


@given(st.sampled_from(nodes(json.loads(json.dumps(WHOLE, default=str)))[1:]), WRONG)
def test_no_word_of_the_library_reaches_an_admin_whatever_is_wrong(place: tuple[Any, ...], value: object):
    document = json.loads(json.dumps(WHOLE, default=str))
    at = document
    for name in place[:-1]:
        at = at[name]
    at[place[-1]] = deepcopy(value)
    try:
        Routing.model_validate(document)
    except ValidationError as error:
        for said in complaints(error.errors()):
            assert not LIBRARY.search(said.partition(": ")[2]), said
            assert "{name: value}" not in said, "no example for this field"


def test_every_field_of_the_document_has_an_example():
    models = [
        each for each in DocumentPart.__subclasses__() if each.__module__ in ("routing.model", "routing.conditions")
    ]
    fields = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert len(fields) > 60
    assert [name for name in fields if "{name: value}" in complaints([{"type": "missing", "loc": (name,)}])[0]] == []


@pytest.mark.parametrize(
    ("path", "value", "number"),
    [
        ("queues.care-en.service_level.percent", "80%", 80),
        ("queues.care-en.service_level.percent", " 80 % ", 80),
        ("queues.care-en.capacity", "12,000", 12_000),
        ("queues.care-en.capacity", "1,234,567", 1_234_567),
        ("queues.care-en.capacity", "12 000", 12_000),
        ("rules.1.priority", "5", 5),
        ("alerts.wait", "1.5", 1.5),
    ],
)
def test_a_number_is_read_as_people_write_it(path: str, value: str, number: float):
    found = of_json(changed(path, value)).model_dump()
    for name in path.split("."):
        found = found[int(name) if name.isdigit() else name]
    assert found == number


@pytest.mark.parametrize("value", ["12,00", "1,2,3", "many", "", True, "8 0"])
def test_what_may_be_two_numbers_is_none(value: object):
    assert "queues.care-en.capacity: must be a whole number" in told(changed("queues.care-en.capacity", value))


def test_a_point_that_may_part_thousands_is_asked_about():
    assert "capacity: write 12000 or 12: the point may mean either" in told(
        changed("queues.care-en.capacity", "12.000")
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brand: [Northwind", "a list or group is not closed"),
        ("brand: Northwind: the shop", "line 1, column 17: a text with a colon needs quotes"),
        ("queues:\n\tcare: {}", "line 2, column 1: indent with blanks instead of a tab"),
        ('brand: "Northwind', "a quotation mark is not closed"),
        ("brand: *northwind", "a text that begins with * needs quotes"),
        ("brand: !northwind x", "a text that begins with ! needs quotes"),
        ("brand: Northwind\n  default: care", "line 2"),
        ("brand\nqueues: {}", "or the line above lacks its colon"),
        ("brand: @northwind", "a text that begins with a special character needs quotes"),
        ("brand: \x00", "character 8 is one that no text has"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line_and_what_to_do(text: str, said: str):
    with pytest.raises(RoutingError) as error:
        parsed(text)
    assert said in str(error.value)
    assert not LIBRARY.search(str(error.value))


@given(st.text(alphabet="ab:-[]{}'\"#&*!|>%@`,?\n\t ", max_size=30))
def test_no_word_of_the_reader_reaches_an_admin(text: str):
    try:
        parsed(text)
    except RoutingError as error:
        assert "while" not in str(error)
        assert "expected" not in str(error)

"""What a routing document says of returns and of stores, and how its faults are told."""

from typing import Any

import jsonschema
import pytest

from routing.brands import return_terms_at, store_info_at
from routing.check import problems
from routing.diff import differences
from routing.document import RoutingError, of_json, read, schema, to_json, to_yaml
from routing.model import Routing
from tests.routing.documents import document

TERMS: dict[str, Any] = {
    "days": 30,
    "from": "order",
    "final_sale": ["clearance"],
    "other_terms": [{"country": "DE", "days": 14}, {"tag": ["outlet"], "days": 7, "from": "delivery"}],
    "extended": [{"placed_from": "2026-11-01", "placed_to": "2026-12-24", "until": "2027-01-31"}],
    "link": {"en-US": "https://shop.example/returns"},
}
LINE, OUTLET = "+18005550199", "+18005550198"
OF_TWO: dict[str, Any] = {
    "returns": TERMS,
    "store_info": {"en-US": "Open from nine to six.", "es-MX": "Abierto de nueve a seis."},
    "brands": {
        "outlet": {"name": "Outlet", "returns": {"days": 7}, "store_info": {"en-US": "At the harbour."}},
        "plain": {"name": "Plain"},
    },
    "numbers": {
        LINE: {"language": "en-US", "brand": "plain"},
        OUTLET: {"language": "en-US", "brand": "outlet"},
    },
}


def found(routing: Routing) -> list[str]:
    return [str(each) for each in problems(routing) if ".told" not in each.path]


def refused(returns: object) -> str:
    with pytest.raises(RoutingError) as error:
        of_json({**to_json(document()), "returns": returns})
    return "\n".join(error.value.problems)


def test_terms_are_written_as_they_were_read_and_fit_the_published_schema():
    routing = document(**OF_TWO)
    assert read(to_yaml(routing)) == routing
    assert to_json(routing)["returns"]["from"] == "order"  # type: ignore[index, call-overload] # as JSON
    jsonschema.validate(to_json(routing), schema(), cls=jsonschema.Draft202012Validator)


def test_a_brand_has_its_own_terms_and_else_those_of_the_line():
    routing = document(**OF_TWO)
    own, lines = return_terms_at(routing, OUTLET), return_terms_at(routing, LINE)
    assert own and lines and (own.days, lines.days) == (7, 30)
    assert return_terms_at(document(), LINE) is None


def test_a_brand_with_stores_of_its_own_never_tells_of_those_of_another():
    routing = document(**OF_TWO)
    assert store_info_at(routing, LINE, "es-MX") == "Abierto de nueve a seis."
    assert store_info_at(routing, OUTLET, "en-US") == "At the harbour."
    assert store_info_at(routing, OUTLET, "es-MX") == ""


@pytest.mark.parametrize(
    ("returns", "told"),
    [
        ({}, "returns.days: is missing; add it: a whole number of days, 1 to 3650, as in 30"),
        ({"days": -1}, "returns.days: must be at least 1; write a whole number of days, 1 to 3650, as in 30"),
        ({"days": 30, "from": "arrival"}, "returns.from: must be one of delivery, order"),
        (
            {"days": 30, "other_terms": [{"country": "Germany", "days": 14}]},
            "returns.other_terms.0.country.0: must be a list of countries by their two letters, as in [US, MX]",
        ),
        (
            {"days": 30, "extended": [{"placed_from": "Advent", "placed_to": "2026-12-24", "until": "2027-01-31"}]},
            "returns.extended.0.placed_from: must be a day, as in 2026-11-01",
        ),
        (
            {"days": 30, "link": {"en-US": "shop.example"}},
            "returns.link.en-US: must be a group of web addresses by language, as in",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_the_words_of_admins(returns: object, told: str):
    assert told in refused(returns)


@pytest.mark.parametrize(
    ("returns", "told"),
    [
        (
            {"other_terms": [{"country": "XX", "days": 14}]},
            "returns.other_terms.0.country: there is no country XX; write its two letters, as in DE",
        ),
        (
            {"other_terms": [{"days": 14}]},
            "returns.other_terms.0: names neither a country nor a tag; name one, or write its days at the top",
        ),
        (
            {"extended": [{"placed_from": "2026-12-24", "placed_to": "2026-11-01", "until": "2027-01-31"}]},
            "returns.extended.0.placed_to: is before placed_from; write the later day",
        ),
        (
            {"extended": [{"placed_from": "2026-11-01", "placed_to": "2026-12-24", "until": "2026-12-01"}]},
            "returns.extended.0.until: is before placed_to, so that orders could never be returned; write a later day",
        ),
    ],
)
def test_terms_that_contradict_themselves_are_errors(returns: dict[str, Any], told: str):
    wrong = {"days": 30, **returns}
    brands = {"outlet": {"name": "Outlet", "returns": wrong}}
    assert found(document(returns=wrong, brands=brands)) == [told, f"brands.outlet.{told}"]


def test_a_language_without_words_on_stores_is_told():
    numbers = {LINE: {"language": "en-US", "languages": ["en-US"]}}
    routing = document(numbers=numbers, store_info={"es-MX": "Abierto."})
    assert found(routing) == ["store_info: says nothing in en-US; callers there are connected to a person"]


def test_a_change_of_terms_is_told():
    after = document(returns={"days": 14}, store_info={"en-US": "Open."})
    assert differences(document(returns={"days": 30}), after) == [
        "Returns: days 30 is now 14",
        "Stores: en-US (nothing) is now Open.",
    ]

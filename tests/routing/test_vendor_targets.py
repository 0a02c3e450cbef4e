"""Targets, prices and splits that follow quality, in a routing document."""

import pytest

from routing.check import problems
from routing.diff import differences
from routing.document import RoutingError, of_json, read, to_yaml
from routing.validation_messages import complaints
from routing.vendor_targets import Price, SplitFollows, VendorTargets
from tests.routing.documents import queue, vendors_queue

AGREED = {
    "targets": {"service_percent": 85, "asa_seconds": 30, "satisfaction": 4.2},
    "price": {"per_minute": 0.455, "currency": "USD"},
}
FOLLOWS = {"by": "satisfaction", "points": 3, "least_share": 20, "most_share": 80}


def contract(vendor: dict[str, object], **rule: object) -> dict[str, object]:
    return {
        "brand": "B",
        "default": "care",
        "queues": {"care": queue(), "acme-en": vendors_queue("acme")},
        "vendors": {"acme": {"name": "Acme", **vendor}},
        "rules": [{"name": "English", "split": {"care": 60, "acme-en": 40}, **rule}],
    }


def test_a_contract_is_written_as_yaml_and_reads_back_the_same():
    routing = of_json(contract(AGREED, split_follows=FOLLOWS))
    assert read(to_yaml(routing)) == routing
    assert routing.vendors["acme"].price == Price(per_minute=0.455, currency="USD")


def test_a_price_of_less_than_a_unit_may_have_three_digits_after_the_point():
    price = of_json(contract({"price": {"per_minute": "0.455", "currency": "USD"}})).vendors["acme"].price
    assert price is not None
    assert price.per_minute == 0.455


@pytest.mark.parametrize(
    ("vendor", "rule", "said"),
    [
        ({"price": {"currency": "USD"}}, {}, "vendors.acme.price: must have one of per_call and per_minute"),
        ({"price": {"per_call": 3, "currency": "dollars"}}, {}, "must be a currency by its three letters, as in USD"),
        ({"targets": {"satisfaction": 6}}, {}, "must be at most 5; write a number, 1 to 5, as in 4.2"),
        ({"targets": {"service_percent": 101}}, {}, "must be at most 100; write a whole number of percent"),
        ({}, {"split_follows": {**FOLLOWS, "by": "price"}}, "must be one of satisfaction, service_level, repeats"),
        ({}, {"split_follows": {**FOLLOWS, "least_share": 90}}, "has a least_share above its most_share"),
        ({}, {"split": None, "send": "care", "split_follows": FOLLOWS}, "has split_follows but no split"),
    ],
)
def test_what_does_not_fit_is_told_with_what_does(vendor: dict[str, object], rule: dict[str, object], said: str):
    with pytest.raises(RoutingError) as raised:
        of_json(contract(vendor, **rule))
    assert said in str(raised.value)


def test_a_share_outside_the_bounds_of_its_rule_is_worth_a_second_look():
    found = problems(of_json(contract({}, split_follows={**FOLLOWS, "most_share": 50})))
    assert "care has 60 %, outside 20 to 50; widen the bounds" in [each.message for each in found]


def test_a_changed_target_and_price_are_told_as_sentences():
    before, after = of_json(contract(AGREED)), of_json(contract({**AGREED, "targets": {"service_percent": 90}}))
    (said,) = differences(before, after)
    assert said.startswith("Vendor acme: targets service_percent 85 is now 90")


def test_every_field_has_an_example():
    fields = [name for model in (VendorTargets, Price, SplitFollows) for name in model.model_fields]
    assert [name for name in fields if "{name: value}" in complaints([{"type": "missing", "loc": (name,)}])[0]] == []

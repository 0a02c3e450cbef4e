"""The routing document: read, refused with the path and what to do, and written as it was read."""

from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from routing.allocation import Ledger
from routing.brands import brand_named, name_at
from routing.caller import CallerProfile
from routing.check import problems
from routing.decide import CompiledRouting, decide
from routing.diff import differences
from routing.document import DEFAULT, RoutingError, read, read_file, schema, to_yaml
from routing.language_coverage import language_mismatches
from routing.model import Routing
from tests.routing.documents import DESIGN, NOON, document, queue


def refused(text: str) -> str:
    with pytest.raises(RoutingError) as error:
        read(text)
    return "\n".join(error.value.problems)


def test_the_document_of_the_design_is_read():
    routing = read(DESIGN)
    assert routing.queues["care-en"].hours == "us-care"
    assert [str(problem) for problem in problems(routing)] == [
        *(
            f"queues.{name}.told: callers may leave a message, and nobody is told of it; add a telephone to told"
            for name in ("care-en", "acme-en", "acme-es")
        ),
        "numbers.+18005550199.language: no queue speaks fr-CA; its callers find nobody who does",
        "rules.0.send: sends callers who speak es-MX to care-en, which speaks en-US; send them elsewhere, or add "
        "the language to the queue",
    ]


@pytest.mark.parametrize("text", [DESIGN, DEFAULT.read_text(encoding="utf-8")])
def test_what_is_written_reads_as_the_same_document(text: str):
    assert read(to_yaml(read(text))) == read(text)


@pytest.mark.parametrize("text", [DESIGN, DEFAULT.read_text(encoding="utf-8")])
def test_the_published_schema_accepts_what_the_line_accepts(text: str):
    value = yaml.load(text, Loader=yaml.BaseLoader)
    numbers = yaml.safe_load(to_yaml(read(text)))
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(numbers, schema(), cls=jsonschema.Draft202012Validator)
    assert value["brand"] == numbers["brand"]


def test_the_published_schema_refuses_a_field_that_is_none():
    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate({**yaml.safe_load(DESIGN), "colour": "red"}, schema())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("default: care-en", "default: care"), "default: there is no queue 'care'; name one of care-en, acme-en"),
        (("default: care-en", ""), "default: is missing; add it"),
        (("send: acme-es", "send: acme-fr"), "rules.2.send: there is no queue 'acme-fr'"),
        (("acme-en: 40", "acme-en: 50"), "rules.1.split: the shares make 110; they must make 100"),
        (("vendor: acme, languages: [es", "languages: [es"), "queues.acme-es: an outsourced queue names its vendor"),
        (("vendor: acme, languages: [es", "vendor: bob, languages: [es"), "acme-es.vendor: there is no vendor 'bob'"),
        (("hours: us-care", "hours: uk-care"), "queues.care-en.hours: there are no hours 'uk-care'"),
        (("time_zone: America/New_York", "time_zone: New York"), "hours.us-care: 'New York' is no time zone"),
        (("capacity: 40", "capacity: many"), "queues.care-en.capacity: must be a whole number"),
        (("brand: Northwind", "brand: Northwind\ncolour: red"), "colour: there is no such field"),
        (("wait_over: 120, to: acme-en", "wait_over: 120, to: moon"), "overflow.0.to: there is no queue 'moon'"),
        (("+13055550123", "+1305"), "queues.acme-es.hand_off.dial: "),
        (("+13055550123", "+999555012345"), "queues.acme-es.hand_off: +999555012345 cannot be dialled"),
        (("hand_off: {desk: care-en}", "hand_off: {desk: care-en, dial: '+13055550123'}"), "must name exactly one"),
        (('mon-fri: "08:00-20:00"', 'weekdays: "08:00-20:00"'), "'weekdays' names no days"),
        (("brand: Northwind", "brand: [Northwind"), "not YAML: "),
    ],
)  # fmt: skip
def test_a_broken_document_is_refused_with_its_path_and_what_to_do(change: tuple[str, str], complaint: str):
    assert change[0] in DESIGN
    assert complaint in refused(DESIGN.replace(*change))


def test_every_defect_is_told_at_once():
    told = refused(DESIGN.replace("send: acme-es", "send: moon").replace("default: care-en", "default: mars"))
    assert "moon" in told
    assert "mars" in told


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RoutingError, match=r"routing\.yaml"):
        read_file(tmp_path / "routing.yaml")


def found(routing: Routing) -> str:
    return "\n".join(str(problem) for problem in problems(routing))


def test_a_rule_that_never_decides_is_named_with_the_one_above_it():
    rules = [
        {"name": "All English", "when": {"language": "en-US"}, "send": "care"},
        {"name": "English returns", "when": {"language": "en-US", "issue": "returns"}, "send": "care"},
        {"name": "Spanish", "when": {"language": "es-MX"}, "send": "care"},
    ]
    told = found(document(rules=rules))
    assert "rules.1: never decides while 'All English' above it can" in told
    assert "rules.2" not in told


def test_narrower_amounts_do_not_hide_wider_ones():
    rules = [
        {"name": "Dear", "when": {"order_value": {"at_least": 500}}, "send": "care"},
        {"name": "Dearer", "when": {"order_value": {"at_least": 900}}, "send": "care"},
        {"name": "Cheap", "when": {"order_value": {"below": 50}}, "send": "care"},
    ]
    told = found(document(rules=rules))
    assert "rules.1: never decides" in told
    assert "rules.2" not in told


def test_queues_that_overflow_in_a_circle_are_named():
    queues = {
        "care": queue(overflow=[{"wait_over": 60, "to": "b"}]),
        "b": queue(overflow=[{"depth_over": 3, "to": "care"}]),
    }
    assert "queues.care.overflow: leads back to this queue" in found(document(queues=queues))


def test_a_switch_that_says_nothing_in_a_language_of_the_line_is_named():
    numbers = {"+18005550199": {"language": "en-US", "languages": ["es-MX"]}}
    switches = {"storm": {"name": "Storm", "message": {"en-US": "There is a storm."}}}
    assert "switches.storm.message: says nothing in es-MX" in found(document(numbers=numbers, switches=switches))


def test_a_language_without_words_is_an_error():
    numbers = {"+18005550199": {"language": "fr-FR"}}
    told = [str(each) for each in problems(document(numbers=numbers), languages=("en-US",))]
    assert any("fr-FR is not among WISMO_LANGUAGES" in each for each in told)


def test_two_rules_of_one_name_are_refused_since_the_ledger_counts_by_it():
    rules = [{"name": "Same", "send": "care"}] * 2
    assert "rules.1.name: there is a rule 'Same' already" in found(document(rules=rules))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"rules": [{"name": "English", "when": {"language": "en-US"}, "send": "es"}]}, "rules.0.send"),
        ({"rules": [{"name": "All", "send": "es"}]}, "rules.0.send"),
        ({"rules": [{"name": "Half", "split": {"en": 50, "es": 50}}]}, "rules.0.split"),
        ({"rules": [{"name": "This line", "when": {"dialled": "+18005550199"}, "send": "es"}]}, "rules.0.send"),
        ({"rules": [{"name": "Gold", "when": {"tier": "gold"}, "send": "en"}], "default": "es"}, "default"),
        ({"default": "es"}, "default"),
        ({"overflow": [{"wait_over": 60, "to": "es"}]}, "queues.en.overflow.0.to"),
    ],
)
def test_callers_sent_to_people_of_another_language_are_named(fields: dict[str, Any], path: str):
    queues = {"en": queue(overflow=fields.pop("overflow", [])), "es": queue(languages=["es-MX"])}
    told = found(document(**{"numbers": ENGLISH_LINE, "queues": queues, "default": "en", **fields}))
    assert f"{path}: sends callers who speak en-US to es, which speaks es-MX" in told


ENGLISH_LINE = {"+18005550199": {"language": "en-US"}}


@pytest.mark.parametrize(
    "fields",
    [
        {"rules": [{"name": "Spanish", "when": {"language": "es-MX"}, "send": "es"}]},
        {"rules": [{"name": "Other line", "when": {"dialled": "+18005550100"}, "send": "es"}]},
        {"rules": [{"name": "English", "when": {"language": "en-US"}, "send": "en"}], "default": "es"},
        {"numbers": {"+18005550199": {"language": "en-GB"}}},
    ],
)
def test_nobody_is_named_where_callers_find_people_of_their_language(fields: dict[str, Any]):
    queues = {"en": queue(), "es": queue(languages=["es-MX"])}
    assert "sends callers" not in found(
        document(**{"numbers": ENGLISH_LINE, "queues": queues, "default": "en", **fields})
    )


WHENS = st.fixed_dictionaries(
    {},
    optional={
        "language": st.lists(st.sampled_from(["en-US", "es-MX", "fr-CA"]), min_size=1, max_size=2, unique=True),
        "dialled": st.sampled_from([["+18005550199"], ["+18005550100"]]),
        "tier": st.just(["gold"]),
        "repeat": st.booleans(),
    },
)
CALLERS = st.builds(
    CallerProfile,
    language=st.sampled_from(["en-US", "es-MX", "fr-CA"]),
    dialled=st.just("+18005550199"),
    tier=st.sampled_from(["", "gold"]),
    repeat=st.booleans(),
)


@given(st.lists(st.tuples(WHENS, st.sampled_from("abc")), max_size=5), st.sampled_from("abc"), CALLERS)
def test_whoever_is_decided_to_go_to_strangers_was_named_by_the_check(rules, default: str, caller: CallerProfile):
    spoken = {"a": "en-US", "b": "es-MX", "c": "fr-CA"}
    routing = document(
        numbers={"+18005550199": {"language": "en-US", "languages": ["es-MX", "fr-CA"]}},
        queues={name: queue(languages=[language]) for name, language in spoken.items()},
        rules=[{"name": str(place), "when": when, "send": to} for place, (when, to) in enumerate(rules)],
        default=default,
    )
    decision = decide(CompiledRouting(routing, 1), caller, {}, Ledger(), NOON)
    assert decision.queue is not None
    if spoken[decision.queue] != caller.language:
        assert (decision.queue, caller.language) in {
            (each.queue, each.language) for each in language_mismatches(routing)
        }


def test_a_queue_that_takes_messages_and_tells_nobody_is_named():
    told = "queues.care.told: callers may leave a message, and nobody is told of it"
    assert told in found(document(queues={"care": queue(told=[])}))
    assert told not in found(document(queues={"care": queue()}))
    assert told not in found(document(queues={"care": queue(told=[], closed=["callback"])}))


def test_two_switches_cannot_be_turned_by_one_code():
    switches = {name: {"name": name, "code": "71", "message": {"en-US": "Closed."}} for name in ("storm", "strike")}
    assert found(document(switches=switches)) == "switches.strike.code: 71 turns 'storm' already; take another"


def test_a_callback_needs_the_people_of_a_queue():
    queues = {"care": queue(), "later": queue(hand_off={"callback": "nobody"})}
    told = found(document(queues=queues))
    assert "queues.later.hand_off.callback: there is no queue 'nobody'" in told


BRANDS = {
    "voices": {"en-US": "Google.en-US-Neural2-C"},
    "prompts": {"en-US": {"goodbye": "Bye.", "no_match": "Sorry?"}},
    "brands": {"outlet": {"name": "Outlet", "prompts": {"en-US": {"goodbye": "So long."}}}},
    "numbers": {"+18005550199": {"language": "en-US", "brand": "outlet"}},
}


def test_what_a_brand_leaves_open_is_the_lines_own():
    brand = brand_named(document(**BRANDS), "outlet")
    assert (brand.name, brand.voices) == ("Outlet", BRANDS["voices"])
    assert brand.prompts == {"en-US": {"goodbye": "So long.", "no_match": "Sorry?"}}


def test_a_number_is_answered_by_its_brand():
    assert name_at(document(**BRANDS), "+18005550199") == "Outlet"


def test_a_number_without_a_brand_is_answered_by_the_line():
    assert name_at(document(**BRANDS), "+18005550100") == "Northwind"


def test_a_brand_that_is_not_there_is_named():
    numbers = {"+18005550199": {"language": "en-US", "brand": "lost"}}
    assert "numbers.+18005550199.brand: there is no brand 'lost'" in found(document(numbers=numbers))


def test_words_that_changed_are_told_one_by_one():
    new = {**BRANDS, "prompts": {"en-US": {"goodbye": "Farewell."}}}
    assert differences(document(**BRANDS), document(**new)) == [
        "Words of en-US goodbye: Bye. is now Farewell.",
        "Words of en-US no_match: Sorry? is now the usual ones",
    ]


def test_a_document_with_words_reads_as_it_was_written():
    forms = {"en-US": {"hold.estimate": ("One minute.", "{count} minutes.")}}
    assert read(to_yaml(document(**{**BRANDS, "prompts": forms}))).prompts == forms

"""What a help desk is told: within its schema and a bound, whatever callers say."""

import json
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ivr.effects.make_request import KINDS
from ivr.reporting.request_message import MOST_BYTES, SCHEMA, message
from ivr.reporting.requests import STATES, Again, RequestRecord
from tests.requests_made import NOW

VALID = Draft202012Validator(SCHEMA)
answers = st.dictionaries(st.text(max_size=64), st.text(max_size=1000), max_size=20)
records = st.builds(
    RequestRecord,
    id=st.just("rq_1"),
    kind=st.sampled_from(KINDS),
    level=st.integers(0, 2),
    state=st.sampled_from(STATES),
    answers=answers,
    again=st.lists(st.builds(Again, st.just("CA2"), st.just(NOW), answers), max_size=50).map(tuple),
    asked_at=st.just(NOW),
    changed_at=st.just(NOW),
    revision=st.integers(0, 50),
)


@given(records, st.sampled_from(["made", "again"]))
def test_any_request_makes_a_message_of_its_schema(request: RequestRecord, kind):
    body = message(request, kind, brand="Northwind", page="https://console.example/console/requests/rq_1")
    told = json.loads(body)
    VALID.validate(told)
    assert told["data"]["is_cut"] or told["data"]["answers"] == request.answers


def longest(letter: str) -> RequestRecord:
    """A request with as much as the record keeps."""
    given_ = {f"{place:02}{letter * 62}": letter * 1000 for place in range(20)}
    again = tuple(Again("CA2", NOW, given_) for _ in range(50))
    who = {"caller": "+14155550100", "caller_key": "k", "language": "en-US", "line": "+18005550199", "level": 2}
    state = {"state": "open", "taken_by": "", "changed_at": NOW, "revision": 50, "note": "", "asked_at": NOW}
    about = {"id": "rq_1", "call_sid": "CA1", "kind": "claim", "order_number": letter * 64, "shop": letter * 64}
    return RequestRecord(**about, **who, **state, answers=given_, again=again)


def test_the_longest_request_is_cut_to_what_receivers_take():
    for letter in ("a", "ä", "字", "😀", "\x01"):
        body = message(longest(letter), "again", brand=letter * 200, page="https://console.example/")
        assert len(body) <= MOST_BYTES, letter
        assert json.loads(body)["data"]["is_cut"]


def test_the_example_of_the_guide_is_a_message():
    guide = Path(__file__).parents[2].joinpath("docs/requests.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    VALID.validate(json.loads(example))

"""How what a call knows is stored: by the name of each field, and what travels in the address apart."""

from dataclasses import dataclass, field
from typing import Literal

import pytest

from ivr.engine.call import Call, Mishaps
from ivr.engine.call_codec import CallCodec
from ivr.engine.records import stored_as
from tests.engine.shop import CODEC, Context, Visit, ring


@dataclass(frozen=True, slots=True)
class Mood:
    tone: Literal["", "calm", "cross"] = "calm"
    since: float | None = None
    lost: int = field(default=0, metadata=stored_as("found"))


@dataclass(slots=True)
class Moods:
    mood: Mood = field(default_factory=Mood)


def stored(**facts: object) -> dict[str, object]:
    return {**CODEC.dump(ring()), "facts": facts}


def loaded(**facts: object) -> Call[Moods]:
    return CallCodec(Moods).load(stored(**facts))


def test_what_is_as_by_default_is_not_stored():
    assert CODEC.dump(ring())["facts"] == {}


def test_a_field_is_stored_under_the_name_it_declares():
    call = ring()
    call.context.visit = Visit("refund", ("1001",))
    assert CODEC.dump(call)["facts"] == {"purpose": "refund", "order_numbers": ("1001",)}
    assert CODEC.load(stored(purpose="refund", order_numbers=["1001"])).context == call.context


def test_only_carried_fields_travel_and_are_set_by_what_did():
    call = ring()
    call.context.visit, call.mishaps = Visit("refund", ("1001",)), Mishaps(lost=1, faults=1)
    assert CODEC.dump_carried(call) == {"lost": 1, "purpose": "refund"}
    CODEC.load_carried(call, {"purpose": "return"})
    assert (call.context.visit, call.mishaps) == (Visit("return", ("1001",)), Mishaps(faults=1))


def test_a_word_of_a_newer_version_is_as_by_default():
    assert loaded(tone="jolly").context.mood == Mood()


@pytest.mark.parametrize("facts", [{"since": "5"}, {"found": None}, {"found": [1]}, {"lost": "x"}])
def test_a_value_of_another_type_is_refused(facts: dict[str, object]):
    with pytest.raises(TypeError):
        loaded(**facts)


def test_two_fields_under_one_name_are_refused_at_once():
    @dataclass(slots=True)
    class Twice:
        one: Mood = field(default_factory=Mood)
        two: Mood = field(default_factory=Mood)

    with pytest.raises(TypeError, match="one name"):
        CallCodec(Twice)
    with pytest.raises(TypeError, match="one name"):
        CallCodec(Clash)


@dataclass(frozen=True, slots=True)
class Errors:
    faults: int = 0


@dataclass(slots=True)
class Clash:
    errors: Errors = field(default_factory=Errors)


def test_an_empty_context_is_made_for_each_call():
    assert CODEC.load(stored()).context is not CODEC.load(stored()).context
    assert CODEC.load(stored()).context == Context()

import pytest

from prompts.template import Template


def test_slots_are_filled_in_their_places() -> None:
    assert Template.parse("{a} and {b}, {a}").fill({"a": "x", "b": "y"}.__getitem__) == "x and y, x"


def test_a_value_is_not_read_as_a_template() -> None:
    assert Template.parse("it is {a}").fill({"a": "{b}"}.__getitem__) == "it is {b}"


def test_a_sentence_ends_in_one_full_stop() -> None:
    assert (
        Template.parse("It comes by {t}. Then {t}.").fill({"t": "6 p.m."}.__getitem__)
        == "It comes by 6 p.m. Then 6 p.m."
    )


def test_line_breaks_of_the_file_are_not_heard() -> None:
    assert Template.parse("one\n  two").fill(str) == "one two"


@pytest.mark.parametrize("text", ["{a", "a}", "{}", "{A}", "{a b}", "{{a}}", "{a!r}"])
def test_a_malformed_slot_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        Template.parse(text)

"""`wismo intent`: JSON lines, and a table of measurements."""

import json

import pytest
from click.testing import CliRunner

from ivr.cli import main
from prompts.intent_accuracy import PARTS


@pytest.fixture
def found():
    def find(said, *words):
        outcome = CliRunner().invoke(main, ("intent", *words), input=said)
        assert outcome.exit_code == 0, outcome.output
        return [json.loads(line) for line in outcome.output.splitlines()]

    return find


def test_each_line_is_answered_by_a_line(found):
    first, second, third = found("my package never came\n\nik wil schoenen terugsturen\n")
    assert first == {"issue": "delivery_problem", "score": first["score"], "sure": True}
    assert second == {"issue": None, "score": 0.0, "sure": False}
    assert third["sure"] is False


def test_another_language_is_listened_for(found):
    assert [each["issue"] for each in found("quiero devolver unos zapatos\n", "--language", "es-MX")] == ["returns"]


def test_a_language_without_examples_finds_nothing(found):
    assert found("waar is mijn pakje\n", "--language", "nl-NL")[0]["issue"] is None


def test_bytes_that_are_no_text_are_answered(found):
    assert len(found(b"where is my order \xff\xfe\nrefund\n")) == 2


def test_the_tables_have_every_locale_and_kind_and_fit_a_terminal():
    lines = CliRunner().invoke(main, ("intent", "--measure")).output.splitlines()
    names = [line[:16].strip() for line in lines]
    assert names.count("es-MX") == names.count("all") == len(PARTS) + 1
    assert names.count("negation") == len(PARTS) - 1
    assert any(
        line.split()
        == ["menu", "words", "held", "out", "menu", "words", "tuning", "codes", "held", "out", "codes", "tuning"]
        for line in lines
    )
    assert max(map(len, lines)) <= 120

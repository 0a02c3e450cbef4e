"""`wismo prompts`: the words of all locales checked, and printed for a studio."""

import csv
from io import StringIO

from click.testing import CliRunner

from ivr.cli import main
from prompts.catalogue import packaged


def run(*words: str):
    return CliRunner().invoke(main, ("prompts", *words))


def test_every_locale_that_has_words_is_looked_at_whatever_the_line_speaks(monkeypatch):
    monkeypatch.setenv("WISMO_LANGUAGES", "en-US")
    outcome = run("check")
    assert outcome.exit_code == 0
    assert [locale for locale in packaged() if f"│ {locale}" not in outcome.output] == []


def test_a_locale_without_words_is_named(monkeypatch):
    monkeypatch.setenv("WISMO_LANGUAGES", "en-US,nl-NL")
    told = run("check").output
    assert "WISMO_LANGUAGES: must be languages that have words under prompts/locales" in told
    assert "es-MX" in told


def test_a_studio_is_given_each_sentence_with_the_name_of_its_file():
    rows = {row["file"]: row["words"] for row in csv.DictReader(StringIO(run("script", "es-MX").output))}
    assert rows["es-MX/after_order.find_order-2.wav"] == "2 para otro pedido."
    assert rows["es-MX/goodbye.wav"] == "Gracias por llamar. Hasta luego."
    assert not any("{" in words for words in rows.values())

"""Every prompt can be tried out, in every language."""

from datetime import UTC, datetime

import pytest

from ivr.calls.example_facts import samples
from ivr.calls.prompt_registry import WANTED
from prompts.catalogue import SAID, Catalogue, packaged
from prompts.facts import Line

NOW = datetime(2026, 12, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("locale", packaged())
def test_all_that_is_said_can_be_tried_out(locale: str):
    catalogue, facts = Catalogue.load([locale]), samples(NOW, brand="Northwind", count=2)
    heard = (prompt for prompt in WANTED if not prompt.endswith(SAID))
    said = [catalogue.words(Line(prompt, facts), locale=locale, now=NOW) for prompt in heard]
    assert not [words for words in said if "{" in words or not words]

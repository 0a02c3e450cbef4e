"""A sentence of the record, as the caller heard it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from ivr.engine.spoken import Spoken
from prompts.facts import Line, facts_from_json


def heard_sentence(words: Callable[[Spoken, datetime], str], said: Sequence[Any], at: datetime) -> tuple[str, str]:
    """The sentence with its language; the prompt's name if it can no longer be rendered."""
    prompt, facts, language = said
    try:
        return words(Spoken(Line(prompt, facts_from_json(facts)), language), at), language
    except (LookupError, ValueError, TypeError):
        return f"({prompt})", "en"

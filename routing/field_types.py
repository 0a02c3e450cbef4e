"""The types of fields in a routing document: locales, telephone numbers, time spans, texts."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


class DocumentPart(BaseModel):
    """Base of every part of the document: immutable, without undeclared fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)


_POINTS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_GROUPED = re.compile(r"\d{1,3}(?:([,' \u00a0\u202f])\d{3})(?:\1\d{3})*")


def plain_number(text: str) -> str:
    """Normalize a number as people write it: `80 %` and `12,000` become 80 and 12000.

    Raises ValueError for `12.000`, which some read as twelve and others as twelve thousand.
    """
    bare = text.strip().removesuffix("%").rstrip()
    if _POINTS.fullmatch(bare):
        raise ValueError(f"write {bare.replace('.', '')} or {bare.split('.')[0]}: the point may mean either")
    return re.sub(r"\D", "", bare) if _GROUPED.fullmatch(bare) else bare


def _number(value: object) -> object:
    """Reject booleans, which Python would accept as 1 and 0, and normalize text."""
    if isinstance(value, bool):
        raise PydanticCustomError("bool_for_a_number", "no number")
    return plain_number(value) if isinstance(value, str) else value


Whole = Annotated[int, BeforeValidator(_number)]
Count = Annotated[Whole, Field(le=1_000_000_000)]
"""Calls, callers or units of money, within the range of a database column."""
Seconds = Annotated[Whole, Field(ge=1, le=1_000_000)]
"""A duration up to eleven days, which can be added to any date without overflow."""
Amount = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}-[A-Z]{2}$")]
Dialled = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$", description="A telephone number, E.164.")]
Address = Annotated[str, Field(pattern=r"^sips?:[^\s@]+@[^\s@]+$", max_length=200)]
Workflow = Annotated[str, Field(pattern=r"^WW[0-9a-f]{32}$", description="A TaskRouter workflow's SID.")]
Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
"""Start and end on the wall clock; an end at or before the start is on the next day."""

Voice = Annotated[str, Field(pattern=r"^Google\.[a-z]{2,3}-[A-Z]{2}(-[A-Za-z0-9]+)+$", max_length=64)]
"""A voice by Twilio's name: Google.en-US-Neural2-C."""
Text = Annotated[str, Field(min_length=1, max_length=1000)]
PromptText = Text | Annotated[tuple[Text, ...], Field(min_length=1, max_length=6)]
"""The text of a prompt: one sentence, or one for each plural form in the order of the language's catalogue."""
PromptTexts = Mapping[Annotated[str, Field(max_length=80)], PromptText]
"""Prompt id to text."""
TextsByLocale = Mapping[Locale, PromptTexts]

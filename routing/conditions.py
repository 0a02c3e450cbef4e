"""The conditions of a rule in a routing document."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from routing.field_types import Count, Dialled, DocumentPart, Locale
from routing.issues import Issue

OrderState = Literal["late", "failed_promise"]


class Range(DocumentPart):
    """A range of amounts in whole units of the order's currency: at_least <= amount < below."""

    at_least: Count | None = Field(default=None, ge=0)
    below: Count | None = Field(default=None, ge=1)


class When(DocumentPart):
    """The conditions of a rule. All that are set must hold; a list holds if one of its values does.

    Without conditions a rule always matches. `time` names hours; `dialled` are numbers of the document; `order_state`
    is late (overdue for delivery or dispatch) or failed_promise (the caller rang before about the same late order).
    """

    language: tuple[Locale, ...] = ()
    issue: tuple[Issue, ...] = ()
    tier: tuple[str, ...] = ()
    country: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    dialled: tuple[Dialled, ...] = ()
    order_value: Range | None = None
    order_state: tuple[OrderState, ...] = ()
    repeat: bool | None = None
    withheld: bool | None = None
    time: tuple[str, ...] = ()
    attestation: tuple[Literal["A", "B", "C", "failed", "none"], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, given: object) -> object:
        """Accept a single value in place of a list."""
        if not isinstance(given, dict):
            return given
        alone = {"order_value", "repeat", "withheld"}
        return {name: [each] if isinstance(each, str) and name not in alone else each for name, each in given.items()}

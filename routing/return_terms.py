"""The shop's terms for returns, as parts of a routing document."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from routing.field_types import DocumentPart, Locale, Whole

CountedFrom = Literal["delivery", "order"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Tag = Annotated[str, Field(min_length=1, max_length=60)]
Days = Annotated[Whole, Field(ge=1, le=3650)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/]+\S*$", max_length=300)]


class OtherTerms(DocumentPart):
    """Terms for some orders: those sent to one of the countries that have one of the tags. An empty list means any."""

    country: tuple[Country, ...] = ()
    tag: tuple[Tag, ...] = ()
    days: Days
    counted_from: CountedFrom | None = Field(default=None, alias="from")

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, given: object) -> object:
        """Accept a single country or tag in place of a list."""
        if not isinstance(given, dict):
            return given
        lists = ("country", "tag")
        return {name: [each] if isinstance(each, str) and name in lists else each for name, each in given.items()}


class Extension(DocumentPart):
    """Orders placed from one day to another can be returned until a later day, such as gifts until after holidays."""

    placed_from: date
    placed_to: date
    until: date


class ReturnTerms(DocumentPart):
    """How long orders can be returned: a number of days, counted from the delivery or from the order.

    `final_sale` are tags of orders that cannot be returned at all. Of `other_terms` the first that fits an order holds
    in place of the days; of `extended` the latest day holds. `link` is the address, by language, at which customers
    start a return themselves.
    """

    days: Days
    counted_from: CountedFrom = Field(default="delivery", alias="from")
    final_sale: tuple[Tag, ...] = ()
    other_terms: tuple[OtherTerms, ...] = ()
    extended: tuple[Extension, ...] = ()
    link: Mapping[Locale, WebAddress] = {}


StoreText = Annotated[str, Field(min_length=1, max_length=400)]
"""Opening hours and addresses of stores, as told to anybody who asks."""

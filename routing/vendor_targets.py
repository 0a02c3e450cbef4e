"""What a contract says of a vendor besides its share: targets, the price, and how a split follows quality."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from routing.field_types import Amount, DocumentPart, Seconds, Whole

Percent = Annotated[Amount, Field(le=100)]
Quality = Literal["satisfaction", "service_level", "repeats"]
"""The figure by which a split follows quality."""


class VendorTargets(DocumentPart):
    """The targets of a vendor, each for a month. A target that is None is not agreed.

    `service_percent` is the least share of callers answered in the time of their queue, `satisfaction` the least mean
    score of 1 to 5. The others are the most allowed: `asa_seconds` the average wait of answered callers,
    `handling_seconds` the average talk and hold, `abandonment_percent` of offered calls, `transfers_back_percent` of
    handled calls that came back to a queue, `repeats_percent` of calls followed by another about the same issue within
    7 days.
    """

    service_percent: Annotated[Whole, Field(ge=1, le=100)] | None = None
    asa_seconds: Seconds | None = None
    abandonment_percent: Percent | None = None
    handling_seconds: Seconds | None = None
    transfers_back_percent: Percent | None = None
    repeats_percent: Percent | None = None
    satisfaction: Annotated[Amount, Field(ge=1, le=5)] | None = None


class Price(DocumentPart):
    """What a vendor is paid: for each answered call, or for each minute of talk and hold, in units of a currency."""

    per_call: Amount | None = None
    per_minute: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="A currency, ISO 4217.")]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.per_call is None) == (self.per_minute is None):
            raise ValueError("must have one of per_call and per_minute")
        return self


class SplitFollows(DocumentPart):
    """How the shares of a split may follow quality: a proposal moves at most `points` from the worst to the best queue.

    No share leaves the bounds `least_share` and `most_share` (percent). A proposal is put into the draft by a person.
    """

    by: Quality
    points: Annotated[Whole, Field(ge=1, le=50)]
    least_share: Annotated[Whole, Field(ge=1, le=100)] = 1
    most_share: Annotated[Whole, Field(ge=1, le=100)] = 100

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.least_share > self.most_share:
            raise ValueError("has a least_share above its most_share; write the smaller one as least_share")
        return self

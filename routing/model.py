"""The routing document: which queues there are, whose they are, and how a caller is handed to each."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

HandOffKind = Literal["desk", "dial", "sip", "taskrouter"]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}-[A-Z]{2}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Vendor(_Part):
    """An outside company that takes calls."""

    name: str


class HandOff(_Part):
    """How callers reach the people of a queue: exactly one of these."""

    desk: str | None = None
    """A queue of the carrier's, which agents call to take the next caller."""
    dial: Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")] | None = None
    sip: Annotated[str, Field(pattern=r"^sips?:[^\s@]+@[^\s@]+$", max_length=200)] | None = None
    taskrouter: Annotated[str, Field(pattern=r"^WW[0-9a-f]{32}$")] | None = None
    """A workflow SID of Twilio TaskRouter."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self._given()) != 1:
            raise ValueError("must name exactly one of desk, dial, sip, taskrouter")
        return self

    @property
    def kind(self) -> HandOffKind:
        """Which of them it is."""
        return next(iter(self._given()))

    @property
    def address(self) -> str:
        """Where it leads."""
        return next(iter(self._given().values()))

    def _given(self) -> dict[HandOffKind, str]:
        ways: dict[HandOffKind, str | None] = {
            "desk": self.desk,
            "dial": self.dial,
            "sip": self.sip,
            "taskrouter": self.taskrouter,
        }
        return {kind: address for kind, address in ways.items() if address}


class Queue(_Part):
    """People who share a skill. An outsourced queue names its vendor."""

    name: str
    kind: Literal["in_house", "outsourced"]
    languages: tuple[Locale, ...] = Field(min_length=1)
    hand_off: HandOff
    vendor: str | None = None


class Number(_Part):
    """A number that customers dial, and the language it is answered in when the caller's is not known."""

    language: Locale


class Routing(_Part):
    """The whole document."""

    brand: str
    numbers: Mapping[str, Number] = {}
    vendors: Mapping[str, Vendor] = {}
    queues: Mapping[str, Queue] = Field(min_length=1)
    default: str

    @model_validator(mode="after")
    def _names(self) -> Self:
        if self.default not in self.queues:
            raise ValueError(f"default: there is no queue {self.default!r}")
        for name, queue in self.queues.items():
            _check_vendor(name, queue, self.vendors)
        return self


def _check_vendor(name: str, queue: Queue, vendors: Mapping[str, Vendor]) -> None:
    if queue.kind == "outsourced" and queue.vendor is None:
        raise ValueError(f"queues.{name}: an outsourced queue names its vendor")
    if queue.vendor is not None and queue.vendor not in vendors:
        raise ValueError(f"queues.{name}: there is no vendor {queue.vendor!r}")

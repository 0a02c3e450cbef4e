"""The routing document: which queues there are, whose they are, when they are open, and who goes where.

It is the contract with those who write it: names here are names in their files. What only a whole document can get
wrong (a queue that is not there, a rule that never fires) is found by `routing.check`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from routing.field_types import (
    Address,
    Amount,
    Count,
    Dialled,
    DocumentPart,
    Locale,
    PromptTexts,
    Seconds,
    Span,
    Voice,
    Whole,
    Workflow,
)
from routing.issues import Issue

HandOffKind = Literal["desk", "ring", "dial", "sip", "taskrouter", "voicemail", "callback"]
OrderState = Literal["late", "failed_promise"]
Instead = Literal["callback", "voicemail"]

TOLERANCE = 2.0
"""Points by which a share may drift, where nothing else is said."""
ALWAYS = "always"
"""The hours of a queue that never closes; built in."""


class Number(DocumentPart):
    """A number that customers dial: the language it is answered in when no other is known, and those offered.

    `brand` is one of the document's brands; without it the line answers by its own name.
    """

    language: Locale
    languages: tuple[Locale, ...] = ()
    brand: str | None = None


class Brand(DocumentPart):
    """A name that the line answers by, who speaks for it, and where its words differ from the catalogue's."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    voices: Mapping[Locale, Voice] = {}
    prompts: Mapping[Locale, PromptTexts] = {}


class DayException(DocumentPart):
    """A day that is not like its weekday. Without `open` it is closed."""

    day: date = Field(alias="date")
    open: Span | tuple[Span, ...] | None = None
    reason: str = Field(min_length=1, max_length=80)


class Hours(DocumentPart):
    """When people are there, on the wall clock of a zone.

    `open` maps days ("mon-fri", "sat", "sun,tue") to spans. `holidays` is a country, or country and subdivision
    ("US", "US-CA"); a public holiday is closed.
    """

    time_zone: str
    open: Mapping[str, Span | tuple[Span, ...]] = Field(min_length=1)
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    exceptions: tuple[DayException, ...] = ()


class Vendor(DocumentPart):
    """An outside company that takes calls. Caps are calls; None: no limit.

    `tolerance` is how far its share may drift before it is reported, in points. `max_makeup_calls` (in documents
    `makes_up`) is the largest number of calls that it is assigned afterwards for the time it was closed or could not be
    reached.
    """

    name: str
    day_cap: Count | None = Field(default=None, ge=0)
    month_cap: Count | None = Field(default=None, ge=0)
    tolerance: Amount = Field(default=TOLERANCE, ge=0, le=100)
    max_makeup_calls: Count = Field(default=50, ge=0, alias="makes_up")


class HandOff(DocumentPart):
    """How callers reach the people of a queue: exactly one of these."""

    desk: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,48}$")] | None = None
    """A Twilio queue, which agents call to take the next caller."""
    ring: tuple[Dialled, ...] | None = Field(default=None, min_length=1, max_length=10)
    """Telephones that ring at once; the first to answer takes the caller."""
    dial: Dialled | None = None
    sip: Address | None = None
    taskrouter: Workflow | None = None
    voicemail: tuple[Dialled, ...] | None = None
    """A message is recorded, and these telephones get a text."""
    callback: str | None = None
    """Callers leave a number and are called back by the people of the queue named here."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set & set(type(self).model_fields)) != 1:
            raise ValueError("must name exactly one of desk, ring, dial, sip, taskrouter, voicemail, callback")
        return self

    @property
    def kind(self) -> HandOffKind:
        """Which of them it is."""
        kinds: dict[str, HandOffKind] = {
            "desk": "desk", "ring": "ring", "dial": "dial", "sip": "sip",
            "taskrouter": "taskrouter", "voicemail": "voicemail", "callback": "callback",
        }  # fmt: skip
        return kinds[next(iter(self.model_fields_set))]

    @property
    def address(self) -> str:
        """Where it leads; several telephones or people are separated by commas."""
        value: str | tuple[str, ...] = getattr(self, self.kind)
        return value if isinstance(value, str) else ",".join(value)


class ServiceLevel(DocumentPart):
    """The share of callers (percent) to be answered within `seconds`."""

    percent: Whole = Field(default=80, ge=1, le=100)
    seconds: Seconds = 20


class QueueAlerts(DocumentPart):
    """When supervisors are told of a queue: a wait in seconds, points below its service level. 0 is never.

    None: as the line has it.
    """

    wait: Amount | None = None
    service_points: Amount | None = Field(default=None, le=100)


class Alerts(QueueAlerts):
    """When supervisors are told at once. 0 is never; None: as the settings have it.

    `errors` are faults, and orders that could not be read, in five minutes; `unmatched_percent` are calls that match no
    rule and that the default queue does not speak the language of; `orders_hours` is the age of the newest order;
    `guesses` are wrong order numbers and postcodes in five minutes.
    """

    errors: Amount | None = None
    unmatched_percent: Amount | None = Field(default=None, le=100)
    orders_hours: Amount | None = None
    guesses: Amount | None = None


class Overflow(DocumentPart):
    """When callers go to another queue: exactly one limit. Waits are seconds, depth is callers waiting."""

    wait_over: Seconds | None = None
    depth_over: Count | None = Field(default=None, ge=1)
    to: str

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.wait_over is None) == (self.depth_over is None):
            raise ValueError("must have one of wait_over and depth_over")
        return self


class Queue(DocumentPart):
    """People who share a skill. An outsourced queue names its vendor. `capacity` is the most callers who may wait.

    `closed` is what is offered when nobody can take the call, in this order.
    """

    name: str
    kind: Literal["in_house", "outsourced"]
    languages: tuple[Locale, ...] = Field(min_length=1)
    hours: str = ALWAYS
    hand_off: HandOff
    vendor: str | None = None
    service_level: ServiceLevel = ServiceLevel()
    capacity: Count | None = Field(default=None, ge=1)
    overflow: tuple[Overflow, ...] = ()
    closed: tuple[Instead, ...] = ("voicemail",)
    told: tuple[Dialled, ...] = ()
    """Telephones that get a text when a caller left a message for this queue."""
    alerts: QueueAlerts = QueueAlerts()

    @property
    def calls_back(self) -> bool:
        """Whether its people can call back those who asked for it: from the desk, where they come for the next one."""
        return self.hand_off.kind == "desk"

    @property
    def is_rung(self) -> bool:
        """Whether its people are rung for each caller, so that nobody waits in a line; the line calls back for them."""
        return self.hand_off.kind in ("ring", "dial", "sip")

    @property
    def tells(self) -> tuple[str, ...]:
        """Whom a message for this queue is told to."""
        return (*(self.hand_off.voicemail or ()), *self.told)


class Range(DocumentPart):
    """Amounts of money in the order's own currency, whole units: at_least <= amount < below."""

    at_least: Count | None = Field(default=None, ge=0)
    below: Count | None = Field(default=None, ge=1)


class When(DocumentPart):
    """Conditions: all that are given must hold; a list holds when one of its values does. None given: always.

    `time` names hours; `dialled` are numbers of the document; `order_state` is late (it should have come, or have
    been sent, by now) or failed_promise (the caller rang before about the same late order).
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
        """One value may stand without the brackets of a list."""
        if not isinstance(given, dict):
            return given
        alone = {"order_value", "repeat", "withheld"}
        return {name: [each] if isinstance(each, str) and name not in alone else each for name, each in given.items()}


class Rule(DocumentPart):
    """Who goes where: to one queue, or to several by share (percent, 100 in all). A higher priority waits less."""

    name: str = Field(min_length=1)
    when: When = When()
    send: str | None = None
    split: Mapping[str, Annotated[Whole, Field(ge=1, le=100)]] | None = None
    priority: Whole = Field(default=0, ge=0, le=10)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.send is None) == (self.split is None):
            raise ValueError("must have one of send and split")
        return self

    @property
    def shares(self) -> Mapping[str, int]:
        """The share of each queue, in percent."""
        return self.split if self.split is not None else {self.send: 100} if self.send else {}


class Switch(DocumentPart):
    """Something that can be turned on for a while: a message that callers hear, and queues that it closes.

    It holds for the queues and numbers named, for all when none is. `minutes` is how long it stays on unless told
    otherwise when it is flipped. `code` flips it by telephone.
    """

    name: str
    queues: tuple[str, ...] = ()
    numbers: tuple[Dialled, ...] = ()
    closes: bool = False
    message: Mapping[Locale, Annotated[str, Field(min_length=1, max_length=400)]] = {}
    minutes: Whole = Field(default=240, ge=1, le=60 * 24 * 31)
    code: Annotated[str, Field(pattern=r"^\d{2,4}$")] | None = None


class Routing(DocumentPart):
    """The whole document."""

    brand: str
    voices: Mapping[Locale, Voice] = {}
    prompts: Mapping[Locale, PromptTexts] = {}
    brands: Mapping[str, Brand] = {}
    numbers: Mapping[Dialled, Number] = {}
    hours: Mapping[str, Hours] = {}
    vendors: Mapping[str, Vendor] = {}
    queues: Mapping[str, Queue] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    switches: Mapping[str, Switch] = {}
    alerts: Alerts = Alerts()
    default: str

"""The model of a routing document: queues, vendors, opening hours, and the rules that send callers to them.

It is a contract with routing admins: field names (or their aliases) are the keys of their files. Faults that only a
whole document can have (an unknown queue, a rule that never fires) are found by `routing.check`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from routing.conditions import When
from routing.desk_terms import DeskTerms
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
from routing.notice_terms import NoticeTerms
from routing.return_terms import ReturnTerms, StoreText
from routing.survey_terms import AgentSurveyTerms
from routing.vendor_targets import Price, SplitFollows, VendorTargets

HandOffKind = Literal["desk", "ring", "dial", "sip", "taskrouter", "voicemail", "callback"]
Instead = Literal["callback", "voicemail"]

TOLERANCE = 2.0
"""Default for the points by which a share may drift."""
ALWAYS = "always"
"""The hours of a queue that never closes; built in."""


class Number(DocumentPart):
    """A number that customers dial: its default language, and the languages offered.

    `brand` is one of the document's brands; without it the line answers by its own name. With `survey`, callers who
    finish without a person are asked whether their question was answered.
    """

    language: Locale
    languages: tuple[Locale, ...] = ()
    brand: str | None = None
    survey: bool = False


class Brand(DocumentPart):
    """A name that the line answers by, with its own voices, and words that replace the catalogue's.

    `returns` are its own terms, and `store_info` tells of its own stores.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    voices: Mapping[Locale, Voice] = {}
    prompts: Mapping[Locale, PromptTexts] = {}
    returns: ReturnTerms | None = None
    store_info: Mapping[Locale, StoreText] = {}


class DayException(DocumentPart):
    """A day with other hours than its weekday. Without `open` it is closed."""

    day: date = Field(alias="date")
    open: Span | tuple[Span, ...] | None = None
    reason: str = Field(min_length=1, max_length=80)


class Hours(DocumentPart):
    """Opening hours, on the wall clock of a time zone.

    `open` maps days ("mon-fri", "sat", "sun,tue") to spans. `holidays` is a country, or country and subdivision
    ("US", "US-CA"); a public holiday is closed.
    """

    time_zone: str
    open: Mapping[str, Span | tuple[Span, ...]] = Field(min_length=1)
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    exceptions: tuple[DayException, ...] = ()


class Vendor(DocumentPart):
    """An outside company that takes calls. Caps are numbers of calls; None means no limit.

    `tolerance` is how far its share may drift before it is reported, in points. `max_makeup_calls` (in documents
    `makes_up`) is the largest number of calls that it is assigned afterwards for the time it was closed or could not be
    reached. `targets` and `price` are what its scorecard is measured by.
    """

    name: str
    day_cap: Count | None = Field(default=None, ge=0)
    month_cap: Count | None = Field(default=None, ge=0)
    tolerance: Amount = Field(default=TOLERANCE, ge=0, le=100)
    max_makeup_calls: Count = Field(default=50, ge=0, alias="makes_up")
    targets: VendorTargets = VendorTargets()
    price: Price | None = None


class HandOff(DocumentPart):
    """How callers reach the agents of a queue: exactly one of these fields."""

    desk: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,48}$")] | None = None
    """A Twilio queue, which agents call to take the next caller."""
    ring: tuple[Dialled, ...] | None = Field(default=None, min_length=1, max_length=10)
    """Telephones that ring at the same time; the first to answer gets the caller."""
    dial: Dialled | None = None
    sip: Address | None = None
    taskrouter: Workflow | None = None
    voicemail: tuple[Dialled, ...] | None = None
    """The caller leaves a message, and these telephones get a text."""
    callback: str | None = None
    """Callers leave a number and are called back by the agents of this queue."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set & set(type(self).model_fields)) != 1:
            raise ValueError("must name exactly one of desk, ring, dial, sip, taskrouter, voicemail, callback")
        return self

    @property
    def kind(self) -> HandOffKind:
        """The field that is set."""
        kinds: dict[str, HandOffKind] = {
            "desk": "desk", "ring": "ring", "dial": "dial", "sip": "sip",
            "taskrouter": "taskrouter", "voicemail": "voicemail", "callback": "callback",
        }  # fmt: skip
        return kinds[next(iter(self.model_fields_set))]

    @property
    def address(self) -> str:
        """The value of that field; several telephones are separated by commas."""
        value: str | tuple[str, ...] = getattr(self, self.kind)
        return value if isinstance(value, str) else ",".join(value)


class ServiceLevel(DocumentPart):
    """The target for the share of callers (percent) answered within `seconds`."""

    percent: Whole = Field(default=80, ge=1, le=100)
    seconds: Seconds = 20


class QueueAlerts(DocumentPart):
    """Limits of a queue that alert supervisors: a wait in seconds, points below its service level.

    0 disables an alert; None inherits the limit of the line.
    """

    wait: Amount | None = None
    service_points: Amount | None = Field(default=None, le=100)


class Alerts(QueueAlerts):
    """Limits that alert supervisors. 0 disables an alert; None inherits the limit of the settings.

    `errors` counts faults and unreadable orders in five minutes; `unmatched_percent` is the share of calls that match
    no rule and whose language the default queue does not speak; `orders_hours` is the age of the newest order;
    `guesses` counts wrong order numbers and postcodes in five minutes.
    """

    errors: Amount | None = None
    unmatched_percent: Amount | None = Field(default=None, le=100)
    orders_hours: Amount | None = None
    guesses: Amount | None = None


class Overflow(DocumentPart):
    """A limit beyond which callers go to another queue: a wait in seconds, or a number of waiting callers."""

    wait_over: Seconds | None = None
    depth_over: Count | None = Field(default=None, ge=1)
    to: str

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.wait_over is None) == (self.depth_over is None):
            raise ValueError("must have one of wait_over and depth_over")
        return self


class Queue(DocumentPart):
    """A group of agents who share a skill. An outsourced queue names its vendor.

    `capacity` is the maximum number of waiting callers; `closed` lists the alternatives offered when no queue can take
    the call, in this order.
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
    """Telephones that get a text when a caller leaves a message for this queue."""
    alerts: QueueAlerts = QueueAlerts()
    agent_survey: AgentSurveyTerms | None = None
    """What its callers are asked after the agent; None for nothing."""

    @property
    def calls_back(self) -> bool:
        """Whether its agents can make callbacks: those at a desk can, since they ask for the next caller."""
        return self.hand_off.kind == "desk"

    @property
    def is_rung(self) -> bool:
        """Whether its agents are rung for each caller. Such a queue has no waiting line; Wismo places its callbacks."""
        return self.hand_off.kind in ("ring", "dial", "sip")

    @property
    def tells(self) -> tuple[str, ...]:
        """The telephones that are notified of a message for this queue."""
        return (*(self.hand_off.voicemail or ()), *self.told)


class Rule(DocumentPart):
    """Sends matching callers to one queue, or to several by share (percent, 100 in all).

    A higher priority shortens the wait. `split_follows` lets the shares be proposed by quality.
    """

    name: str = Field(min_length=1)
    when: When = When()
    send: str | None = None
    split: Mapping[str, Annotated[Whole, Field(ge=1, le=100)]] | None = None
    split_follows: SplitFollows | None = None
    priority: Whole = Field(default=0, ge=0, le=10)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.send is None) == (self.split is None):
            raise ValueError("must have one of send and split")
        if self.split_follows is not None and self.split is None:
            raise ValueError("has split_follows but no split; add the split, or take split_follows out")
        return self

    @property
    def shares(self) -> Mapping[str, int]:
        """The share of each queue in percent."""
        return self.split if self.split is not None else {self.send: 100} if self.send else {}


class Switch(DocumentPart):
    """A temporary measure that can be turned on: a message to callers, and the closing of queues.

    It applies to the queues and numbers named, or to all if none is. `minutes` is the default duration. `code` turns
    the switch on or off by telephone.
    """

    name: str
    queues: tuple[str, ...] = ()
    numbers: tuple[Dialled, ...] = ()
    closes: bool = False
    message: Mapping[Locale, Annotated[str, Field(min_length=1, max_length=400)]] = {}
    minutes: Whole = Field(default=240, ge=1, le=60 * 24 * 31)
    code: Annotated[str, Field(pattern=r"^\d{2,4}$")] | None = None


class Routing(DocumentPart):
    """A routing document."""

    brand: str
    voices: Mapping[Locale, Voice] = {}
    prompts: Mapping[Locale, PromptTexts] = {}
    returns: ReturnTerms | None = None
    store_info: Mapping[Locale, StoreText] = {}
    brands: Mapping[str, Brand] = {}
    numbers: Mapping[Dialled, Number] = {}
    hours: Mapping[str, Hours] = {}
    vendors: Mapping[str, Vendor] = {}
    queues: Mapping[str, Queue] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    switches: Mapping[str, Switch] = {}
    alerts: Alerts = Alerts()
    agent_desk: DeskTerms = DeskTerms()
    notices: NoticeTerms = NoticeTerms()
    default: str

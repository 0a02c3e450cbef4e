"""The parts of the routing document as the console shows them: what a form asks of each, and how an entry is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from ivr.web.console.routing.forms import Field
from ivr.web.console.routing.lines import EXCEPTIONS, MESSAGES, OVERFLOW, SPLIT, WEEK
from routing.model import ALWAYS, Issue, OrderState

Document = Mapping[str, Any]


def _queues(document: Document) -> Sequence[str]:
    return tuple(document.get("queues", {}))


def _vendors(document: Document) -> Sequence[str]:
    return tuple(document.get("vendors", {}))


def _hours(document: Document) -> Sequence[str]:
    return (ALWAYS, *document.get("hours", {}))


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `key` is what an entry's name is called; `about` says what the part is for."""

    name: str
    title: str
    one: str
    key: str
    about: str
    fields: tuple[Field, ...]


QUEUES = Part(
    "queues",
    "Queues",
    "queue",
    "Short name",
    "People who share a skill, in house or at a vendor, and how callers reach them.",
    (
        Field("name", "Name", required=True),
        Field("kind", "Kind", "choice", options=("in_house", "outsourced"), required=True),
        Field("vendor", "Vendor", "choice", "For an outsourced queue.", named=_vendors),
        Field(
            "languages",
            "Languages",
            "several",
            "As in en-US, es-MX; the first is the one they speak best.",
            required=True,
        ),
        Field("hours", "Hours", "choice", named=_hours),
        Field("hand_off.desk", "Hand-off: desk", hint="A queue that agents ring in to. Fill in one hand-off alone."),
        Field("hand_off.ring", "Hand-off: ring together", "several", "Telephones, E.164."),
        Field("hand_off.dial", "Hand-off: dial", hint="One telephone number, E.164."),
        Field("hand_off.sip", "Hand-off: SIP", hint="As in sip:care@acme.example; the story goes along in headers."),
        Field("hand_off.taskrouter", "Hand-off: TaskRouter", hint="A workflow's SID."),
        Field("hand_off.voicemail", "Hand-off: voicemail", "several", "Telephones that are told by text."),
        Field("hand_off.callback", "Hand-off: callback", "choice", "By the people of this queue.", named=_queues),
        Field("service_level.percent", "Service level: percent", "number", "80 unless you say otherwise."),
        Field("service_level.seconds", "Service level: within seconds", "number", "20 unless you say otherwise."),
        Field("capacity", "Most who may wait", "number"),
        Field(
            "overflow", "Overflow", "lines", "A line each: wait over 120 to QUEUE, or depth over 10 to QUEUE.", OVERFLOW
        ),
        Field(
            "closed",
            "When nobody can take the call",
            "several",
            "callback, voicemail, in this order; else voicemail.",
        ),
        Field("told", "Told of messages", "several", "Telephones that get a text."),
    ),
)
HOURS = Part(
    "hours",
    "Hours",
    "hours",
    "Short name",
    "When people are there, on the clock of a zone. “always” is built in.",
    (
        Field("time_zone", "Time zone", hint="As in America/New_York.", required=True),
        Field(
            "open",
            "Open",
            "lines",
            "A line each, as in mon-fri 08:00-20:00 or sat 09:00-12:00 13:00-17:00.",
            WEEK,
            required=True,
        ),
        Field("holidays", "Closed on the holidays of", hint="A country, or country and region: US, US-CA, ES-MD."),
        Field(
            "exceptions",
            "Other days",
            "lines",
            "As in 2026-12-24 08:00-14:00 Christmas Eve, or 2026-12-31 closed Stocktaking.",
            EXCEPTIONS,
        ),
    ),
)
VENDORS = Part(
    "vendors",
    "Vendors",
    "vendor",
    "Short name",
    "Outside companies that take calls, and how many.",
    (
        Field("name", "Name", required=True),
        Field("day_cap", "Most calls a day", "number"),
        Field("month_cap", "Most calls a month", "number"),
        Field(
            "tolerance",
            "Tolerance, points",
            "number",
            "How far its share may drift before it is reported; 2 unless you say otherwise.",
        ),
        Field(
            "makes_up",
            "Makes up at most, calls",
            "number",
            "Given afterwards for a time it was closed; 50 unless you say otherwise.",
        ),
    ),
)
RULES = Part(
    "rules",
    "Rules",
    "rule",
    "Name",
    "Read from top to bottom: the first rule whose conditions all hold, and whose queues can take the call, sends it.",
    (
        Field("when.issue", "Issue", "several", ", ".join(get_args(Issue))),
        Field("when.language", "Language", "several", "As in en-US, es-MX."),
        Field("when.tier", "Tier", "several"),
        Field("when.country", "Country", "several", "As in US, MX."),
        Field("when.dialled", "Number dialled", "several", "E.164."),
        Field("when.order_state", "Order", "several", ", ".join(get_args(OrderState))),
        Field("when.order_value.at_least", "Order value, at least", "number"),
        Field("when.order_value.below", "Order value, below", "number"),
        Field("when.time", "Within the hours", "several", "Names of hours."),
        Field("when.attestation", "Attestation", "several", "A, B, C, failed, none."),
        Field("when.repeat", "Called before", "maybe"),
        Field("when.withheld", "Number withheld", "maybe"),
        Field("send", "Send to", "choice", "One queue, or a split below.", named=_queues),
        Field("split", "Split", "lines", "A line each, 100 in all, as in care-en 60.", SPLIT),
        Field("priority", "Priority", "number", "0 to 10; a higher one waits less."),
    ),
)
SWITCHES = Part(
    "switches",
    "Switches",
    "switch",
    "Short name",
    "What can be turned on for a while: a message that callers hear, queues that it closes.",
    (
        Field("name", "Name", required=True),
        Field("queues", "Queues", "several", "For these alone."),
        Field("numbers", "Numbers dialled", "several", "For these alone, E.164."),
        Field("closes", "Closes them", "yes"),
        Field("message", "Message", "lines", "A line each language, as in en-US: We are closed today.", MESSAGES),
        Field("minutes", "Stays on, minutes", "number", "240 unless you say otherwise."),
        Field("code", "Code by telephone", hint="Two to four digits."),
    ),
)
NUMBERS = Part(
    "numbers",
    "Numbers",
    "number",
    "Number dialled (E.164)",
    "The numbers that customers dial.",
    (
        Field("language", "Language", hint="In which it is answered.", required=True),
        Field("languages", "Languages offered", "several"),
    ),
)

PARTS = {part.name: part for part in (QUEUES, RULES, HOURS, VENDORS, NUMBERS, SWITCHES)}


def entries(document: Document, part: Part) -> dict[str, dict[str, Any]]:
    """The entries of a part by name, in their order."""
    if part is RULES:
        return {
            rule["name"]: {name: each for name, each in rule.items() if name != "name"}
            for rule in document.get("rules", [])
        }
    return dict(document.get(part.name, {}))


def with_entry(document: Document, part: Part, name: str, entry: Mapping[str, Any], *, was: str = "") -> dict[str, Any]:
    """The document with an entry put in: in the place of `was`, else of the same name, else last."""
    known = entries(document, part)
    place = was or name
    renamed = {name if each == place else each: entry if each == place else its for each, its in known.items()}
    return _with(document, part, renamed if place in known else {**known, name: dict(entry)})


def without_entry(document: Document, part: Part, name: str) -> dict[str, Any]:
    """The document without an entry."""
    return _with(document, part, {each: its for each, its in entries(document, part).items() if each != name})


def moved(document: Document, name: str, to: int) -> dict[str, Any]:
    """The document with a rule at another place, counted from 0."""
    known = entries(document, RULES)
    names = [each for each in known if each != name]
    names.insert(max(0, min(to, len(names))), name)
    return _with(document, RULES, {each: known[each] for each in names})


def _with(document: Document, part: Part, known: Mapping[str, Any]) -> dict[str, Any]:
    if part is RULES:
        return {**document, "rules": [{"name": name, **entry} for name, entry in known.items()]}
    return {**document, part.name: dict(known)}

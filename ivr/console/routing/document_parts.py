"""The parts of the routing document, with the fields of their forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from ivr.console.routing.form_fields import Field
from ivr.console.routing.table_rows import (
    EXCEPTIONS,
    HAND_OFF,
    MESSAGES,
    OVERFLOW,
    QUEUE_LIST,
    SPLIT,
    VOICES,
    WEEK,
    languages,
    queue_names,
)
from routing.conditions import OrderState
from routing.issues import Issue
from routing.model import ALWAYS

Document = Mapping[str, Any]


def _vendors(document: Document) -> Mapping[str, str]:
    return {key: vendor.get("name", key) for key, vendor in document.get("vendors", {}).items()}


def _brands(document: Document) -> Sequence[str]:
    return tuple(document.get("brands", {}))


def _hours(document: Document) -> Sequence[str]:
    return (ALWAYS, *document.get("hours", {}))


def _numbers(document: Document) -> Sequence[str]:
    return tuple(document.get("numbers", {}))


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `key` is the label of an entry's name; `about` is the purpose of the part.

    If `is_one`, its fields are the document's own, and it has one entry, with the name of the part.
    """

    name: str
    title: str
    one: str
    key: str
    about: str
    fields: tuple[Field, ...]
    is_one: bool = False


QUEUES = Part(
    "queues",
    "Queues",
    "queue",
    "Short name",
    "People who share a skill, in house or at a vendor, and how callers reach them.",
    (
        Field("name", "Name", required=True, group="Who they are"),
        Field("kind", "Kind", "choice", options={"in_house": "in house", "outsourced": "outsourced"}, required=True),
        Field("vendor", "Vendor", "choice", "For an outsourced queue.", named=_vendors),
        Field("languages", "Languages", "several", "As in en-US, es-MX; the first is spoken best.", required=True),
        Field("hours", "Hours", "choice", named=_hours, unset="always open"),
        Field("hand_off", "Hand-off", "rows", rows=HAND_OFF, required=True, group="How callers reach them"),
        Field("service_level.percent", "Service level: percent", "number", "80 unless you say otherwise.",
              group="While callers wait"),
        Field("service_level.seconds", "Service level: within seconds", "number", "20 unless you say otherwise."),
        Field("capacity", "Most who may wait", "number", "No limit, when empty."),
        Field("overflow", "Overflow", "rows", "Callers go to another queue when this one is too busy.", OVERFLOW),
        Field("closed", "When nobody can take the call, offer", "choice",
              options={"voicemail": "a message", "callback": "a callback",
                       "callback, voicemail": "a callback, or a message",
                       "voicemail, callback": "a message, or a callback"},
              unset="a message, as usual", lists=True, group="Otherwise"),
        Field("told", "Notify about voicemails", "several", "Telephones that get a text, as in +12125550150."),
        Field("alerts.wait", "Alert at a wait of, seconds", "number", "Line settings, when empty; 0 is never.",
              group="When supervisors are alerted"),
        Field("alerts.service_points", "Alert below the service level by, points", "number",
              "Line settings, when empty; 0 is never."),
        Field("agent_survey.way", "Survey after the agent", "choice",
              "Two questions: satisfaction, and whether it was solved.",
              options={"call": "in the call", "text": "by text"}, unset="nobody is asked", group="After the agent"),
        Field("agent_survey.percent", "Asked, percent of callers", "number", "100 unless you say otherwise."),
        Field("agent_survey.asks_first", "Asks before the wait whether the caller wants it", "yes"),
    ),
)  # fmt: skip
HOURS = Part(
    "hours",
    "Hours",
    "set of hours",
    "Short name",
    "When people are there, on the clock of a zone. “always” is built in.",
    (
        Field("time_zone", "Time zone", hint="As in America/New_York.", required=True),
        Field("open", "The week", "rows", "As in 08:00-20:00, or 08:00-12:00 13:00-17:00; empty is closed.", WEEK),
        Field("holidays", "Closed on the holidays of", hint="A country, or country and region: US, US-CA, ES-MD."),
        Field("exceptions", "Other days", "rows", "They go before holidays and the week.", EXCEPTIONS),
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
        Field("day_cap", "Most calls a day", "number", "No limit, when empty."),
        Field("month_cap", "Most calls a month", "number", "No limit, when empty."),
        Field("tolerance", "Tolerance, points", "number",
              "How far its share may drift before it is reported; 2 unless you say otherwise."),
        Field("makes_up", "Makes up at most, calls", "number",
              "Given afterwards for a time it was closed; 50 unless you say otherwise."),
        Field("targets.service_percent", "Answered in the time of their queue, at least percent", "number",
              "None is agreed, when empty; here and below.", group="Targets of a month"),
        Field("targets.asa_seconds", "Average wait of the answered (ASA), at most seconds", "number"),
        Field("targets.abandonment_percent", "Abandoned, at most percent", "number"),
        Field("targets.handling_seconds", "Handling time (talk and hold), at most seconds", "number"),
        Field("targets.transfers_back_percent", "Transfers back, at most percent", "number"),
        Field("targets.repeats_percent", "Repeats in 7 days, at most percent", "number"),
        Field("targets.satisfaction", "Satisfaction, at least", "number", "A mean score of 1 to 5."),
        Field("price.per_call", "Price of an answered call", "number", "As in 3.20; or a price of a minute.",
              group="Price"),
        Field("price.per_minute", "Price of a minute of talk and hold", "number", "As in 0.85."),
        Field("price.currency", "Currency", hint="As in USD."),
    ),
)  # fmt: skip
RULES = Part(
    "rules",
    "Rules",
    "rule",
    "Name",
    "Read from top to bottom: the first rule whose conditions all hold, and whose queues can take the call, sends it. "
    "Move a rule by its arrows, by typing another place, or by dragging it.",
    (
        Field(
            "when.issue",
            "Issue",
            "set",
            options=get_args(Issue),
            group="Whom it concerns: all that is chosen must hold",
        ),
        Field("when.language", "Language", "set", named=languages),
        Field("when.dialled", "Number dialled", "set", named=_numbers),
        Field("when.time", "Within the hours", "set", named=_hours),
        Field(
            "when.order_state",
            "Order",
            "set",
            "Late: past the day or the hours it was expected. Failed promise: they rang about it before.",
            options=get_args(OrderState),
        ),
        Field(
            "when.attestation",
            "Attestation",
            "set",
            "How far the telephone company vouches for the caller’s number; A is fully.",
            options=("A", "B", "C", "failed", "none"),
        ),
        Field("when.tier", "Tier", "several", "As in gold, platinum."),
        Field("when.country", "Country", "several", "As in US, MX."),
        Field("when.order_value.at_least", "Order value, at least", "number"),
        Field("when.order_value.below", "Order value, below", "number"),
        Field("when.repeat", "Called before", "maybe", unset="does not matter"),
        Field("when.withheld", "Number withheld", "maybe", unset="does not matter"),
        Field(
            "send",
            "Send to",
            "choice",
            "One queue, or several by shares.",
            named=queue_names,
            unset="several, by shares",
            group="Then where to",
        ),
        Field("split", "Shares", "rows", "100 in all.", SPLIT),
        Field(
            "split_follows.by",
            "Shares follow",
            "choice",
            "New shares are proposed on the vendor scorecards, and published by nobody but you.",
            options={"satisfaction": "satisfaction", "service_level": "service level", "repeats": "repeats"},
            unset="nothing",
        ),
        Field("split_follows.points", "By at most, points", "number", "As in 3."),
        Field("split_follows.least_share", "No share below, percent", "number", "1 unless you say otherwise."),
        Field("split_follows.most_share", "No share above, percent", "number", "100 unless you say otherwise."),
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
        Field("closes", "Closes the queues", "yes"),
        Field("message", "Message", "rows", "What callers hear, in each language.", MESSAGES),
        Field("queues", "Queues", "rows", "For these alone; for all when there are none.", QUEUE_LIST),
        Field("numbers", "Numbers dialled", "set", "For these alone; for all when none is ticked.", named=_numbers),
        Field("minutes", "Stays on, minutes", "number", "240 unless you say otherwise."),
        Field("code", "Code by telephone", hint="Two to four digits."),
    ),
)
NUMBERS = Part(
    "numbers",
    "Numbers",
    "number",
    "Number dialled",
    "The numbers that customers dial, each written as in +18005550199.",
    (
        Field("language", "Language", hint="In which it is answered, as in en-US.", required=True),
        Field("languages", "Languages offered", "several", "As in en-US, es-MX."),
        Field("brand", "Brand", "choice", "Another name that it answers by; else the line's own.", named=_brands),
        Field(
            "survey", "Survey without a person", "yes", "Asks callers who finish without one whether they were helped."
        ),
    ),
)


def _policies(group: str) -> tuple[Field, ...]:
    """What callers are told of returns and stores; `group` is the heading. Rarer terms are written as YAML."""
    return (
        Field("returns.days", "Orders can be returned for, days", "number", "Nothing is promised, when empty.",
              group=group),
        Field("returns.from", "Counted from", "choice", options={"delivery": "the delivery", "order": "the order"},
              unset="the delivery, as usual"),
        Field("returns.final_sale", "Never with these tags", "several", "Tags of orders, as in clearance."),
        Field("store_info", "Stores", "rows", "Opening hours and addresses, as callers hear them.", MESSAGES),
    )  # fmt: skip


BRANDS = Part(
    "brands",
    "Brands",
    "brand",
    "Short name",
    "Names that the line answers by, and who speaks for each. What a brand leaves open is as on the whole line.",
    (
        Field("name", "Name", hint="What callers hear.", required=True),
        Field("voices", "Voices", "rows", "Google’s, as Twilio names them; the whole line’s, where none is.", VOICES),
        *_policies("What callers are told"),
    ),
)
LINE = Part(
    "line",
    "Line settings",
    "line",
    "Line",
    "How the line answers where a number has no brand, where calls go that no rule sends, and what is an alert.",
    (
        Field("brand", "Name", hint="What callers hear.", required=True, group="How it answers"),
        Field("voices", "Voices", "rows", "Google’s, as Twilio names them; the usual one, where none is.", VOICES),
        *_policies("What callers are told"),
        Field("default", "A call that no rule sends goes to", "choice", named=queue_names, required=True,
              group="Otherwise"),
        Field("alerts.wait", "Somebody waits, seconds", "number", "120 as installed; 0, here and below, is never.",
              group="When supervisors are alerted"),
        Field("alerts.service_points", "Below its service level, points", "number", "10 as installed."),
        Field("alerts.errors", "Faults in five minutes", "number", "5 as installed."),
        Field("alerts.unmatched_percent", "Calls that no rule sends to people of their language, percent", "number",
              "10 as installed."),
        Field("alerts.orders_hours", "Newest order is old, hours", "number", "24 as installed."),
        Field("alerts.guesses", "Wrong order numbers in five minutes", "number", "20 as installed."),
        Field("agent_desk.away_reasons", "Reasons for being away", "several",
              "Break, Lunch, Meeting, Training as usual.",
              group="At the agents’ desk"),
        Field("agent_desk.rings_seconds", "A call rings at an agent, seconds", "number",
              "20 unless you say otherwise."),
        Field("agent_desk.wrap_up_seconds", "Wrap-up after a call, seconds", "number",
              "60 unless you say otherwise; 0 is none."),
        Field("agent_desk.needs_disposition", "Each call needs a disposition", "yes"),
        Field("agent_desk.tells_of_listening", "Callers are told that a supervisor may listen, in", "several",
              "Countries by their two letters, as in DE, AT."),
        Field("agent_desk.due.voicemail_hours", "A message is due within, hours", "number",
              "4 as installed; opening hours of its queue.", group="When work is due"),
        Field("agent_desk.due.callback_hours", "A callback is due within, hours", "number",
              "1 as installed; opening hours."),
        Field("agent_desk.due.missed_hours", "A missed call is due within, hours", "number",
              "4 as installed; opening hours."),
        Field("agent_desk.due.request_hours", "A request is due within, hours", "number",
              "24 as installed, by the clock."),
        Field("notices.events", "Text customers before they call, when an order is", "set",
              "None ticked: nobody is texted. Hours by place are written as YAML.", group="Texts before customers call",
              options={"late": "late", "attempted": "not delivered at a first try",
                       "ready_for_pickup": "waiting for pickup", "cancelled": "cancelled"}),
        Field("notices.wait_minutes", "News stands for, minutes, before a text goes", "number", "10 as installed."),
        Field("notices.held_back", "Orders held back to compare, percent", "number", "10 as installed; 0 is none."),
        Field("notices.number_day", "Most a day to a number", "number", "2 as installed."),
        Field("notices.line_day", "Most a day in all", "number", "2000 as installed; the rest goes later."),
        Field("notices.countries", "Only to", "several", "Countries by two letters; all that get texts, if empty."),
        Field("notices.without_tags", "Not about orders with these tags", "several", "no-texts, no-sms as usual."),
        Field("notices.first_days", "A call starts with that order for, days", "number", "3 as installed."),
    ),
    is_one=True,
)  # fmt: skip

PARTS = {part.name: part for part in (QUEUES, RULES, HOURS, VENDORS, NUMBERS, BRANDS, SWITCHES, LINE)}

"""Trial of a routing decision for a made-up caller, decided by the same code as live calls."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, get_args

from ivr.calls.ports import Webhook
from ivr.calls.turn_handler import TurnHandler
from ivr.engine.call import Heard
from ivr.engine.records import Json
from ivr.flows.context import LineCall, Topic
from ivr.flows.hand_off import route
from ivr.flows.issue import delivery_problem, order_status
from ivr.flows.services import Services
from ivr.orders.phone_numbers import WITHHELD_WORDS
from ivr.orders.phone_parsing import as_written
from ivr.orders.sources import field_parsers, iso_codes
from ivr.orders.sources.field_parsers import Unreadable
from routing.conditions import OrderState
from routing.issues import DELIVERY_PROBLEM, ORDER_STATUS, Issue, issue_of, parted

T = TypeVar("T")

SID = "CA-tried-out"
ATTESTED: Mapping[str, str] = {
    "": "",
    "none": "",
    "A": "TN-Validation-Passed-A",
    "B": "TN-Validation-Passed-B",
    "C": "TN-Validation-Passed-C",
    "failed": "TN-Validation-Failed",
}
"""Twilio's StirVerstat value by the grade in the routing document."""
ANONYMOUS = "anonymous"
_NOBODY = "client:nobody"
"""Stands for a number that is unknown but not withheld."""
_ASKED_NOTHING = ("again", "unseen")
"""The kinds of recognition that lead straight to a person, before the caller can name an issue."""
_GROUPED = re.compile(r"\d{1,3}([,.' \u00a0]\d{3})*|\d{1,9}")


class UnfitTrial(ValueError):
    """Unreadable fields of a trial: field name to the expected form."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {what}" for name, what in fields.items()))
        self.fields = fields


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingTrial:
    """The description of a trial caller. Empty fields are filled from the line's data on the number.

    `issue` is the issue that the caller names. `order_value` is in whole units.
    """

    number: str = ""
    dialled: str = ""
    language: str = ""
    issue: str = ""
    problem: str = ""
    tier: str = ""
    country: str = ""
    order_value: str = ""
    order_state: tuple[str, ...] = ()
    repeat: bool = False
    withheld: bool = False
    attestation: str = ""
    last_queue: str = ""
    tried: tuple[str, ...] = ()
    promised: str = ""


@dataclass(frozen=True, slots=True)
class TrialReader:
    """Parses typed attributes: numbers by the shop's country (ISO 3166), languages by those of the line."""

    country: str
    languages: Collection[str]

    def read(self, trial: RoutingTrial) -> RoutingTrial:
        """The trial in the words of the routing document. Raises UnfitTrial with all fields that cannot be read."""
        wrong: dict[str, str] = {}

        def field(name: str, read: Callable[[str], str]) -> str:
            text: str = getattr(trial, name).strip()
            try:
                return read(text) if text else ""
            except Unreadable as error:
                wrong[name] = str(error)
                return ""

        found = replace(
            trial,
            number=field("number", self.number),
            dialled=field("dialled", self._dialled),
            language=field("language", self._language),
            issue=field("issue", _one_of(get_args(Issue))),
            problem=field("problem", _one_of([each for each in get_args(Issue) if parted(each)[1]])),
            tier=field("tier", field_parsers.normalized),
            country=field("country", _country),
            order_value=field("order_value", _amount),
            attestation=field("attestation", _one_of([each for each in ATTESTED if each])),
        )
        if unknown := [each for each in trial.order_state if each not in get_args(OrderState)]:
            wrong["order_state"] = f"There is no {unknown[0]!r}. Write {_listed(get_args(OrderState))}."
        if wrong:
            raise UnfitTrial(wrong)
        return found

    def number(self, text: str) -> str:
        """A caller's number, E.164, or ANONYMOUS for a withheld one. Raises Unreadable."""
        return ANONYMOUS if text.lower() in WITHHELD_WORDS else self._dialled(text)

    def _dialled(self, text: str) -> str:
        found = as_written(text, shop_country=self.country).e164
        if found is None:
            raise Unreadable(
                f"This is no telephone number. Write it as in {self.country}, or with its country: +14155550123."
            )
        return found

    def _language(self, text: str) -> str:
        """A language of the line, by tag or by name; the first of several regions."""
        try:
            tag = iso_codes.language(text)
        except Unreadable:
            tag = text
        alike = [each for each in self.languages if each.partition("-")[0] == tag.partition("-")[0]]
        if not alike:
            raise Unreadable(f"The line does not speak this. Write {_listed(self.languages)}.")
        return tag if tag in alike else alike[0]


def _country(text: str) -> str:
    try:
        return iso_codes.country(text)
    except Unreadable:
        raise Unreadable("This is no country. Write its name or its code, as in Mexico or MX.") from None


def _amount(text: str) -> str:
    if not _GROUPED.fullmatch(text):
        raise Unreadable("Write a whole number, as in 120.")
    return re.sub(r"\D", "", text)


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    spelled = {field_parsers.normalized(each): each for each in known}

    def read(text: str) -> str:
        found = spelled.get(field_parsers.normalized(text))
        if found is None:
            raise Unreadable(f"There is no {field_parsers.plain(text, 40)!r}. Write {_listed(known)}.")
        return found

    return read


def _listed(known: Collection[str]) -> str:
    return ", ".join(known)


def decided(calls: TurnHandler, trial: RoutingTrial) -> Json:
    """Where a caller would be sent on asking for a person, with the reasons as JSON values. Nothing is kept of it.

    `unseen` is among them where the orders did not answer. `trial` was read by a TrialReader. The floor of `calls` must
    be one that counts no calls given.
    """
    (call, recognised), services = calls.recognised(_webhook(trial)), calls.services(calls.clock())
    _take_in(call, trial)
    if recognised not in _ASKED_NOTHING:
        _say(call, services, *parted(trial.problem or trial.issue))
    route(call, services)
    return {**(call.context.decision or {}), **({"unseen": True} if recognised == "unseen" else {})}


def _webhook(trial: RoutingTrial) -> Webhook:
    ani = ANONYMOUS if trial.withheld else trial.number or _NOBODY
    return Webhook(SID, ani, trial.dialled, ATTESTED[trial.attestation])


def _take_in(call: LineCall, trial: RoutingTrial) -> None:
    """Replace the line's data by the attributes of the trial."""
    call.language = trial.language or call.language
    context = call.context
    context.identity = replace(
        context.identity, tier=trial.tier or context.identity.tier, country=trial.country or context.identity.country
    )
    context.order = replace(
        context.order,
        states=tuple(each for each in get_args(OrderState) if each in trial.order_state) or context.order.states,
        value=int(trial.order_value) if trial.order_value else context.order.value,
    )
    context.history = replace(context.history, repeat=trial.repeat or context.history.repeat)
    context.route = replace(
        context.route,
        last_queue=trial.last_queue or context.route.last_queue,
        tried=trial.tried or context.route.tried,
        promised=trial.promised or context.route.promised,
    )


def _say(call: LineCall, services: Services, issue: str, problem: str) -> None:
    """Set the issue that the caller names, as the flow does."""
    if issue == DELIVERY_PROBLEM:
        call.heard = Heard(issue, is_sure=True, problem=problem)
        delivery_problem(call, services)
    elif issue == ORDER_STATUS:
        order_status(call, services)
    elif issue:
        call.context.topic = Topic(issue_of(issue))

"""Finds the issue of a call in the caller's own words, or by key."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from ivr.flows.context import LineCall, Topic
from ivr.flows.routing_context import remember_order_issue
from ivr.flows.services import LineFlow, Services
from prompts.facts import Line, Term
from routing.issues import DAMAGED, DELIVERY_PROBLEM, LATE, MISSING, OTHER, CallIssue, Problem, issue_of, problem_of

issue = LineFlow("issue", start="ask_issue")

issue.listen("ask_issue", prompt="ask_issue", then="settle", gives_up="by_keys")


@issue.decide(sure="go_on", unsure="confirm_issue", vague="by_keys")
def settle(call: LineCall, _services: Services) -> Literal["sure", "unsure", "vague"]:
    """Whether the issue needs a confirmation. To ask whether it is something else would tell the caller nothing."""
    heard = call.heard
    call.prepare("confirm_issue", (Line("confirm_issue", {"issue": Term(f"issue.{heard.issue}")}),))
    if heard.is_sure:
        return "sure"
    return "vague" if issue_of(heard.issue) == OTHER else "unsure"


issue.confirm("confirm_issue", prepared="confirm_issue", yes="go_on", no="not_meant", said="settle", gives_up="by_keys")


@issue.decide(then="by_keys")
def not_meant(call: LineCall, _services: Services) -> Literal["then"]:
    """The issue was another one."""
    call.heard = replace(call.heard, problem="")
    return "then"


issue.say("by_keys", prompt="choose_issue", then="choose_issue")


def _menu(name: str, keys: Mapping[str, str]) -> None:
    """A part of the menu of issues, short enough to be remembered; any issue can be named at each."""
    issue.menu(name, keys=keys, said="settle", gives_up="hand_off")


_menu("choose_issue", {"1": "which_order", "2": "which_return", "3": "which_bill", "4": "which_other", "0": "hand_off"})
_menu("which_order", {"1": "order_status", "2": "delivery_problem", "3": "cancel_order", "4": "change_address"})
_menu("which_return", {"1": "returns", "2": "refund"})
_menu("which_bill", {"1": "payment", "2": "invoice"})
_menu("which_other", {"1": "product_help", "2": "promotions", "3": "loyalty", "4": "store_info", "5": "which_more"})
_menu("which_more", {"1": "call_back_at", "2": "other"})


def _for_people(name: CallIssue) -> None:
    """An issue that agents handle."""

    def remember(call: LineCall, _services: Services) -> Literal["then"]:
        call.context.topic = Topic(name)
        return "then"

    remember.__name__, remember.__doc__ = name, "An issue that people see to."
    issue.decide(then="hand_off")(remember)


_OF_PEOPLE: tuple[CallIssue, ...] = ("promotions", "product_help", "payment", "other")
for _name in _OF_PEOPLE:
    _for_people(_name)


@issue.decide(known="hand_off", not_here="delivery_help.not_here", asked="which_problem")
def delivery_problem(call: LineCall, _services: Services) -> Literal["known", "not_here", "asked"]:
    """The kind of problem by the caller's words, else by the order; the caller is asked if neither tells."""
    problem = _problem(call)
    call.context.topic = Topic(DELIVERY_PROBLEM, problem)
    if problem == MISSING and call.context.order.may_be_missing:
        return "not_here"
    return "known" if problem else "asked"


def _problem(call: LineCall) -> Problem:
    """Decide by the order, if there is one, whether an undelivered parcel is late or missing."""
    heard, order = problem_of(call.heard.problem), call.context.order
    call.heard = replace(call.heard, problem="")
    if heard not in (LATE, MISSING):
        return heard or order.problem
    return MISSING if order.is_delivered else order.problem if order.problem in (LATE, MISSING) else heard


issue.menu(
    "which_problem",
    keys={"1": "late", "2": "missing", "3": "damaged", "4": "another_problem"},
    gives_up="hand_off",
)


def _for_people_about(problem: Problem) -> None:
    """A delivery problem that agents handle."""

    def remember(call: LineCall, _services: Services) -> Literal["then"]:
        call.context.topic = Topic(DELIVERY_PROBLEM, problem)
        return "then"

    remember.__name__, remember.__doc__ = problem, "A delivery problem that people see to."
    issue.decide(then="hand_off")(remember)


_for_people_about(LATE)
_for_people_about(DAMAGED)


@issue.decide(not_here="delivery_help.not_here", people="hand_off")
def missing(call: LineCall, _services: Services) -> Literal["not_here", "people"]:
    """A delivery that is not there."""
    call.context.topic = Topic(DELIVERY_PROBLEM, MISSING)
    return "not_here" if call.context.order.may_be_missing else "people"


@issue.decide(then="hand_off")
def another_problem(_call: LineCall, _services: Services) -> Literal["then"]:
    """A delivery problem that is none of these."""
    return "then"


@issue.decide(told="main_line.read_order", unknown="find_order")
def order_status(call: LineCall, _services: Services) -> Literal["told", "unknown"]:
    """The order that the call is about, or the way to it."""
    remember_order_issue(call)
    return "told" if "order" in call.lines else "unknown"


@issue.decide(
    order_status="order_status",
    delivery_problem="delivery_problem",
    returns="returns",
    refund="refund",
    loyalty="loyalty",
    promotions="promotions",
    product_help="product_help",
    payment="payment",
    invoice="invoice",
    cancel_order="cancel_order",
    change_address="change_address",
    store_info="store_info",
    other="other",
)
def go_on(call: LineCall, _services: Services) -> CallIssue:
    """Continue with the caller's original request."""
    return issue_of(call.heard.issue)

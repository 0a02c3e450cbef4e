"""What a call is about, in the caller's own words; by key where words do not help."""

from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import Flow
from ivr.flows.routing_context import remember_issue, remember_order_issue
from ivr.flows.services import Services
from prompts.facts import Line, Term
from routing.issues import DELIVERY_PROBLEM, LATE, MISSING, PROBLEMS

issue = Flow("issue", start="ask_issue")

issue.listen("ask_issue", prompt="ask_issue", then="settle", gives_up="by_keys")


@issue.decide(sure="go_on", unsure="ask_back")
def settle(call: Call, _services: Services) -> Literal["sure", "unsure"]:
    """Whether the words left any doubt."""
    heard = call.facts["heard_issue"]
    call.prepare("confirm_issue", (Line("confirm_issue", {"issue": Term(f"issue.{heard}")}),))
    return "sure" if call.facts["is_sure"] else "unsure"


issue.say("ask_back", prepared="confirm_issue", then="confirm_issue")
issue.menu("confirm_issue", keys={"1": "yes", "2": "no"}, gives_up="by_keys")


@issue.decide(then="go_on")
def yes(_call: Call, _services: Services) -> Literal["then"]:
    """We understood."""
    return "then"


@issue.decide(then="by_keys")
def no(call: Call, _services: Services) -> Literal["then"]:
    """We did not."""
    call.remember(heard_problem="")
    return "then"


issue.say("by_keys", prompt="choose_issue", then="choose_issue")
issue.menu(
    "choose_issue",
    keys={
        "1": "order_status",
        "2": "delivery_problem",
        "3": "returns",
        "4": "refund",
        "5": "loyalty",
        "6": "promotions",
        "7": "product_help",
        "8": "payment",
        "9": "other",
    },
    gives_up="hand_off",
)


def _for_people(name: str) -> None:
    """An issue that people see to."""

    def remember(call: Call, _services: Services) -> Literal["then"]:
        remember_issue(call, name)
        return "then"

    remember.__name__, remember.__doc__ = name, "An issue that people see to."
    issue.decide(then="hand_off")(remember)


for _name in ("promotions", "product_help", "payment", "other"):
    _for_people(_name)


@issue.decide(known="hand_off", asked="which_problem")
def delivery_problem(call: Call, _services: Services) -> Literal["known", "asked"]:
    """Which problem it is, by the caller's words or else by the order; asked where neither says."""
    problem = _problem(call)
    remember_issue(call, DELIVERY_PROBLEM, problem)
    return "known" if problem else "asked"


def _problem(call: Call) -> str:
    """Whether what has not come is late or missing is known by the order, where there is one."""
    heard: str = call.facts.pop("heard_problem", "")
    known: str = call.facts.get("order_problem", "")
    if heard not in (LATE, MISSING):
        return heard or known
    return MISSING if call.facts.get("is_delivered") else known if known in (LATE, MISSING) else heard


issue.menu(
    "which_problem",
    keys={"1": "late", "2": "missing", "3": "damaged", "4": "another_problem"},
    gives_up="hand_off",
)


def _for_people_about(problem: str) -> None:
    """A delivery problem that people see to."""

    def remember(call: Call, _services: Services) -> Literal["then"]:
        remember_issue(call, DELIVERY_PROBLEM, problem)
        return "then"

    remember.__name__, remember.__doc__ = problem, "A delivery problem that people see to."
    issue.decide(then="hand_off")(remember)


for _problem_name in PROBLEMS:
    _for_people_about(_problem_name)


@issue.decide(then="hand_off")
def another_problem(_call: Call, _services: Services) -> Literal["then"]:
    """A delivery problem that is none of these."""
    return "then"


@issue.decide(told="main_line.read_order", unknown="find_order")
def order_status(call: Call, _services: Services) -> Literal["told", "unknown"]:
    """The order that the call is about, or the way to it."""
    remember_order_issue(call)
    return "told" if "order" in call.lines else "unknown"


Issue = Literal[
    "order_status",
    "delivery_problem",
    "returns",
    "refund",
    "loyalty",
    "promotions",
    "product_help",
    "payment",
    "other",
]


@issue.decide(
    order_status="order_status",
    delivery_problem="delivery_problem",
    returns="returns",
    refund="refund",
    loyalty="loyalty",
    promotions="promotions",
    product_help="product_help",
    payment="payment",
    other="other",
)
def go_on(call: Call, _services: Services) -> Issue:
    """To what the caller came for."""
    heard: Issue = call.facts["heard_issue"]
    return heard

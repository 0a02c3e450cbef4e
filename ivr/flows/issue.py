"""What a call is about, in the caller's own words; by key where words do not help."""

from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import Flow
from ivr.flows.services import Services
from prompts.facts import Line, Term

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
def no(_call: Call, _services: Services) -> Literal["then"]:
    """We did not."""
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
        call.remember(issue=name)
        return "then"

    remember.__name__, remember.__doc__ = name, "An issue that people see to."
    issue.decide(then="hand_off")(remember)


for _name in ("delivery_problem", "promotions", "product_help", "payment", "other"):
    _for_people(_name)


@issue.decide(told="main_line.read_order", unknown="find_order")
def order_status(call: Call, _services: Services) -> Literal["told", "unknown"]:
    """The order that the call is about, or the way to it."""
    call.remember(issue="order_status")
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

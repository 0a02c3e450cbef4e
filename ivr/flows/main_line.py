"""The main flow: recognise the caller, tell the order's status, offer the menu."""

from dataclasses import replace
from typing import Literal

from ivr.effects.send_text import send_text
from ivr.engine.flow import HANG_UP
from ivr.flows.caller_identity import are_the_keys, ask_for_keys, standing_of
from ivr.flows.context import LineCall
from ivr.flows.notice_context import texted_about
from ivr.flows.order_choice import chosen
from ivr.flows.order_context import announcements, greeting, offer_choice, prepare_order
from ivr.flows.outreach import Grant
from ivr.flows.routing_context import caller_of, is_urgent, remember_customer
from ivr.flows.services import LineFlow, Services
from ivr.orders.choosing import OTHER, STATES
from ivr.orders.delivery_status import is_under_way
from ivr.orders.identity.verification import Level, Needs, Standing
from ivr.orders.order_source import Unavailable

Recognised = Literal["one", "again", "several", "none", "factor", "doubtful", "unseen"]

main_line = LineFlow("main_line", start="recognise")


@main_line.decide(
    one="greet_one",
    again="greet_again",
    several="greet_several",
    none="greet_unknown",
    factor="greet_doubtful",
    doubtful="prove",
    unseen="greet_unseen",
)
def recognise(call: LineCall, services: Services) -> Recognised:
    """Match the caller's number (ANI) to current orders."""
    version = services.floor.version
    call.context.route = replace(call.context.route, version=version)
    call.languages = replace(call.languages, wording=version, offered=_languages(call, services))
    outcome = _recognised(call, services)
    call.prepare("greeting", (greeting(call, services), *announcements(call, services)))
    return outcome


def _recognised(call: LineCall, services: Services) -> Recognised:
    try:
        standing = standing_of(call, services)
    except Unavailable:
        _choose_language(call, "")
        return "unseen"
    _choose_language(call, standing.spoken[0].language if standing.spoken else "")
    if standing.doubtful:
        return "doubtful"
    if standing.level < Level.STATUS:
        return "factor" if standing.needs is Needs.EITHER else "none"
    for newest in standing.spoken[:1]:
        remember_customer(call, newest)
    return _offer(call, services, standing)


def _languages(call: LineCall, services: Services) -> tuple[str, ...]:
    """The languages of the dialled number, its own first; all languages of the line if it names none."""
    number = services.floor.routing.numbers.get(call.dnis)
    offered = (number.language, *(number.languages or services.languages)) if number else services.languages
    return tuple(each for each in dict.fromkeys(offered) if each in services.languages)


def _choose_language(call: LineCall, recorded: str) -> None:
    """The language chosen before, else the one on the customer's record if the number offers it or another region's,
    else the number's own, beside which another is offered.
    """
    for wanted in filter(None, (call.languages.chosen, recorded)):
        alike = [each for each in call.languages.offered if each.partition("-")[0] == wanted.partition("-")[0]]
        if alike:
            call.language = wanted if wanted in alike else alike[0]
            call.languages = replace(call.languages, is_settled=True)
            return


def _offer(call: LineCall, services: Services, standing: Standing) -> Literal["one", "again", "several", "none"]:
    current = [order for order in standing.spoken if is_under_way(order, services.now)]
    if not current:
        return "none"
    texted = texted_about(call, services, current)
    if len(current) == 1 or texted:
        prepare_order(call, services, texted or current[0], standing.level)
        return "again" if _goes_ahead(call, services) else "one"
    offer_choice(call, services, current, standing.level)
    return "several"


def _goes_ahead(call: LineCall, services: Services) -> bool:
    """Whether a caller who knows the status already goes straight to a person, if one is available."""
    return is_urgent(call) and services.floor.reaches_someone(caller_of(call), call.context.route.version, services.now)


main_line.say("greet_one", prepared="greeting", then="read_order")
main_line.say("greet_again", prepared="greeting", then="still_late")
main_line.say("still_late", prompt="still_late", then="hand_off")
main_line.say("greet_several", prepared="greeting", then="choose_order")
main_line.say("greet_unknown", prepared="greeting", then="main_menu")
main_line.say("greet_doubtful", prepared="greeting", then="find_order.step_up")
main_line.say("greet_unseen", prepared="greeting", then="cannot_see")
main_line.say("cannot_see", prompt="cannot_see", then="hand_off")
main_line.say("read_order", prepared="order", then="delivery_help")

main_line.choose(
    "choose_order",
    prepared="choose_order",
    described=STATES,
    none=OTHER,
    then="chosen",
    said="issue.settle",
    gives_up="hand_off",
)
main_line.decide(
    order="find_order.onward",
    other="find_order",
    narrowed="choose_order",
    issue="issue.settle",
    unclear="unclear",
    stuck="hand_off",
    unseen="cannot_see",
)(chosen)
main_line.say("unclear", prompt="no_match", then="choose_order")


def _after_news(name: str, third: str) -> None:
    """The menu after the news of an order: what is next, by the caller's own words or by key."""
    main_line.menu(
        name,
        prompt="after_order",
        opening="after_order",
        keys={
            "1": "text_link",
            "2": "find_order",
            "3": third,
            "4": "main_menu",
            "9": "switch_language",
            "0": "hand_off",
            "*": "read_order",
        },
        anything="main_menu",
        in_next_language="switch_language",
        only_if={
            "text_link": lambda context: context.texting.can_text,
            "refund": lambda context: context.order.has_refund,
        },
        hears={
            "returns": "main_menu.returns",
            "refund": "main_menu.refund",
            "loyalty": "main_menu.loyalty",
            "other": "main_menu.other",
            "call_back_at": "wish.call_back_at",
        },
        said="issue.settle",
        gives_up="hand_off",
    )


_after_news("after_order", "refund")
_after_news("after_delivery", "delivery_help.not_here")


@main_line.decide(send="send_link", before="link_sent_before", refused="link_not_sent", stopped="link_stopped")
def text_link(call: LineCall, services: Services) -> Literal["send", "before", "refused", "stopped"]:
    """Send the link once in a call, a limited number of times a day for an order and for a number, and not to a number
    that has opted out.
    """
    order, texting = call.context.order.key, call.context.texting
    if order in texting.texted:
        return "before"
    grant = services.outreach.text(call=call.sid, order=order, number=texting.text_to)
    if grant is Grant.GRANTED:
        call.context.texting = replace(texting, texted=(*texting.texted, order))
        return "send"
    if grant is Grant.STOPPED:
        return "stopped"
    return "before" if grant is Grant.BEFORE else "refused"


send_text(
    main_line,
    "send_link",
    prompt="sms_tracking",
    to=lambda context: (context.texting.text_to,),
    about=lambda context: context.order.key,
    then="link_sent",
)
main_line.say("link_sent", prompt="link_sent", then="after_order")
main_line.say("link_sent_before", prompt="link_sent.already", then="after_order")
main_line.say("link_not_sent", prompt="link_not_sent", then="after_order")
main_line.say("link_stopped", prompt="link_not_sent.stopped", then="after_order")

main_line.menu(
    "main_menu",
    opening="main_menu",
    keys={
        "1": "find_order",
        "2": "returns",
        "3": "refund",
        "4": "loyalty",
        "5": "other",
        "9": "switch_language",
        "0": "hand_off",
    },
    in_next_language="switch_language",
    said="issue.settle",
    anything="other",
    hears={"call_back_at": "wish.call_back_at"},
    gives_up="hand_off",
)


@main_line.decide(order="read_order", menu="main_menu")
def switch_language(call: LineCall, _services: Services) -> Literal["order", "menu"]:
    """Continue in the language that was named or offered, from the first step that depends on it."""
    call.speak(call.languages.named or call.other_languages[0])
    return "order" if "order" in call.lines else "menu"


@main_line.decide(order="after_order", menu="main_menu")
def anything_else(call: LineCall, _services: Services) -> Literal["order", "menu"]:
    """Ask for more, after what needs no order."""
    return "order" if "order" in call.lines else "menu"


@main_line.decide(then="issue")
def other(_call: LineCall, _services: Services) -> Literal["then"]:
    """Whatever else it may be."""
    return "then"


@main_line.decide(ask="prove_person")
def prove(call: LineCall, services: Services) -> Literal["ask"]:
    """Check with two digits that a caller with failed attestation is a person, then connect an agent."""
    ask_for_keys(call, services, *call.prepared("greeting"))
    return "ask"


main_line.ask("prove_person", prepared="prove_person", digits=2, then="proven", gives_up="prove_failed")


@main_line.decide(yes="hand_off", no="prove_failed")
def proven(call: LineCall, _services: Services) -> Literal["yes", "no"]:
    """Whether the digits are the spoken ones."""
    return "yes" if are_the_keys(call) else "no"


main_line.say("prove_failed", prompt="prove_failed", then=HANG_UP)

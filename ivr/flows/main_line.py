"""The line itself: who is calling, where the order is, and what else there is."""

from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import HANG_UP, Flow
from ivr.flows.caller_identity import ani, standing_of
from ivr.flows.order_context import announcements, greeting, offer_choice, prepare_order
from ivr.flows.outreach import Grant
from ivr.flows.presence import are_the_keys, ask_for_keys
from ivr.flows.routing_context import caller_of, is_urgent, remember_customer
from ivr.flows.services import Services
from ivr.orders import telling
from ivr.orders.identity.verification import Level, Needs, Standing
from ivr.orders.order_source import Unavailable

Recognised = Literal["one", "again", "several", "none", "factor", "doubtful", "unseen"]

main_line = Flow("main_line", start="recognise")


@main_line.decide(
    one="greet_one",
    again="greet_again",
    several="greet_several",
    none="greet_unknown",
    factor="greet_doubtful",
    doubtful="prove",
    unseen="greet_unseen",
)
def recognise(call: Call, services: Services) -> Recognised:
    """Match the caller's number (ANI) to the orders under way."""
    version = services.floor.version
    call.remember(version=version, wording=version, languages=_languages(call, services))
    outcome = _recognised(call, services)
    hello = greeting(call, services, "greeting_unknown" if outcome == "none" else "greeting")
    call.prepare("greeting", (hello, *announcements(call, services)))
    return outcome


def _recognised(call: Call, services: Services) -> Recognised:
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


def _languages(call: Call, services: Services) -> list[str]:
    """Those that the number dialled offers, its own first; all of the line's where it names none."""
    number = services.floor.routing.numbers.get(call.dnis)
    offered = (number.language, *(number.languages or services.languages)) if number else services.languages
    return [each for each in dict.fromkeys(offered) if each in services.languages]


def _choose_language(call: Call, recorded: str) -> None:
    """The language chosen before, else the one on the customer's record, where the number offers it or another
    region's; else the number's own.
    """
    offered = call.facts["languages"]
    for wanted in filter(None, (call.facts.get("chosen_language"), recorded)):
        alike = [each for each in offered if each.partition("-")[0] == wanted.partition("-")[0]]
        if alike:
            call.language = wanted if wanted in alike else alike[0]
            return


def _offer(call: Call, services: Services, standing: Standing) -> Literal["one", "again", "several", "none"]:
    current = [order for order in standing.spoken if telling.is_under_way(order, services.now)]
    if not current:
        return "none"
    if len(current) == 1:
        prepare_order(call, services, current[0], standing.level)
        return "again" if _goes_ahead(call, services) else "one"
    offer_choice(call, services, current, standing.level)
    return "several"


def _goes_ahead(call: Call, services: Services) -> bool:
    """Whether a caller who knows the news already goes straight to a person: only where one is to be had."""
    return is_urgent(call) and services.floor.reaches_someone(caller_of(call), call.facts.get("version"), services.now)


main_line.say("greet_one", prepared="greeting", then="read_order")
main_line.say("greet_again", prepared="greeting", then="still_late")
main_line.say("still_late", prompt="still_late", then="hand_off")
main_line.say("greet_several", prepared="greeting", then="choose_order")
main_line.say("greet_unknown", prepared="greeting", then="main_menu")
main_line.say("greet_doubtful", prepared="greeting", then="find_order.step_up")
main_line.say("greet_unseen", prepared="greeting", then="cannot_see")
main_line.say("cannot_see", prompt="cannot_see", then="hand_off")
main_line.say("read_order", prepared="order", then="after_order")

main_line.ask("choose_order", prepared="choose_order", digits=1, then="chosen", gives_up="hand_off")


@main_line.decide(order="read_order", other="find_order", unclear="unclear", unseen="cannot_see")
def chosen(call: Call, services: Services) -> Literal["order", "other", "unclear", "unseen"]:
    """The order that the key stands for."""
    choices = call.facts.get("choices")
    if not choices:  # lost with the session: the question cannot be asked again either, so the line starts over
        return "unclear"
    place = int(call.answer.keys) if call.answer.keys.isdecimal() else 0
    if place == len(choices) + 1:
        return "other"
    if not 1 <= place <= len(choices):
        return "unclear"
    return _tell_choice(call, services, choices[place - 1])


def _tell_choice(call: Call, services: Services, number: str) -> Literal["order", "unclear", "unseen"]:
    number_of_caller = ani(call)
    try:
        order = services.orders.by_identity(number)
    except Unavailable:
        return "unseen"
    if order is None or number_of_caller not in [phone.e164 for phone in order.phones]:
        return "unclear"
    prepare_order(call, services, order, Level(call.facts["level"]))
    return "order"


main_line.say("unclear", prompt="no_match", then="choose_order")

main_line.menu(
    "after_order",
    keys={
        "1": "read_order",
        "2": "find_order",
        "3": "text_link",
        "5": "refund",
        "4": "main_menu",
        "9": "switch_language",
        "0": "hand_off",
    },
    in_next_language="switch_language",
    only_if={"text_link": "can_text", "refund": "has_refund"},
    hears={
        "returns": "main_menu.returns",
        "refund": "main_menu.refund",
        "loyalty": "main_menu.loyalty",
        "other": "main_menu.other",
    },
    said="issue.settle",
    gives_up="hand_off",
)


@main_line.decide(send="send_link", before="link_sent_before", refused="link_not_sent")
def text_link(call: Call, services: Services) -> Literal["send", "before", "refused"]:
    """Send the link once in a call, and a few times a day for an order and for a number, whoever asks for it."""
    order, sent = call.facts.get("order_key", ""), call.facts.get("texted", ())
    if order in sent:
        return "before"
    grant = services.outreach.text(call=call.sid, order=order, number=call.facts.get("text_to") or "")
    if grant is Grant.GRANTED:
        call.remember(texted=[*sent, order])
        return "send"
    return "before" if grant is Grant.BEFORE else "refused"


main_line.text("send_link", prompt="sms_tracking", about="order_key", then="link_sent")
main_line.say("link_sent", prompt="link_sent", then="after_order")
main_line.say("link_sent_before", prompt="link_sent.already", then="after_order")
main_line.say("link_not_sent", prompt="link_not_sent", then="after_order")

main_line.menu(
    "main_menu",
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
    gives_up="hand_off",
)


@main_line.decide(order="read_order", menu="main_menu")
def switch_language(call: Call, _services: Services) -> Literal["order", "menu"]:
    """Go on in the language that was named, or offered, from where it matters."""
    call.speak(call.facts.pop("named_language", "") or call.other_languages[0])
    return "order" if "order" in call.lines else "menu"


@main_line.decide(then="issue")
def other(_call: Call, _services: Services) -> Literal["then"]:
    """Whatever else it may be."""
    return "then"


@main_line.decide(ask="prove_person")
def prove(call: Call, services: Services) -> Literal["ask"]:
    """A caller whose number failed its attestation shows that a person is there: two digits, then a person."""
    ask_for_keys(call, services, *call.prepared("greeting"))
    return "ask"


main_line.ask("prove_person", prepared="prove_person", digits=2, then="proven", gives_up="prove_failed")


@main_line.decide(yes="hand_off", no="prove_failed")
def proven(call: Call, _services: Services) -> Literal["yes", "no"]:
    """Whether the digits are the ones that were said."""
    return "yes" if are_the_keys(call) else "no"


main_line.say("prove_failed", prompt="prove_failed", then=HANG_UP)

"""Rules and queues as sentences: whom a rule sends where, and what callers of a queue meet."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from ivr.console.names import language_name
from ivr.console.routing.typed_hours import hours_words
from ivr.reporting.times import lasting
from routing.caller import CallerProfile
from routing.conditions import When
from routing.decide import CompiledRouting
from routing.display_names import queue_names
from routing.model import ALWAYS, Queue, Routing, Rule
from routing.replay import Called

_WAYS = {
    "desk": "Agents take its calls at the desk",
    "ring": "Its telephones ring together",
    "dial": "Its calls go to one telephone",
    "sip": "Its calls go to a SIP address",
    "taskrouter": "Its calls go to a TaskRouter workflow",
    "voicemail": "Callers leave a message",
    "callback": "Callers are called back",
}
_INSTEAD = {"callback": "a callback", "voicemail": "a message"}


def rule_sentence(rule: Rule, routing: Routing) -> tuple[str, str]:
    """Whom a rule concerns, and where it sends them: ("Spanish callers about returns", "Acme Spanish")."""
    told = [text for text in _conditions(rule.when, routing) if text]
    return f"{_callers(rule.when)}{''.join(f', {text}' if text[0].isupper() else f' {text}' for text in told)}", _where(
        rule, routing
    )


def queue_sentence(queue: Queue, routing: Routing) -> str:
    """What callers of a queue meet."""
    kind = "In house" if queue.kind == "in_house" else f"At {_vendor(queue, routing)}"
    hours = routing.hours.get(queue.hours)
    opened = f"Open {hours_words(hours)}" if hours else "Always open"
    level = queue.service_level
    told = [f"{kind}, in {_or(map(language_name, queue.languages), 'and')}", opened, _WAYS[queue.hand_off.kind]]
    told.append(f"{level.percent} % are to be answered within {lasting(level.seconds)}")
    told += [f"At most {queue.capacity} callers wait"] if queue.capacity is not None else []
    told += _overflows(queue, routing)
    told.append(f"When nobody can take the call: {_or(_INSTEAD[each] for each in queue.closed)}")
    return ". ".join(told) + "."


def touched(rule: Rule, routing: Routing, called: Sequence[Called]) -> int:
    """How many of these callers meet the conditions of a rule, at the time of their call."""
    alone = routing.model_copy(update={"rules": (rule,)})
    (compiled,) = CompiledRouting(alone, 0).book.rules

    def fits(at: datetime, caller: CallerProfile) -> bool:
        return compiled.failing(caller, at) is None

    return sum(fits(at, caller) for at, caller in called)


def _callers(when: When) -> str:
    """The callers by tier and language; "Everybody" where no condition is set."""
    if not when.model_dump(exclude_defaults=True):
        return "Everybody"
    named = [
        *([_or(when.tier)] if when.tier else []),
        *([_or(map(language_name, when.language))] if when.language else []),
    ]
    words = " ".join((*named, "callers"))
    return words[0].upper() + words[1:]


def _conditions(when: When, routing: Routing) -> Iterator[str]:
    yield f"about {_or(each.replace('_', ' ') for each in when.issue)}" if when.issue else ""
    yield f"from {_or(when.country)}" if when.country else ""
    yield f"who dialled {_or(when.dialled)}" if when.dialled else ""
    yield f"with an order {_amount(when)}" if when.order_value else ""
    yield f"whose order is {_or(map(_ORDER.__getitem__, when.order_state))}" if when.order_state else ""
    yield _yes_or_no(when.repeat, "who called before", "who did not call before")
    yield _yes_or_no(when.withheld, "with a withheld number", "who show their number")
    yield f"with attestation {_or(when.attestation)}" if when.attestation else ""
    yield _or(map(_hours_in(routing), when.time)) if when.time else ""


_ORDER = {"late": "late", "failed_promise": "still late after an earlier call"}


def _yes_or_no(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no


def _amount(when: When) -> str:
    limits = when.order_value
    if limits is None:
        return ""
    parts = (("of at least", limits.at_least), ("below", limits.below))
    return " and ".join(f"{words} {value:g}" for words, value in parts if value is not None)


def _hours_in(routing: Routing) -> Callable[[str], str]:
    def words(name: str) -> str:
        hours = routing.hours.get(name)
        return "At any time" if name == ALWAYS else hours_words(hours) if hours else name

    return words


def _where(rule: Rule, routing: Routing) -> str:
    names = queue_names(routing)
    if rule.split:
        return ", ".join(f"{names.get(queue, queue)} {share} %" for queue, share in rule.split.items())
    return names.get(rule.send or "", rule.send or "nobody")


def _overflows(queue: Queue, routing: Routing) -> Iterator[str]:
    names = queue_names(routing)
    for over in queue.overflow:
        limit = f"After {lasting(over.wait_over)}" if over.wait_over is not None else f"Over {over.depth_over} waiting"
        yield f"{limit} callers go to {names.get(over.to, over.to)}"


def _vendor(queue: Queue, routing: Routing) -> str:
    known = routing.vendors.get(queue.vendor or "")
    return known.name if known else "a vendor"


def _or(words: "Iterator[str] | Sequence[str] | map[str]", last: str = "or") -> str:
    *most, final = list(words) or ["nothing"]
    return f"{', '.join(most)} {last} {final}" if most else final

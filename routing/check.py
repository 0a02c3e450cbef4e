"""Validation of a routing document: errors make it unusable, warnings are worth a second look."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import phonenumbers

from routing import hours
from routing.brands import forms
from routing.conditions import When
from routing.language_coverage import language_mismatches, speaks
from routing.model import ALWAYS, Brand, HandOff, Queue, Routing, Rule, Switch
from routing.notice_terms_check import errors_in_notices
from routing.return_terms_check import errors_in_terms, silences_of_stores
from routing.shadowed_rules import shadows
from routing.vendor_targets_check import shares_out_of_bounds

MOST = {"rules": 2000, "queues": 1000, "numbers": 2000, "hours": 500, "vendors": 500, "brands": 200, "switches": 200}
MOST_OVERFLOWS = 20
LONGEST_NAME = 128
"""Maximum characters of a name: the width of the columns in the call record."""
MOST_PROBLEMS = 500
NAMED = 20
"""Maximum names that a problem lists."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class RoutingProblem:
    """One defect: its path (`rules.0.split`), the fault and the remedy."""

    path: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class SpeechChecker(Protocol):
    """Judges words and voices of a document. Each answer is a reason for rejection; there is none if all is well."""

    def wrong_words(self, locale: str, prompt: str, words: Sequence[str]) -> Iterable[str]:
        """Reasons why these words, one for each plural form, cannot be used for a prompt."""

    def wrong_voice(self, locale: str, voice: str) -> Iterable[str]:
        """Reasons why a voice cannot speak a locale."""


def problems(
    routing: Routing, *, languages: Collection[str] = (), speech: SpeechChecker | None = None
) -> list[RoutingProblem]:
    """All problems, errors first.

    `languages` are the locales that the line has words in, `speech` judges the document's own words and voices; checks
    that need one of them are skipped without it.
    """
    found = list(_sizes(routing)) or [
        *_default(routing),
        *_hours(routing),
        *_queues(routing),
        *_rules(routing),
        *_overflow_loops(routing),
        *_switches(routing),
        *_numbers(routing, languages),
        *_strangers(routing),
        *(RoutingProblem(*fault) for fault in errors_in_terms(routing)),
        *(RoutingProblem(*fault) for fault in errors_in_notices(routing)),
        *(RoutingProblem(*fault, "warning") for fault in silences_of_stores(routing)),
        *(RoutingProblem(*fault, "warning") for fault in shares_out_of_bounds(routing)),
        *(_spoken(routing, speech) if speech else ()),
    ]
    found.sort(key=lambda problem: problem.severity)
    rest = found[MOST_PROBLEMS:]
    told = f"there are {len(rest):,} problems more; mend these first"
    return [*found[:MOST_PROBLEMS], *(RoutingProblem("document", told, each.severity) for each in rest[:1])]


def _sizes(routing: Routing) -> Iterator[RoutingProblem]:
    """Parts that are too large, or names longer than the record keeps. If there are any, no other check runs."""
    for part, most in MOST.items():
        entries = getattr(routing, part)
        if len(entries) > most:
            yield RoutingProblem(part, f"there are {len(entries):,}; {most:,} at most: put those alike together")
        names = [each.name for each in routing.rules] if part == "rules" else entries
        for place, name in enumerate(names):
            if len(name) > LONGEST_NAME:
                path = f"rules.{place}.name" if part == "rules" else f"{part}.{name}"
                yield RoutingProblem(path, f"this name is longer than {LONGEST_NAME} characters; shorten it")
    for name, queue in routing.queues.items():
        if len(queue.overflow) > MOST_OVERFLOWS:
            yield RoutingProblem(f"queues.{name}.overflow", f"has {len(queue.overflow)} ways; {MOST_OVERFLOWS} at most")


def _default(routing: Routing) -> Iterator[RoutingProblem]:
    if routing.default not in routing.queues:
        yield RoutingProblem("default", f"there is no queue {routing.default!r}; name one of {_names(routing.queues)}")


def _hours(routing: Routing) -> Iterator[RoutingProblem]:
    if ALWAYS in routing.hours:
        yield RoutingProblem("hours.always", "always is built in; give these hours another name")
    for name, each in routing.hours.items():
        wrong = hours.problems(each)
        if wrong:
            yield RoutingProblem(f"hours.{name}", wrong)


def _queues(routing: Routing) -> Iterator[RoutingProblem]:
    for name, queue in routing.queues.items():
        path = f"queues.{name}"
        yield from _vendor(path, queue, routing)
        yield from _hours_of(path, queue, routing)
        yield from _reachable(f"{path}.hand_off", queue.hand_off, routing)
        for place, over in enumerate(queue.overflow):
            yield from _queue(f"{path}.overflow.{place}.to", over.to, routing)
        yield from _otherwise(path, queue)


def _otherwise(path: str, queue: Queue) -> Iterator[RoutingProblem]:
    """Missing alternatives for a closed queue, and messages that nobody would be notified of."""
    if not queue.closed:
        yield RoutingProblem(
            f"{path}.closed", "callers are offered nothing when it is closed; add voicemail", "warning"
        )
    if "voicemail" in queue.closed and not queue.tells:
        yield RoutingProblem(
            f"{path}.told", "callers may leave a message, and nobody is told of it; add a telephone to told", "warning"
        )
    if queue.hand_off.voicemail == ():
        yield RoutingProblem(
            f"{path}.hand_off.voicemail", "nobody is told of the messages; name a telephone", "warning"
        )


def _vendor(path: str, queue: Queue, routing: Routing) -> Iterator[RoutingProblem]:
    if queue.kind == "outsourced" and queue.vendor is None:
        yield RoutingProblem(path, "an outsourced queue names its vendor; add vendor")
    if queue.vendor is not None and queue.vendor not in routing.vendors:
        yield RoutingProblem(f"{path}.vendor", f"there is no vendor {queue.vendor!r}; add it under vendors")


def _hours_of(path: str, queue: Queue, routing: Routing) -> Iterator[RoutingProblem]:
    if queue.hours != ALWAYS and queue.hours not in routing.hours:
        yield RoutingProblem(
            f"{path}.hours", f"there are no hours {queue.hours!r}; add them under hours, or write always"
        )


def _reachable(path: str, way: HandOff, routing: Routing) -> Iterator[RoutingProblem]:
    """Telephone numbers that do not exist, and callback queues without agents."""
    for number in (*([way.dial] if way.dial else ()), *(way.ring or ())):
        if not _is_number(number):
            yield RoutingProblem(path, f"{number} cannot be dialled; write it as +, country and number")
    if way.callback is not None:
        yield from _queue(f"{path}.callback", way.callback, routing)
        people = routing.queues.get(way.callback)
        if people and not (people.calls_back or people.is_rung):
            yield RoutingProblem(
                f"{path}.callback", f"nobody calls back for {way.callback}; name a queue that is a desk or is rung"
            )


def _is_number(text: str) -> bool:
    """Whether a number has a valid country and length. Numbers reserved for fiction pass: they are possible."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def _queue(path: str, name: str, routing: Routing) -> Iterator[RoutingProblem]:
    if name not in routing.queues:
        yield RoutingProblem(path, f"there is no queue {name!r}; name one of {_names(routing.queues)}")


def _rules(routing: Routing) -> Iterator[RoutingProblem]:
    names: set[str] = set()
    for place, (rule, shadow) in enumerate(zip(routing.rules, shadows(routing.rules), strict=True)):
        path = f"rules.{place}"
        if rule.name in names:
            yield RoutingProblem(
                f"{path}.name", f"there is a rule {rule.name!r} already; the ledger counts calls by this name"
            )
        yield from _sends(path, rule, routing)
        yield from _named_hours(path, rule.when, routing)
        if shadow is not None and rule.name not in names:
            yield RoutingProblem(
                path, f"never decides while {shadow.name!r} above it can; move it up or remove it", "warning"
            )
        names.add(rule.name)


def _sends(path: str, rule: Rule, routing: Routing) -> Iterator[RoutingProblem]:
    for name in rule.shares:
        yield from _queue(f"{path}.{'split' if rule.split else 'send'}", name, routing)
    if rule.split and sum(rule.split.values()) != 100:
        yield RoutingProblem(f"{path}.split", f"the shares make {sum(rule.split.values())}; they must make 100")


def _named_hours(path: str, when: When, routing: Routing) -> Iterator[RoutingProblem]:
    for name in when.time:
        if name != ALWAYS and name not in routing.hours:
            yield RoutingProblem(f"{path}.when.time", f"there are no hours {name!r}; add them under hours")
    for number in when.dialled:
        if number not in routing.numbers:
            yield RoutingProblem(
                f"{path}.when.dialled", f"{number} is none of the line's numbers; add it under numbers", "warning"
            )


def _overflow_loops(routing: Routing) -> Iterator[RoutingProblem]:
    """Queues that overflow into each other: callers do not go round in circles, but get no relief either."""
    for name in routing.queues:
        if name in _reached_from(name, routing):
            yield RoutingProblem(
                f"queues.{name}.overflow",
                "leads back to this queue; end it at a queue that overflows no more",
                "warning",
            )


def _reached_from(name: str, routing: Routing) -> set[str]:
    reached: set[str] = set()
    edge = [name]
    while edge:
        queue = routing.queues.get(edge.pop())
        fresh = [over.to for over in (queue.overflow if queue else ()) if over.to not in reached]
        reached.update(fresh)
        edge.extend(fresh)
    return reached


def _switches(routing: Routing) -> Iterator[RoutingProblem]:
    spoken = {language for number in routing.numbers.values() for language in (number.language, *number.languages)}
    codes: dict[str, str] = {}
    for name, switch in routing.switches.items():
        path = f"switches.{name}"
        if switch.code and codes.setdefault(switch.code, name) != name:
            yield RoutingProblem(f"{path}.code", f"{switch.code} turns {codes[switch.code]!r} already; take another")
        for queue in switch.queues:
            yield from _queue(f"{path}.queues", queue, routing)
        yield from _said(path, switch, spoken)


def _said(path: str, switch: Switch, spoken: Collection[str]) -> Iterator[RoutingProblem]:
    missing = sorted(set(spoken) - set(switch.message)) if switch.message or not switch.closes else []
    if missing:
        yield RoutingProblem(
            f"{path}.message", f"says nothing in {', '.join(missing)}; callers there hear no reason", "warning"
        )


def _numbers(routing: Routing, languages: Collection[str]) -> Iterator[RoutingProblem]:
    served = {language for queue in routing.queues.values() for language in queue.languages}
    for number, each in routing.numbers.items():
        if each.brand is not None and each.brand not in routing.brands:
            yield RoutingProblem(f"numbers.{number}.brand", f"there is no brand {each.brand!r}; add it under brands")
        for language in dict.fromkeys((each.language, *each.languages)):
            path = f"numbers.{number}.language"
            if languages and language not in languages:
                yield RoutingProblem(
                    path, f"{language} is not among WISMO_LANGUAGES; add it there, or take it out here"
                )
            if not speaks(served, language):
                yield RoutingProblem(path, f"no queue speaks {language}; its callers find nobody who does", "warning")


def _strangers(routing: Routing) -> Iterator[RoutingProblem]:
    """Callers who are sent to agents who do not speak their language."""
    served = {language for queue in routing.queues.values() for language in queue.languages}
    for each in language_mismatches(routing):
        if speaks(served, each.language):
            spoken = ", ".join(routing.queues[each.queue].languages)
            told = f"sends callers who speak {each.language} to {each.queue}, which speaks {spoken}"
            yield RoutingProblem(each.path, f"{told}; send them elsewhere, or add the language to the queue", "warning")


def _spoken(routing: Routing, speech: SpeechChecker) -> Iterator[RoutingProblem]:
    """Faulty words and voices of the line and of each brand."""
    yield from _said_by("", routing, speech)
    for name, brand in routing.brands.items():
        yield from _said_by(f"brands.{name}.", brand, speech)


def _said_by(path: str, whose: Routing | Brand, speech: SpeechChecker) -> Iterator[RoutingProblem]:
    for locale, voice in whose.voices.items():
        yield from (RoutingProblem(f"{path}voices.{locale}", wrong) for wrong in speech.wrong_voice(locale, voice))
    for locale, book in whose.prompts.items():
        for prompt, words in book.items():
            wrong = speech.wrong_words(locale, prompt, forms(words))
            yield from (RoutingProblem(f"{path}prompts.{locale}.{prompt}", each) for each in wrong)


def _names(queues: Mapping[str, object]) -> str:
    """Up to NAMED of the names, as a hint in a message."""
    shown = ", ".join([*queues][:NAMED])
    return f"{shown}, ..." if len(queues) > NAMED else shown

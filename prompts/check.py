"""Validation of a catalogue: missing prompts, wrong slots and plural forms, overlong texts."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from babel import Locale

from prompts.catalogue import LAST_RESORT, SAID, Catalogue
from prompts.patterns import NEEDED
from prompts.po_file import PromptEntry, plural_forms
from prompts.template import Template

LONGEST = 20
"""Maximum seconds of a prompt. Far below the limit of `<Say>`: 4096 characters (Twilio: error 13521)."""
LONGEST_MENU = 12
"""Maximum seconds of the options of a menu, read out together at WORDS_A_SECOND."""
WORDS_A_SECOND = 2.5
"""Of a calm voice: 150 words a minute."""
SLOT = 25
"""Assumed characters of a filled slot."""
_SIGNS_A_SECOND, _DENSE = 15, {"ja": 7, "zh": 5, "ko": 7}
"""Characters that a voice reads in a second; fewer in languages whose characters are syllables or words."""

Wanted = Mapping[str, Collection[str]]

CARRIERS = "speech.carriers"
_MARKUP = re.compile(r"[<>|]|&#?\w+;")
_MONEY = {"units", "cents", "whole", "amount"}
_MINUTES = {"hour", "minute", "minutes"}


@dataclass(frozen=True, slots=True, order=True)
class PromptProblem:
    """A fault of a prompt in one locale."""

    locale: str
    prompt: str
    reason: str


def check(catalogue: Catalogue, wanted: Wanted) -> list[PromptProblem]:
    """All problems, ordered by locale and prompt.

    `wanted` maps each prompt that the line says to the facts it gets. An id `<id>.said` requires phrases.
    """
    return sorted(
        PromptProblem(locale, prompt, reason)
        for locale in catalogue.locales
        for prompt, reason in _problems(locale, catalogue.own(locale), catalogue.original(locale), wanted)
    )


def _problems(
    locale: str, own: Mapping[str, PromptEntry], original: Mapping[str, PromptEntry], wanted: Wanted
) -> Iterator[tuple[str, str]]:
    if wrong := sorted(_unlike_cldr(locale, own["speech.day"].plural)):
        yield "Plural-Forms", f"tells numbers apart otherwise than CLDR does: {', '.join(map(str, wrong[:5]))}"
    for prompt in wanted.keys() - own.keys():
        yield prompt, "is missing"
    yield from _unpronounced(own.get(CARRIERS), original.get(CARRIERS))
    for prompt, entry in own.items():
        if prompt.endswith(SAID):
            reasons = _wrong_list(prompt, entry, wanted)
        elif prompt.startswith("speech."):
            reasons = _unknown_slots(entry, _given(prompt.removeprefix("speech.")))
        elif prompt in wanted:
            reasons = wrong_prompt(locale, entry, original.get(prompt, entry), wanted[prompt])
        else:
            reasons = iter(["is never said"])
        yield from ((prompt, reason) for reason in reasons)


def _unpronounced(own: PromptEntry | None, original: PromptEntry | None) -> Iterator[tuple[str, str]]:
    """Carriers with a spoken name in the last resort, but not in this language."""
    known = {_name(pair) for pair in own.parts} if own else set()
    for name in [_name(pair) for pair in original.parts] if original else ():
        if name not in known:
            yield CARRIERS, f"does not say {name}, as {LAST_RESORT} does"


def _name(pair: str) -> str:
    return pair.partition(" = ")[0]


def _given(pattern: str) -> Collection[str]:
    """The slots that a `speech.*` pattern can use."""
    if pattern.startswith("money."):
        return _MONEY
    if pattern.startswith("count."):
        return {"count"}
    return NEEDED.get(pattern, _MINUTES if pattern.startswith("minutes.") else ())


def longest(catalogue: Catalogue, locale: str, prompts: Iterable[str]) -> tuple[float, str]:
    """The longest of these prompts, with its duration in seconds."""
    own = catalogue.own(locale)
    return max(
        (seconds(own[prompt], locale), prompt) for prompt in prompts if prompt in own and not prompt.endswith(SAID)
    )


def _wrong_list(prompt: str, entry: PromptEntry, wanted: Wanted) -> Iterator[str]:
    if _slots(entry) or not all(entry.parts):
        yield "is no list of phrases with | between them"
    meant = prompt.removesuffix(SAID)
    if not prompt.startswith("hearing.") and prompt not in wanted and meant not in wanted:
        yield "is never listened for"


def wrong_prompt(locale: str, entry: PromptEntry, original: PromptEntry, facts: Collection[str]) -> Iterator[str]:
    """The faults of one prompt that gets these facts, compared with the last resort's `original`."""
    yield from _unknown_slots(entry, facts)
    yield from _lost_slots(entry, original)
    yield from _wrong_plural(entry, original, facts)
    if any(_MARKUP.search(_text(form)) for form in entry.forms):
        yield "holds markup, which would be read aloud"
    if (length := seconds(entry, locale)) > LONGEST:
        yield f"is too long: about {length:.0f} seconds, where {LONGEST} are the most"


def seconds(entry: PromptEntry, locale: str) -> float:
    """The approximate duration of a prompt in its longest form."""
    return max(map(_length, entry.forms)) / _DENSE.get(locale.partition("-")[0], _SIGNS_A_SECOND)


def menu_seconds(entries: Iterable[PromptEntry], locale: str) -> float:
    """The approximate duration of options that are read out together; the key of each counts as a word."""
    texts = [max(map(_with_keys, entry.forms), key=len) for entry in entries]
    dense = _DENSE.get(locale.partition("-")[0])
    return sum(len(text) / dense if dense else len(text.split()) / WORDS_A_SECOND for text in texts)


def _with_keys(form: Template) -> str:
    return "0".join([*(words for words, _ in form.pieces), form.end])


def _unknown_slots(entry: PromptEntry, facts: Collection[str]) -> Iterator[str]:
    for slot in sorted(_slots(entry) - set(facts)):
        yield f"has a slot {{{slot}}} that nothing fills"


def _lost_slots(entry: PromptEntry, original: PromptEntry) -> Iterator[str]:
    for slot in sorted(_slots(original) - _slots(entry)):
        yield f"does not say {{{slot}}}, as {LAST_RESORT} does"


def _wrong_plural(entry: PromptEntry, original: PromptEntry, facts: Collection[str]) -> Iterator[str]:
    if len(entry.forms) > 1 and "count" not in facts:
        yield "has plural forms, but no fact `count` to go by"
    if len(original.forms) > 1 and len(entry.forms) == 1 and plural_forms(entry.plural) > 1:
        yield "needs plural forms"
    if len({form.slots - {"count"} for form in entry.forms}) > 1:
        yield "does not say the same in each plural form"


def _unlike_cldr(locale: str, plural: Callable[[int], int]) -> set[int]:
    """Numbers that CLDR groups into plural forms otherwise than this rule does."""
    cldr = Locale.parse(locale, sep="-").plural_form
    pairs = {(plural(number), cldr(number)): number for number in reversed(range(200))}
    ours, theirs = (Counter(pair[place] for pair in pairs) for place in (0, 1))
    return {number for (our, their), number in pairs.items() if ours[our] > 1 or theirs[their] > 1}


def _slots(entry: PromptEntry) -> frozenset[str]:
    return frozenset[str]().union(*(form.slots for form in entry.forms))


def _text(form: Template) -> str:
    return " ".join([*(words for words, _ in form.pieces), form.end])


def _length(form: Template) -> int:
    return len(_text(form)) + SLOT * len(form.pieces)

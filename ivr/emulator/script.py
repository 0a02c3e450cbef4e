"""Scripts of calls.

One action a line; blank lines and lines that start with # are skipped:

    press 1                      keys, one after the other: press 12345#
    say "where is my parcel"     speech
    wait                         silence, until the line goes on by itself
    wait 30                      so many seconds of silence
    hear "out for delivery"      fails unless it was heard since the last action
    hang up                      the call ends here; a script that ends hangs up too
    call again                   a second call of the same caller, after the first has ended
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ivr.emulator.phone import Phone


class ScriptError(ValueError):
    """A line of a script that is no action."""


@dataclass(frozen=True, slots=True)
class Presses:
    digits: str

    def act(self, phone: Phone) -> None:
        phone.presses(self.digits)


@dataclass(frozen=True, slots=True)
class Says:
    words: str

    def act(self, phone: Phone) -> None:
        phone.says(self.words)


@dataclass(frozen=True, slots=True)
class Waits:
    seconds: float | None = None

    def act(self, phone: Phone) -> None:
        phone.waits(self.seconds)


@dataclass(frozen=True, slots=True)
class Hears:
    words: str

    def act(self, phone: Phone) -> None:
        phone.hears(self.words)


@dataclass(frozen=True, slots=True)
class HangsUp:
    def act(self, phone: Phone) -> None:
        phone.hangs_up()


@dataclass(frozen=True, slots=True)
class CallsAgain:
    def act(self, phone: Phone) -> None:
        phone.dials()


Action = Presses | Says | Waits | Hears | HangsUp | CallsAgain

KEYS_PATTERN = re.compile("[0-9*#]+")
"""The keys of a telephone."""

PATTERNS: tuple[tuple[str, Callable[[str], Action]], ...] = (
    (r"press ([0-9*#]+)", Presses),
    (r'say "([^"]+)"', Says),
    (r'hear "([^"]+)"', Hears),
    (r"wait (\d+)", lambda seconds: Waits(float(seconds))),
    (r"(wait)", lambda _: Waits()),
    (r"(hang up)", lambda _: HangsUp()),
)
SCRIPTED: tuple[tuple[str, Callable[[str], Action]], ...] = (*PATTERNS, (r"(call again)", lambda _: CallsAgain()))
TYPED: tuple[tuple[str, Callable[[str], Action]], ...] = (
    (r"([0-9*#]+)", Presses),
    (r'"([^"]+)"?', Says),
    (r"()", lambda _: Waits()),
    *PATTERNS,
    (r"([^\"]*[^\W\d_][^\"]*)", Says),
)
"""Shorter forms for typing: keys alone, words with or without quotation marks, an empty line for silence."""


def parse_script(text: str) -> tuple[Action, ...]:
    """The actions of a script; raises ScriptError naming the line."""
    numbered = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return tuple(_action(line, number) for number, line in numbered if line and not line.startswith("#"))


def _action(line: str, number: int) -> Action:
    action = read_action(line, SCRIPTED)
    if action is None:
        raise ScriptError(f'line {number}: {line!r} is no action; try: press 1, say "hello", wait, hang up')
    return action


def read_action(line: str, patterns: tuple[tuple[str, Callable[[str], Action]], ...] = TYPED) -> Action | None:
    """The action of one line, or None if it is none."""
    for pattern, make in patterns:
        found = re.fullmatch(pattern, line.strip())
        if found:
            return make(found[1])
    return None

"""The phone in the terminal: writes each line of the call with its speaker."""

import textwrap
from collections.abc import Callable, Iterator
from functools import partial

from ivr.emulator.phone import Phone, Unexpected
from ivr.emulator.runtime import Alert
from ivr.emulator.script import Action, HangsUp, read_action
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.transcript import TranscriptLine

HELP = "Keys: 1 or 123#. Speech: where is my parcel. Enter: silence. hang up or Ctrl-D: the end."
WIDTH = 100
SPEAKERS = {"line": "Line", "caller": "You", "other": "Them"}

Read = Callable[[str], str]
"""Gives the next line typed after a question; raises EOFError at the end (as `input` does)."""
Write = Callable[[str], None]


def converse(
    switchboard: Switchboard,
    *,
    from_: str,
    to: str,
    write: Write,
    read: Read | None = None,
    script: tuple[Action, ...] = (),
    stir: str = "",
) -> int:
    """Call `to` and talk, by typed lines from `read` (pass `input`) or by a script.

    Returns the exit status: 0, or 1 if the call met an error, a check of the script failed, or keys or words came
    while nothing listened.
    """
    phone = Phone(switchboard, number=from_, to=to, is_strict=False)
    write(f"({from_} calls {to})")
    play = Performance(phone, write)
    try:
        play.perform(lambda: phone.dials(stir=stir))
        if read is None:
            _follow(play, script)
        else:
            _listen(play, read)
    except Unexpected as problem:
        write(f"[{problem.what}]")
        return 1
    finally:
        play.report()
    return 1 if any(not alert.is_warning for alert in phone.alerts) else 0


class Performance:
    """A phone whose calls are written out: after each action the new lines of the transcript."""

    def __init__(self, phone: Phone, write: Write) -> None:
        self.phone = phone
        self.write = write
        self._sid, self._shown = "", 0

    @property
    def is_over(self) -> bool:
        return self.phone.leg.call.is_over

    def perform(self, action: Callable[[], object]) -> None:
        try:
            action()
        finally:
            if self.phone.call_sid != self._sid:
                self._sid, self._shown = self.phone.call_sid, 0
            for line in self.phone.lines[self._shown :]:
                self.write(spoken(line))
            self._shown = len(self.phone.lines)

    def report(self) -> None:
        """Write the alerts that Twilio would have logged, and the end of the call."""
        for alert in self.phone.alerts:
            self.write(_logged(alert))
        if self.is_over:
            self.write(f"(the call is over: {self.phone.leg.call.status})")


def _follow(play: Performance, script: tuple[Action, ...]) -> None:
    for action in script:
        if play.is_over and isinstance(action, HangsUp):
            continue
        play.perform(partial(action.act, play.phone))
    if not play.is_over:
        play.perform(play.phone.hangs_up)


def _listen(play: Performance, read: Read) -> None:
    for action in _typed(play, read):
        try:
            play.perform(partial(action.act, play.phone))
        except Unexpected as problem:
            play.write(f"[{problem.what}]")


def _typed(play: Performance, read: Read) -> Iterator[Action]:
    while not play.is_over:
        try:
            action = read_action(read("> "))
        except EOFError:
            action = HangsUp()
        if action is None:
            play.write(HELP)
        else:
            yield action


def spoken(line: TranscriptLine) -> str:
    """A line of the transcript, wrapped with a hanging indent."""
    if line.kind == "note":
        return f"({line.words})"
    words = {"keys": f"[presses {line.words}]", "play": f"[{line.words}]"}.get(line.kind, line.words)
    speaker = f"{SPEAKERS[line.who]}:"
    return textwrap.fill(f"{speaker:6}{words}", WIDTH, subsequent_indent=" " * 6)


def _logged(alert: Alert) -> str:
    return f"[{'warning' if alert.is_warning else 'error'} {alert.code}: {alert.message}]"

"""A customer of the demo, who calls in real time, asks for a person and talks with them."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from ivr.emulator import Switchboard
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Keys, PutDown
from ivr.emulator.phone import Unexpected

PATIENCE = 45.0
"""Seconds for the line, or for an agent to answer a sentence."""
NAP, POLITELY = 0.1, 1.0
"""Seconds between two looks, and before hanging up after the last word."""
SAYS = (
    "Hello, my order is late. When does it come?",
    "Thank you. Can you tell me when something changes?",
    "That is kind. Goodbye!",
)


@dataclass
class DemoCustomer:
    """`says` are the customer's sentences: the first when somebody answers, the others each after a word of theirs."""

    leg: Leg
    says: Sequence[str] = SAYS
    patience: float = PATIENCE
    _thread: threading.Thread = field(init=False)

    @classmethod
    def calls(cls, switchboard: Switchboard, number: str, line: str) -> Self:
        """Begin a call from a number to the line; it goes on by itself."""
        customer = cls(switchboard.place(from_=number, to=line))
        customer._thread = threading.Thread(target=customer._talk, name="customer", daemon=True)
        customer._thread.start()
        return customer

    def ends(self) -> None:
        """Wait until the call is over. Raises Unexpected if it does not end."""
        self._thread.join(self.patience * (len(self.says) + 2))
        if not self.leg.call.is_over:
            raise Unexpected("the customer's call did not end", "\n".join(map(str, self.leg.transcript)))

    def _talk(self) -> None:
        self._until(lambda: self._is_asked() or self._is_in_talk())
        if not self._is_in_talk() and not self.leg.call.is_over:
            self.leg.does("keys", "0")
            self.leg.post(Keys("0"))
        if self._until(self._is_in_talk, waits=60):
            self._say_all()
        if not self.leg.call.is_over:
            self.leg.does("note", "hangs up")
            self.leg.post(PutDown())
        self._until(lambda: self.leg.call.is_over)

    def _say_all(self) -> None:
        *asked, last = self.says
        for words in asked:
            heard = self._words_of_others()
            self.leg.speaks(words)
            self._until(partial(self._hears_more_than, heard))
        self.leg.speaks(last)
        time.sleep(POLITELY)

    def _is_in_talk(self) -> bool:
        return bool(self.leg.conference_name)

    def _hears_more_than(self, heard: int) -> bool:
        return self._words_of_others() > heard

    def _is_asked(self) -> bool:
        waiting = self.leg.waiting
        return waiting is not None and waiting.ear is not None and waiting.ear.keys

    def _words_of_others(self) -> int:
        return sum(line.who == "other" and line.kind != "note" for line in self.leg.transcript)

    def _until(self, is_so: Callable[[], bool], *, waits: int = 1) -> bool:
        give_up = time.monotonic() + waits * self.patience
        while not is_so():
            if self.leg.call.is_over or time.monotonic() > give_up:
                return False
            time.sleep(NAP)
        return True

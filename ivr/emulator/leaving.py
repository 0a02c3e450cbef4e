"""Exceptions that end a document before its last verb."""

from ivr.emulator.emulated_call import Status
from ivr.emulator.leg_events import Dequeued, NextDocument


class Leaving(Exception):
    """The document that runs now is over."""


class HungUp(Leaving):
    """The call is over. `status` is its end if it was never answered."""

    def __init__(self, status: Status = "completed") -> None:
        super().__init__(status)
        self.status = status


class Moved(Leaving):
    """The call goes on with another document, which REST has given it."""

    def __init__(self, document: NextDocument) -> None:
        super().__init__(document.url)
        self.document = document


class LeftQueue(Leaving):
    """The call leaves its queue by <Leave>."""


class TakenFromQueue(Leaving):
    """An agent or an assignment takes the call out of its queue."""

    def __init__(self, event: Dequeued) -> None:
        super().__init__()
        self.event = event


class Conferred(Leaving):
    """The leg's part in its conference has changed."""

"""Ways out of a document before its last verb."""

from ivr.emulator.emulated_call import Status
from ivr.emulator.leg_events import Dequeued, NextDocument


class Leaving(Exception):
    """Something ends the document that runs now."""


class HungUp(Leaving):
    """The call is over. `status` is its end if it was never answered."""

    def __init__(self, status: Status = "completed") -> None:
        super().__init__(status)
        self.status = status


class Moved(Leaving):
    """The call goes on with another document, from wherever it was."""

    def __init__(self, document: NextDocument) -> None:
        super().__init__(document.url)
        self.document = document


class LeftQueue(Leaving):
    """The call leaves its queue by itself."""


class TakenFromQueue(Leaving):
    """The call is taken out of its queue by someone."""

    def __init__(self, event: Dequeued) -> None:
        super().__init__()
        self.event = event


class Conferred(Leaving):
    """The conference that the call is in has started, or is over."""

    def __init__(self, *, has_started: bool) -> None:
        super().__init__()
        self.has_started = has_started

"""An announcement to one participant or to all (Twilio: AnnounceUrl)."""

from collections.abc import Callable
from dataclasses import dataclass

from ivr.emulator.twiml import Document


@dataclass(eq=False, slots=True, kw_only=True)
class Announcement:
    """A document of `url` that `listeners` participants hear; `ended` is called when the last has heard it."""

    url: str
    document: Document
    listeners: int
    ended: Callable[[], None]

    def was_heard(self) -> None:
        """One participant has heard it to its end, or has left."""
        self.listeners -= 1
        if self.listeners == 0:
            self.ended()

"""An announcement to one participant or to all (Twilio: AnnounceUrl)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from ivr.emulator.twiml import Document


@dataclass(eq=False, slots=True, kw_only=True)
class Announcement:
    """A document of `url` that `listeners` participants hear; `ended` is called when the last has heard it."""

    url: str
    document: Document
    listeners: int
    ended: Callable[[], None]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def was_heard(self) -> None:
        """One participant has heard it to its end, or has left."""
        with self.lock:
            self.listeners -= 1
            is_last = self.listeners == 0
        if is_last:
            self.ended()

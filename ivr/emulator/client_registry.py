"""The browsers that are registered to be called (Twilio: Voice SDK, Device)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PREFIX = "client:"


@dataclass(eq=False, slots=True)
class ClientRegistry:
    """`until` has the time at which each registered identity counts as lost, None for never."""

    now: Callable[[], datetime]
    until: dict[str, datetime | None] = field(default_factory=dict)

    def register(self, identity: str, *, seconds: float | None = None) -> None:
        """Register a browser, or hear from it again; without a further sign it is lost after `seconds`."""
        self.until[identity] = None if seconds is None else self.now() + timedelta(seconds=seconds)

    def forget(self, identity: str) -> None:
        self.until.pop(identity, None)

    def is_registered(self, address: str) -> bool:
        """Whether a browser can be called at `client:identity`."""
        identity = address.removeprefix(PREFIX)
        return identity in self.until and identity not in self.lost()

    def lost(self) -> list[str]:
        """The identities that were not heard of in time."""
        now = self.now()
        return [identity for identity, until in list(self.until.items()) if until is not None and until < now]

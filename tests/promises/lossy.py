"""A wire that loses requests or answers, as a network does."""

import re
from dataclasses import dataclass

from ivr.emulator.wire import HttpAnswer, HttpRequest, Unreachable, Wire


@dataclass
class Lossy:
    """Loses what goes to addresses like `lost` (a pattern; nothing when empty): the answer alone if `arrives`."""

    wire: Wire
    lost: str = ""
    arrives: bool = False

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        if not self.lost or not re.search(self.lost, request.url):
            return self.wire(request)
        if self.arrives:
            self.wire(request)
        raise Unreachable("rt", "lost on the way")

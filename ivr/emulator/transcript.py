"""What one party to a call heard and did, line by line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["say", "play", "keys", "speech", "note"]


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is `line` for the application, `caller` for the party itself, `other` for whom it talks with.

    `voice` and `language` are Say's; a note tells what happened (in a queue, connected, hung up).
    """

    at: datetime
    who: Literal["line", "caller", "other"]
    kind: Kind
    words: str
    voice: str = ""
    language: str = ""
    document: int = 0

    def __str__(self) -> str:
        return {
            "say": f"{self.who}: {self.words}",
            "play": f"{self.who}: (plays {self.words})",
            "keys": f"{self.who}: (presses {self.words})",
            "speech": f"{self.who}: {self.words}",
            "note": f"({self.words})",
        }[self.kind]

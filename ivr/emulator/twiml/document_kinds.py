"""The kinds of documents, and the verbs that each may hold (Twilio: Enqueue, Number, Queue, Conference)."""

from dataclasses import dataclass

from ivr.emulator.twiml.errors import (
    CONFERENCE_WAIT_VERB,
    DIAL_IN_WHISPER,
    GATHER_NESTED_VERB,
    SCHEMA,
    Flaw,
    TwimlError,
)
from ivr.emulator.twiml.verbs import names


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A verb that is not allowed is an error of code `refuses`, or is dropped with a warning where that is 12200."""

    name: str
    allows: frozenset[str]
    refuses: int = SCHEMA

    def objection(self, tag: str) -> Flaw | None:
        """Returns None if `tag` is allowed; raises TwimlError if Twilio would not execute the document."""
        if tag in self.allows:
            return None
        if self is WHISPER and tag == "Dial":
            raise TwimlError(DIAL_IN_WHISPER, "Dial is not allowed in what a called party hears before the bridge")
        if self.refuses != SCHEMA:
            raise TwimlError(self.refuses, f"<{tag}> is not allowed in {self.name}")
        return Flaw(SCHEMA, f"<{tag}> is not allowed in {self.name}")


CALL = DocumentKind(
    "a call",
    names("Say Play Pause Gather Redirect Hangup Leave Reject Enqueue Dial Record"),
)
GATHER = DocumentKind("Gather", frozenset({"Say", "Play", "Pause"}), refuses=GATHER_NESTED_VERB)
WAITING = DocumentKind("a waitUrl document", names("Say Play Pause Hangup Redirect Leave Gather"))
WHISPER = DocumentKind("a whisper", names("Say Play Pause Gather Hangup"))
DEQUEUED = DocumentKind("a Queue url document", names("Say Play Pause Redirect"))
CONFERENCE = DocumentKind(
    "a conference's waitUrl document",
    names("Say Play Pause Redirect"),
    refuses=CONFERENCE_WAIT_VERB,
)

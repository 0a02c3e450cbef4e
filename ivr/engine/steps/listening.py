"""Listening that several kinds of question share."""

from ivr.engine.call import C, Call, Heard
from ivr.engine.steps.step import ALWAYS_HEARD, Ears, languages


def listens_for(call: Call[C]) -> tuple[str, ...]:
    """What the recogniser can expect at any question."""
    return (ALWAYS_HEARD, *languages(call.other_languages))


def heard_issue(call: Call[C], speech: str, ears: Ears) -> bool:
    """Whether the words are about a known issue, which is then stored in the call."""
    heard = ears.issue(speech, call.language) if speech else None
    if heard is None:
        return False
    call.heard = Heard(*heard)
    return True

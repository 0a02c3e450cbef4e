"""What phones and handsets check, and how a failed check reads."""

from collections.abc import Iterable

from ivr.emulator.transcript import TranscriptLine


class Unexpected(AssertionError):
    """An action was not possible, or a check failed. `what` is the reason without the transcript."""

    def __init__(self, what: str, transcript: str) -> None:
        super().__init__(f"{what}\n\n{transcript or '(nothing was heard)'}")
        self.what = what


def words_heard(lines: Iterable[TranscriptLine]) -> str:
    """The words that a party heard: spoken to it, played, or said by others."""
    return " ".join(line.words for line in lines if line.who != "caller" and line.kind in {"say", "speech", "play"})

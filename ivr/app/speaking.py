"""Composes the studio of an installation: synthesizer and recording store."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy import Engine

from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.settings import Settings
from prompts.studio.google import GoogleVoice
from prompts.studio.local import LocalVoice, local_take
from prompts.studio.recording_session import SpeechSynthesizer, Studio
from prompts.studio.takes import Cast, Take

PATIENCE = 3
"""The retries of a sentence, as a multiple of the deadline, before the synthesizer counts as unavailable."""


def cast_of(settings: Settings) -> Cast:
    """Makes the takes that are recorded and played."""
    return local_take if settings.voice == "local" else Take.of


@contextmanager
def studio_of(
    settings: Settings, engine: Engine, clock: Callable[[], datetime], *, patience: float | None = None
) -> Iterator[Studio]:
    """The studio, as a context manager. `patience` is the time in seconds for retries of a sentence."""
    with speaker_of(settings, patience=patience) as speak:
        yield Studio(RecordingStore(engine, clock), speak, settings.secret_key.get_secret_value().encode())


def speaker_of(settings: Settings, *, patience: float | None = None) -> AbstractContextManager[SpeechSynthesizer]:
    """The synthesizer that records sentences."""
    if settings.voice == "local":
        return closing(LocalVoice())
    deadline = settings.speech_deadline
    patience = PATIENCE * deadline if patience is None else patience
    return nullcontext(GoogleVoice(address=settings.speech_address, deadline=deadline, patience=patience))

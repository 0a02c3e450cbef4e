"""Settings of the voices that callers hear."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

from ivr.settings.kinds import Place, plain_name
from prompts.studio.local import is_installed


class VoiceSettings(BaseSettings):
    """Which voice speaks, and how its sentences are recorded."""

    google_credentials: Path | None = Field(None, validation_alias=plain_name("GOOGLE_APPLICATION_CREDENTIALS"))
    """The key file of a Google Cloud account that may use Text-to-Speech; Google's own client reads it."""
    voice: Literal["", "say", "google", "local", "studio"] = ""
    """What callers hear: recordings by `google`, by this machine (`local`) or by people only (`studio`), or
    Twilio's <Say> alone (`say`). Empty: `google` if there are credentials."""
    speech_address: Place = ""
    """Host and port of another server that speaks Google's Text-to-Speech protocol, without TLS; used in tests."""
    speech_deadline: float = Field(10.0, gt=0, le=600)
    """How long a worker waits for the recording of one sentence."""

    @model_validator(mode="after")
    def _voice_there(self) -> Self:
        if self.voice == "local" and not is_installed():
            raise ValueError("WISMO_VOICE: local needs the extra local-voice: pip install 'wismo[local-voice]'")
        return self

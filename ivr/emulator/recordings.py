"""Recordings that an account holds."""

import io
import sys
import wave
from array import array
from dataclasses import dataclass, field
from datetime import datetime
from math import pi, sin

from ivr.emulator.emulated_call import EmulatedCall
from ivr.emulator.sids import new_sid

RATE = 8000
"""Samples a second."""
_LOUDNESS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """`words` stand in for the sound; `seconds` is its length."""

    account_sid: str
    call_sid: str
    words: str
    seconds: int
    created: datetime
    api_url: str
    sid: str = field(default_factory=lambda: new_sid("RE"))

    @property
    def url(self) -> str:
        return f"{self.api_url}/2010-04-01/Accounts/{self.account_sid}/Recordings/{self.sid}"

    def wav(self) -> bytes:
        """A WAV file of its length (8 kHz, 16 bit, mono): a soft tone for each word, since nobody speaks here."""
        tones = [200.0 + 20 * (len(word) % 12) for word in self.words.split()] or [200.0]
        count = RATE * self.seconds
        samples = array("h", (_sample(tones, place, count) for place in range(count)))
        if sys.byteorder == "big":
            samples.byteswap()
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())
        return sound.getvalue()

    def callback(self) -> dict[str, str]:
        """The parameters of a recordingStatusCallback."""
        return {
            "RecordingSid": self.sid,
            "RecordingUrl": self.url,
            "RecordingStatus": "completed",
            "RecordingDuration": str(self.seconds),
            "RecordingChannels": "1",
            "RecordingSource": "RecordVerb",
        }


@dataclass(slots=True)
class Recordings:
    api_url: str
    kept: dict[str, Recording] = field(default_factory=dict)

    def keep(self, call: EmulatedCall, *, words: str, seconds: int, now: datetime) -> Recording:
        recording = Recording(
            account_sid=call.account_sid,
            call_sid=call.sid,
            words=words,
            seconds=seconds,
            created=now,
            api_url=self.api_url,
        )
        self.kept[recording.sid] = recording
        return recording

    def delete(self, sid: str) -> bool:
        return self.kept.pop(sid, None) is not None


def _sample(tones: list[float], place: int, count: int) -> int:
    """A sample of the tones, each of which swells and fades."""
    within, at = divmod(place * len(tones), count)
    return int(_LOUDNESS * sin(pi * at / count) * sin(2 * pi * tones[within] * place / RATE))

"""Recordings that an account holds."""

from dataclasses import dataclass, field
from datetime import datetime

from ivr.emulator.emulated_call import EmulatedCall
from ivr.emulator.sids import new_sid


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

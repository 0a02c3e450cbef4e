"""TwiML verbs as values. Twilio's defaults stand here only (Twilio: TwiML for Voice).

An attribute is a field under its snake-case name; the content of an element is a field marked CONTENT.
`PASSED_OVER` names the attributes that Twilio knows and the emulator ignores.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

CONTENT = MappingProxyType({"content": True})


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    words: str = field(default="", metadata=CONTENT)
    voice: str = ""
    language: str = ""
    loop: int = 1

    @property
    def spoken_language(self) -> str:
        """The language heard: the attribute's, else the one in the voice's name, else en-US."""
        return self.language or language_of_voice(self.voice) or "en-US"


def language_of_voice(voice: str) -> str:
    """The locale in a Google voice's name (`Google.es-US-Neural2-A` gives `es-US`), else nothing."""
    provider, _, name = voice.partition(".")
    return "-".join(name.split("-")[:2]) if provider == "Google" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    url: str = field(default="", metadata=CONTENT)
    loop: int = 1
    digits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    length: int = 1


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    PASSED_OVER: ClassVar[frozenset[str]] = names(
        "maxSpeechTime profanityFilter partialResultCallback partialResultCallbackMethod debug enhanced "
        "speechModel speechTimeout"
    )
    prompts: tuple[Prompt, ...] = field(default=(), metadata=CONTENT)
    action: str = ""
    method: str = "POST"
    input: tuple[str, ...] = ("dtmf",)
    timeout: int = 5
    finish_on_key: str = "#"
    num_digits: int | None = None
    action_on_empty_result: bool = False
    barge_in: bool = True
    language: str = "en-US"
    hints: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    url: str = field(default="", metadata=CONTENT)
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    reason: str = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    attributes: str = field(default="", metadata=CONTENT)
    priority: int = 0
    timeout: int = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueue:
    """`wait_url` is None for Twilio's own music and empty for silence."""

    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    queue: str = field(default="", metadata=CONTENT)
    task: Task | None = field(default=None, metadata=CONTENT)
    action: str | None = None
    method: str = "POST"
    wait_url: str | None = None
    wait_url_method: str = "POST"
    max_queue_size: int = 1000
    workflow_sid: str = ""


MACHINE_DETECTION = names(
    "machineDetection amdStatusCallback amdStatusCallbackMethod machineDetectionTimeout "
    "machineDetectionSpeechThreshold machineDetectionSpeechEndThreshold machineDetectionSilenceTimeout"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    PASSED_OVER: ClassVar[frozenset[str]] = MACHINE_DETECTION | {"byoc", "sendDigits"}
    address: str = field(default="", metadata=CONTENT)
    url: str | None = None
    method: str = "POST"
    status_callback: str | None = None
    status_callback_event: tuple[str, ...] = ("completed",)
    status_callback_method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sip:
    PASSED_OVER: ClassVar[frozenset[str]] = MACHINE_DETECTION | {"username", "password"}
    address: str = field(default="", metadata=CONTENT)
    url: str | None = None
    method: str = "POST"
    status_callback: str | None = None
    status_callback_event: tuple[str, ...] = ("completed",)
    status_callback_method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset()
    address: str = field(default="", metadata=CONTENT)
    parameters: tuple[tuple[str, str], ...] = field(default=(), metadata=CONTENT)
    url: str | None = None
    method: str = "POST"
    status_callback: str | None = None
    status_callback_event: tuple[str, ...] = ("completed",)
    status_callback_method: str = "POST"


Endpoint = Number | Sip | Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    PASSED_OVER: ClassVar[frozenset[str]] = frozenset({"reservationSid", "postWorkActivitySid"})
    name: str = field(default="", metadata=CONTENT)
    url: str | None = None
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """`coach` is the SID of the only call that hears this participant; `beep` is true, false, onEnter or onExit."""

    PASSED_OVER: ClassVar[frozenset[str]] = names(
        "record recordingConfigurationId region trim recordingStatusCallback recordingStatusCallbackMethod "
        "recordingStatusCallbackEvent eventCallbackUrl jitterBufferSize"
    )
    name: str = field(default="", metadata=CONTENT)
    muted: bool = False
    beep: str = "true"
    start_conference_on_enter: bool = True
    end_conference_on_exit: bool = False
    participant_label: str = ""
    max_participants: int = 250
    coach: str = ""
    wait_url: str | None = None
    wait_method: str = "POST"
    status_callback: str | None = None
    status_callback_event: tuple[str, ...] = ()
    status_callback_method: str = "POST"


Noun = Endpoint | Queue | Conference


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    PASSED_OVER: ClassVar[frozenset[str]] = names(
        "record trim recordingStatusCallback recordingConfigurationId recordingStatusCallbackMethod "
        "recordingStatusCallbackEvent answerOnBridge ringTone recordingTrack sequential referUrl referMethod "
        "events passports"
    )
    nouns: tuple[Noun, ...] = field(default=(), metadata=CONTENT)
    action: str | None = None
    method: str = "POST"
    timeout: int = 30
    time_limit: int = 14400
    caller_id: str = ""
    hangup_on_star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    PASSED_OVER: ClassVar[frozenset[str]] = names(
        "trim recordingStatusCallbackEvent transcribe transcribeCallback recordingConfigurationId"
    )
    action: str = ""
    method: str = "POST"
    timeout: int = 5
    finish_on_key: str = "1234567890*#"
    max_length: int = 3600
    play_beep: bool = True
    recording_status_callback: str | None = None
    recording_status_callback_method: str = "POST"


Verb = Say | Play | Pause | Gather | Redirect | Hangup | Leave | Reject | Enqueue | Dial | Record

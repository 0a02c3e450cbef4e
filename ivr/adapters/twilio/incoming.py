"""Parses Twilio's webhooks into the types of `ivr.calls`. Twilio's vocabulary is used in this module only.

Twilio adds parameters without notice, so unknown ones are ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from ivr.adapters.twilio.form import BadWebhook, Pairs
from ivr.calls.agent_desk import DeskWebhook
from ivr.calls.events import ENDED, StatusChanged
from ivr.calls.ports import Webhook
from ivr.calls.text_replies import IncomingText, TextKind
from ivr.engine.call import Answer
from ivr.engine.card_numbers import has_card_number

LAST = 2**31 - 1
"""The sequence number of a final status without one: after all others."""

MOVED = "redirected"
"""The outcome of a wait that we ended ourselves by REST; without a room to go to, nobody has answered."""

ENDINGS = {
    # QueueResult (Twilio: <Enqueue> action)
    "bridged": "done",
    "bridging-in-process": "done",
    "redirected-from-bridged": "done",
    "redirected": MOVED,
    "leave": "left",
    "hangup": "abandoned",
    "queue-full": "full",
    "error": "failed",
    "system-error": "failed",
    # DialCallStatus (Twilio: <Dial> action)
    "completed": "done",
    "answered": "done",
    "busy": "busy",
    "no-answer": "unanswered",
    "canceled": "abandoned",
    "failed": "failed",
}
"""The outcome of a hand-off by Twilio's status. Other statuses count as failed."""

_UNUSABLE = frozenset({"11750", "11770"})
"""The errors 11xxx that are not about fetching: a document over 64 kB, an empty document."""

_SID = re.compile(r"CA[0-9A-Za-z]{1,62}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NOT_A_KEY = re.compile(r"[^0-9*#]")
_LONGEST_NUMBER = 256
_LONGEST_SPEECH = 1000
_MOST_KEYS = 64
_LONGEST_WORD = 64
_LONGEST_STATUS = 32
_LONGEST_LABEL = 128
_LONGEST_COUNT = 12
_LONGEST_URL = 4096
_MOST_LATE = timedelta(days=1)
"""A timestamp that differs more from our clock is taken for wrong."""


@dataclass(frozen=True, slots=True)
class WebhookFault:
    """The cause of a request to the fallback address: Twilio's error code and the address that failed.

    `delivered` is true if Twilio received our document but could not execute it.
    """

    code: str
    url: str
    delivered: bool


def webhook(pairs: Pairs) -> Webhook:
    """Parse the webhook of a turn. Raises BadWebhook if the call's SID or one of the two numbers is missing.

    In a call that we placed, From and To are swapped.
    """
    form = dict(pairs)
    caller, line = ("To", "From") if form.get("Direction") == "outbound-api" else ("From", "To")
    return Webhook(
        sid=_sid(form),
        ani=_clean(_required(form, caller), _LONGEST_NUMBER),
        dnis=_clean(_required(form, line), _LONGEST_NUMBER),
        attestation=_clean(form.get("StirVerstat", ""), _LONGEST_WORD),
        answer=_answer(form),
    )


def desk_webhook(pairs: Pairs) -> DeskWebhook:
    """Parse a webhook of the desk line. Raises BadWebhook if the call's SID is missing."""
    form = dict(pairs)
    return DeskWebhook(
        sid=_sid(form),
        number=_clean(form.get("From", ""), _LONGEST_NUMBER),
        dialled=_clean(form.get("To", ""), _LONGEST_NUMBER),
        attestation=_clean(form.get("StirVerstat", ""), _LONGEST_WORD),
        keys=_keys(form),
        met=form.get("DialBridged") == "true" or form.get("QueueResult") == "bridged",
    )


@dataclass(frozen=True, slots=True)
class ConferenceEvent:
    """News of a conference, by Twilio's SID: `kind` is join, leave or end, of the participant with the label."""

    kind: Literal["join", "leave", "end"]
    conference: str
    label: str


_CONFERENCE_KINDS: Mapping[str, Literal["join", "leave", "end"]] = {
    "participant-join": "join",
    "participant-leave": "leave",
    "conference-end": "end",
}


def conference_event(pairs: Pairs) -> ConferenceEvent | None:
    """Parse a status callback of a conference (Twilio: <Conference>, statusCallback). Returns None for other news."""
    form = dict(pairs)
    kind = _CONFERENCE_KINDS.get(form.get("StatusCallbackEvent", ""))
    if kind is None:
        return None
    label = form.get("ParticipantLabelEndingConference" if kind == "end" else "ParticipantLabel", "")
    return ConferenceEvent(kind, _clean(form.get("ConferenceSid", ""), _LONGEST_WORD), _clean(label, _LONGEST_LABEL))


@dataclass(frozen=True, slots=True)
class LegStatus:
    """The status of a leg that we called, by call SID."""

    leg: str
    status: str

    @property
    def is_over(self) -> bool:
        """Whether the leg has ended, or was never answered."""
        return self.status in ENDED


def leg_status(pairs: Pairs) -> LegStatus:
    """Parse the status callback of a leg. Raises BadWebhook if SID or status is missing."""
    form = dict(pairs)
    return LegStatus(_sid(form), _clean(_required(form, "CallStatus"), _LONGEST_STATUS))


def leg_of(pairs: Pairs) -> str:
    """Return the SID of the leg on which a webhook is requested, "" if it is missing."""
    return _clean(dict(pairs).get("CallSid", ""), _LONGEST_WORD)


def dequeuing_leg(pairs: Pairs) -> str:
    """Return the SID of the call that takes a caller out of a queue (Twilio's spelling), "" if it is missing."""
    return _clean(dict(pairs).get("DequeingCallSid", ""), _LONGEST_WORD)


def keys_pressed(pairs: Pairs) -> str:
    """Return the keys pressed."""
    return _keys(dict(pairs))


def dialled(pairs: Pairs) -> str:
    """Return the number that was called, "" if it is missing."""
    return _clean(dict(pairs).get("To", ""), _LONGEST_NUMBER)


def sid_in(address: str) -> str:
    """Return the call SID in the path of one of our addresses. Raises BadWebhook if it is not one."""
    if not _SID.fullmatch(address):
        raise BadWebhook("the address names no call")
    return address


def count_in(text: str, *, otherwise: int) -> int:
    """Return the number in the query of one of our addresses, `otherwise` if it is not one."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST_COUNT else otherwise


_TEXT_SID = re.compile(r"[A-Z]{2}[0-9A-Za-z]{1,62}")
_OPT_OUT_TYPES: Mapping[str, TextKind] = {"STOP": "stop", "START": "start", "HELP": "help"}
_LONGEST_TEXT = 1600


def incoming_text(pairs: Pairs) -> IncomingText:
    """Parse the webhook of a text that came in (Twilio: Messaging webhooks). Raises BadWebhook if its SID is missing.

    A sender on WhatsApp or RCS is named by its number.
    """
    form = dict(pairs)
    return IncomingText(
        sid=_text_sid(form),
        sender=_clean(_required(form, "From"), _LONGEST_NUMBER).rpartition(":")[2],
        line=_clean(_required(form, "To"), _LONGEST_NUMBER).rpartition(":")[2],
        body=_clean(form.get("Body", ""), _LONGEST_TEXT),
        opt_out=_OPT_OUT_TYPES.get(form.get("OptOutType", "").upper(), ""),
    )


@dataclass(frozen=True, slots=True)
class TextStatus:
    """The status of a text that we sent, and Twilio's error code, 0 for none."""

    sid: str
    status: str
    code: int


def text_status(pairs: Pairs) -> TextStatus:
    """Parse the status callback of a text (Twilio: StatusCallback of messages). Raises BadWebhook if one is missing."""
    form = dict(pairs)
    status = form.get("MessageStatus") or _required(form, "SmsStatus")
    return TextStatus(_text_sid(form), _clean(status, _LONGEST_STATUS), _count(form, "ErrorCode") or 0)


def _text_sid(form: dict[str, str]) -> str:
    sid = form.get("MessageSid") or _required(form, "SmsSid")
    if not _TEXT_SID.fullmatch(sid):
        raise BadWebhook("MessageSid is not a message's identifier")
    return sid


def status_changed(pairs: Pairs, *, now: datetime) -> StatusChanged | None:
    """Parse a status callback. Returns None for a child leg of a call. Raises BadWebhook if SID or status is missing.

    The callback set on a number is sent at the end of a call without a sequence number; it is sorted last.
    """
    form = dict(pairs)
    sid, status = _sid(form), _clean(_required(form, "CallStatus"), _LONGEST_STATUS)
    if form.get("ParentCallSid"):
        return None
    sequence = _count(form, "SequenceNumber")
    if sequence is None:
        sequence = LAST if status in ENDED else 0
    return StatusChanged(sid, status, sequence, _moment(form.get("Timestamp", ""), now), _count(form, "CallDuration"))


def fault(pairs: Pairs) -> WebhookFault:
    """Parse the cause of a request to the fallback address."""
    form = dict(pairs)
    code = _clean(form.get("ErrorCode", ""), _LONGEST_WORD)
    delivered = bool(code) and (not code.startswith("11") or code in _UNUSABLE)
    return WebhookFault(code, _clean(form.get("ErrorUrl", ""), _LONGEST_URL), delivered)


def _answer(form: dict[str, str]) -> Answer:
    if "QueueResult" in form or "DialCallStatus" in form:
        ending = _ending(form)
        return Answer(outcome=ending, has_hung_up=ending == "done" and form.get("CallStatus", "") in ENDED)
    if "RecordingUrl" in form:
        is_empty = _count(form, "RecordingDuration") == 0
        return Answer(outcome="done", recording="" if is_empty else _clean(form["RecordingUrl"], _LONGEST_URL))
    keys, speech = _keys(form), _clean(form.get("SpeechResult", ""), _LONGEST_SPEECH)
    if has_card_number(f"{keys} {speech}"):
        return Answer(is_card_number=True)
    return Answer(keys=keys, speech=speech)


def _ending(form: dict[str, str]) -> str:
    """The outcome of a hand-off. A leg picked up but not connected (`DialBridged`: false) counts as unanswered."""
    if form.get("DialBridged") == "false" and form.get("DialCallStatus") in ("completed", "answered"):
        return "unanswered"
    ending = ENDINGS.get(form.get("QueueResult") or form.get("DialCallStatus", ""), "failed")
    is_over = form.get("CallStatus", "") in ENDED
    return "unanswered" if ending == "abandoned" and not is_over else ending


def _keys(form: dict[str, str]) -> str:
    """The keys pressed, without the key that ended them. A star alone counts as an answer."""
    keys = _NOT_A_KEY.sub("", form.get("Digits", "")[:_MOST_KEYS])
    return keys or ("*" if form.get("FinishedOnKey") == "*" else "")


def _sid(form: dict[str, str]) -> str:
    sid = _required(form, "CallSid")
    if not _SID.fullmatch(sid):
        raise BadWebhook("CallSid is not a call's identifier")
    return sid


def _required(form: dict[str, str], name: str) -> str:
    try:
        return form[name]
    except KeyError:
        raise BadWebhook(f"{name} is missing") from None


def _clean(text: str, longest: int) -> str:
    """Remove control characters, which PostgreSQL and XML do not accept, and cut to `longest`."""
    return _CONTROL.sub(" ", text[: longest * 2]).strip()[:longest] if text else text


def _count(form: dict[str, str], name: str) -> int | None:
    text = form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _moment(text: str, now: datetime) -> datetime:
    """Parse an RFC 2822 time. Returns `now` if it cannot be parsed or differs from `now` by a day or more."""
    try:
        read = parsedate_to_datetime(text)
        at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return now
    return at if abs(at - now) < _MOST_LATE else now

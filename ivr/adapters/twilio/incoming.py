"""What Twilio sends about a call, in our words. Its words are translated here and nowhere else.

Twilio adds parameters without notice: what is not known here is passed over.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ivr.adapters.twilio.form import BadWebhook, Pairs
from ivr.calls.agent_desk import DeskWebhook
from ivr.calls.events import ENDED, StatusChanged
from ivr.calls.ports import Webhook
from ivr.engine.call import Answer

LAST = 2**31 - 1
"""The sequence of a final status that came without one: after all others."""

ENDINGS = {
    # QueueResult (Twilio: <Enqueue> action)
    "bridged": "done",
    "bridging-in-process": "done",
    "redirected-from-bridged": "done",
    "redirected": "unanswered",
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
"""How a hand-off ended. What is not here counts as failed."""

_UNUSABLE = frozenset({"11750", "11770"})
"""Errors 11xxx are about fetching, but for these: a document over 64 kB, an empty one."""

_SID = re.compile(r"CA[0-9A-Za-z]{1,62}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NOT_A_DIGIT = re.compile(r"\D")
_LIKE_A_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_NOT_A_KEY = re.compile(r"[^0-9*#]")
_LONGEST_NUMBER = 256
_LONGEST_SPEECH = 1000
_MOST_KEYS = 64
_LONGEST_WORD = 64
_LONGEST_STATUS = 32
_LONGEST_COUNT = 12
_LONGEST_URL = 4096
_MOST_LATE = timedelta(days=1)
"""A status of another day than today is told by a clock that cannot be right."""


@dataclass(frozen=True, slots=True)
class WebhookFault:
    """Why Twilio asks the fallback address: its error code, and the address that it could not use.

    `delivered` says that it had our document and could not carry it out; else it never got one.
    """

    code: str
    url: str
    delivered: bool


def webhook(pairs: Pairs) -> Webhook:
    """A call that begins or goes on. Raises BadWebhook when it does not say which call, from whom or to whom.

    One that we placed goes from the line's number to the caller's.
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
    """A call at the desk line. Raises BadWebhook when it does not say which call."""
    form = dict(pairs)
    return DeskWebhook(
        sid=_sid(form),
        number=_clean(form.get("From", ""), _LONGEST_NUMBER),
        dialled=_clean(form.get("To", ""), _LONGEST_NUMBER),
        attestation=_clean(form.get("StirVerstat", ""), _LONGEST_WORD),
        keys=_keys(form),
        met=form.get("DialBridged") == "true" or form.get("QueueResult") == "bridged",
    )


def keys_pressed(pairs: Pairs) -> str:
    """The keys of a webhook that tells nothing else."""
    return _keys(dict(pairs))


def dialled(pairs: Pairs) -> str:
    """The number that was rung; empty where it is not told."""
    return _clean(dict(pairs).get("To", ""), _LONGEST_NUMBER)


def sid_in(address: str) -> str:
    """A call's identifier as a part of an address of ours. Raises BadWebhook for a text that is none."""
    if not _SID.fullmatch(address):
        raise BadWebhook("the address names no call")
    return address


def count_in(text: str, *, otherwise: int) -> int:
    """A count in the query of an address of ours; `otherwise` for a text that is none."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST_COUNT else otherwise


def status_changed(pairs: Pairs, *, now: datetime) -> StatusChanged | None:
    """A status callback; None for one about another leg of a call. Raises BadWebhook when it is none at all.

    The callback at a call's end that is set on the number comes without a sequence: it is put last.
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
    """What went wrong before the fallback address was asked."""
    form = dict(pairs)
    code = _clean(form.get("ErrorCode", ""), _LONGEST_WORD)
    delivered = bool(code) and (not code.startswith("11") or code in _UNUSABLE)
    return WebhookFault(code, _clean(form.get("ErrorUrl", ""), _LONGEST_URL), delivered)


def _answer(form: dict[str, str]) -> Answer:
    if "QueueResult" in form or "DialCallStatus" in form:
        return Answer(outcome=_ending(form))
    if "RecordingUrl" in form:
        is_empty = _count(form, "RecordingDuration") == 0
        return Answer(outcome="done", recording="" if is_empty else _clean(form["RecordingUrl"], _LONGEST_URL))
    keys, speech = _keys(form), _clean(form.get("SpeechResult", ""), _LONGEST_SPEECH)
    return Answer(keys=keys, speech=speech) if not _is_card(keys + speech) else Answer()


def _is_card(text: str) -> bool:
    """Whether a card's number is in what came: then it counts as silence, and is kept nowhere (PCI DSS)."""
    return any(_passes_luhn(_NOT_A_DIGIT.sub("", found)) for found in _LIKE_A_CARD.findall(text))


def _passes_luhn(digits: str) -> bool:
    doubled = (divmod(int(digit) * (1 + place % 2), 10) for place, digit in enumerate(reversed(digits)))
    return sum(tens + ones for tens, ones in doubled) % 10 == 0


def _ending(form: dict[str, str]) -> str:
    """A leg that was picked up but never connected (`DialBridged`: false) was not answered."""
    if form.get("DialBridged") == "false" and form.get("DialCallStatus") in ("completed", "answered"):
        return "unanswered"
    ending = ENDINGS.get(form.get("QueueResult") or form.get("DialCallStatus", ""), "failed")
    is_over = form.get("CallStatus", "") in ENDED
    return "unanswered" if ending == "abandoned" and not is_over else ending


def _keys(form: dict[str, str]) -> str:
    """The keys pressed. The key that ended them is not among them; a star alone is still an answer."""
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
    """Without control characters, which no column of PostgreSQL and no document takes, and cut."""
    return _CONTROL.sub(" ", text[: longest * 2]).strip()[:longest] if text else text


def _count(form: dict[str, str], name: str) -> int | None:
    text = form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _moment(text: str, now: datetime) -> datetime:
    """RFC 2822, as Twilio writes times; `now` for a text that is none, or that names another day."""
    try:
        read = parsedate_to_datetime(text)
        at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return now
    return at if abs(at - now) < _MOST_LATE else now

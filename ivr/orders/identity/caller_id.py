"""The caller id: the caller's number from Twilio's `From` parameter, or the reason for its absence."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ivr.orders.phone_numbers import WITHHELD_CODES, WITHHELD_WORDS, plain


class CallerKind(StrEnum):
    """The kind of address in `From`."""

    NUMBER = "number"
    WITHHELD = "withheld"
    CLIENT = "client"
    SIP = "sip"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class CallerId:
    """A caller as far as `From` tells. Orders are looked up by `e164` alone; it is None if no number can be trusted."""

    kind: CallerKind
    e164: str | None = None


def caller_id(from_: str | None, *, trunks: Collection[str] = ()) -> CallerId:
    """Parse Twilio's `From`. `trunks` are the SIP hosts whose user part is trusted as a number."""
    text = (from_ or "").strip()
    if text.startswith("+"):
        return _dialled(text)
    scheme, _, rest = text.partition(":")
    if scheme.lower() in ("sip", "sips") and rest:
        return _sip(rest, trunks)
    if scheme.lower() == "client" and rest:
        return CallerId(CallerKind.CLIENT)
    return CallerId(CallerKind.WITHHELD if not text or text.lower() in WITHHELD_WORDS else CallerKind.UNUSABLE)


@lru_cache(maxsize=1024)  # a turn asks for it several times
def _dialled(text: str) -> CallerId:
    if text in WITHHELD_CODES:
        return CallerId(CallerKind.WITHHELD)
    e164 = plain(text)
    return CallerId(CallerKind.NUMBER, e164) if e164 else CallerId(CallerKind.UNUSABLE)


def _sip(address: str, trunks: Collection[str]) -> CallerId:
    user, _, host = address.rpartition("@")
    user, host = user.partition(";")[0], re.split(r"[:;?>]", host)[0].lower()
    if user.lower() in WITHHELD_WORDS or user in WITHHELD_CODES:
        return CallerId(CallerKind.WITHHELD)
    return CallerId(CallerKind.SIP, plain(user) if host in trunks else None)

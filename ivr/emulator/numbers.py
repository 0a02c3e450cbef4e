"""The numbers of an account, with their webhooks."""

from dataclasses import dataclass, field
from datetime import datetime

from ivr.emulator.emulated_call import Progress
from ivr.emulator.leg_events import NextDocument
from ivr.emulator.sids import new_sid

COUNTRIES = {
    "+266696687": "LS",  # "ANONYMOUS" on a keypad: a withheld number that looks like one of Lesotho
    "+1": "US",
    "+33": "FR",
    "+34": "ES",
    "+44": "GB",
    "+49": "DE",
    "+52": "MX",
    "+55": "BR",
}


@dataclass(slots=True, kw_only=True)
class IncomingNumber:
    phone_number: str
    voice_url: str
    created: datetime
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    friendly_name: str = ""
    sid: str = field(default_factory=lambda: new_sid("PN"))

    @property
    def first_document(self) -> NextDocument:
        return NextDocument(self.voice_url, self.voice_method)

    @property
    def fallback(self) -> NextDocument | None:
        return NextDocument(self.voice_fallback_url, self.voice_fallback_method) if self.voice_fallback_url else None

    @property
    def progress(self) -> Progress | None:
        """The number's status callback, sent once, when the call is over."""
        return Progress(self.status_callback, self.status_callback_method) if self.status_callback else None


def country_of(number: str) -> str:
    """The country (ISO 3166) of a number in E.164, or an empty text if the table above does not know it."""
    return next((country for prefix, country in COUNTRIES.items() if number.startswith(prefix)), "")

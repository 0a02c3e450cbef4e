"""Check that PUBLIC_URL leads to this line and that the clocks agree."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2

from ivr.adapters.twilio.signature import sign
from ivr.cli.checks import Finding
from ivr.settings import Settings

NOBODY = "CA" + "0" * 32
LOCAL = ("localhost", "127.0.0.1", "::1")
SKEW = 30  # seconds


def check_public_url(url: str, client: httpx2.Client, now: datetime) -> Iterator[Finding]:
    """Check scheme, answer and clock of the public address."""
    yield scheme("PUBLIC_URL", url, "what callers press would travel in the clear")
    try:
        answer = client.get(f"{url}/healthz")
    except httpx2.HTTPError as error:
        mend = "Start `wismo serve`, and lead the address to it: a proxy, a tunnel, a DNS entry."
        yield Finding("fail", "PUBLIC_URL", f"{url}/healthz does not answer ({type(error).__name__})", mend)
        return
    yield _answer(url, answer)
    if date := answer.headers.get("date"):
        yield _clock(parsedate_to_datetime(date), now)


def check_signatures(settings: Settings, client: httpx2.Client) -> Iterator[Finding]:
    """Check that the line at PUBLIC_URL accepts what these settings sign, with unchanged path and query.

    The request is signed but incomplete, so a line that accepts the signature answers 400.
    """
    token, address = settings.twilio_auth_token.get_secret_value(), f"{settings.public_url}/voice/status?a=1%2B1&b=2"
    form = (("CallSid", NOBODY),)
    try:
        answer = client.post(address, data=dict(form), headers={"X-Twilio-Signature": sign(token, address, form)})
    except httpx2.HTTPError as error:
        yield Finding("fail", "signatures", f"PUBLIC_URL does not answer ({type(error).__name__})", "See PUBLIC_URL.")
        return
    if answer.status_code == httpx2.codes.BAD_REQUEST:
        yield Finding("ok", "signatures", "the line at PUBLIC_URL takes what TWILIO_AUTH_TOKEN signs")
        return
    found = f"the line at PUBLIC_URL refuses what TWILIO_AUTH_TOKEN signs ({answer.status_code})"
    mend = "It must run with this PUBLIC_URL and token, and the proxy must pass /voice, path and query as they came."
    yield Finding("fail", "signatures", found, mend)


def scheme(setting: str, url: str, danger: str) -> Finding:
    """Check that the address of a setting is https; `danger` is what plain http would mean."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return Finding("ok", setting, f"{url} is https")
    mend = f"Put a proxy that speaks TLS in front, and set {setting} to its https address."
    if parts.hostname in LOCAL:
        return Finding("warn", setting, f"{url} can be reached from this machine alone", mend)
    return Finding("fail", setting, f"{url} is not https: {danger}", mend)


def _answer(url: str, answer: httpx2.Response) -> Finding:
    if answer.status_code == httpx2.codes.OK and b"alive" in answer.content:
        return Finding("ok", "PUBLIC_URL", f"{url}/healthz answers")
    mend = "The address leads elsewhere: look at the proxy's rules and at redirects."
    return Finding("fail", "PUBLIC_URL", f"{url}/healthz answers with {answer.status_code}, not as Wismo does", mend)


def _clock(theirs: datetime, ours: datetime) -> Finding:
    apart = abs((theirs - ours).total_seconds())
    if apart <= SKEW:
        return Finding("ok", "clock", f"within {SKEW} seconds of what answers at PUBLIC_URL")
    mend = "Let the machine keep time by NTP: windows and opening hours are said by this clock."
    return Finding("fail", "clock", f"{apart:.0f} seconds away from what answers at PUBLIC_URL", mend)

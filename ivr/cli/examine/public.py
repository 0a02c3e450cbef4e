"""PUBLIC_URL: does Twilio reach this line there, and do the clocks agree?"""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2

from ivr.cli.examine import Finding

LOCAL = ("localhost", "127.0.0.1", "::1")
SKEW = 30  # seconds


def look_at_public_url(url: str, client: httpx2.Client, now: datetime) -> Iterator[Finding]:
    """Is it https, does it answer, and does what answers there have the time of this machine?"""
    yield _scheme(url)
    try:
        answer = client.get(f"{url}/healthz")
    except httpx2.HTTPError as error:
        mend = "Start `wismo serve`, and lead the address to it: a proxy, a tunnel, a DNS entry."
        yield Finding("fail", "PUBLIC_URL", f"{url}/healthz does not answer ({type(error).__name__})", mend)
        return
    yield _answer(url, answer)
    if date := answer.headers.get("date"):
        yield _clock(parsedate_to_datetime(date), now)


def _scheme(url: str) -> Finding:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return Finding("ok", "PUBLIC_URL", f"{url} is https")
    mend = "Put a proxy that speaks TLS in front, and set PUBLIC_URL to its https address."
    if parts.hostname in LOCAL:
        return Finding("warn", "PUBLIC_URL", f"{url} can be reached from this machine alone", mend)
    return Finding("fail", "PUBLIC_URL", f"{url} is not https: what callers press would travel in the clear", mend)


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

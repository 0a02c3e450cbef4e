"""Requests to the application as Twilio makes them: signed, form-encoded, retried as their URL asks."""

import time
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from ivr.emulator.overrides import HARD_CAP, Overrides, split_overrides
from ivr.emulator.signing import signature
from ivr.emulator.wire import HttpAnswer, HttpRequest, Unreachable, Wire

MOST_REDIRECTS = 10
MOST_KEPT = 10_000
BAD_STATUS = 11200
NOT_CONNECTED = 11202
CUT_OFF = 11205
TOO_MANY_REDIRECTS = 11215
CODES = {"ct": NOT_CONNECTED, "rt": CUT_OFF, "4xx": BAD_STATUS, "5xx": BAD_STATUS}


class WebhookFailed(Exception):
    """No usable answer from `url`; `code` is from Twilio's error dictionary."""

    def __init__(self, code: int, url: str, reason: str) -> None:
        super().__init__(f"{code}: {url}: {reason}")
        self.code = code
        self.url = url


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as it went over the wire; `status` 0 means that no answer came."""

    method: str
    url: str
    params: Mapping[str, str]
    status: int
    seconds: float
    token: str


@dataclass(slots=True)
class Cookies:
    """The cookies of one call, sent back to the host that set them."""

    by_host: dict[str, dict[str, str]] = field(default_factory=dict)

    def keep(self, url: str, headers: tuple[str, ...]) -> None:
        for header in headers:
            parsed = SimpleCookie(header)
            kept = self.by_host.setdefault(urlsplit(url).netloc, {})
            kept.update({name: morsel.value for name, morsel in parsed.items()})

    def header(self, url: str) -> dict[str, str]:
        kept = self.by_host.get(urlsplit(url).netloc, {})
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good answer and the URL that gave it, after redirects."""

    answer: HttpAnswer
    url: str


@dataclass(slots=True)
class Webhooks:
    """Asks the application on behalf of one account and keeps each attempt, newest last."""

    wire: Wire
    auth_token: str
    attempts: deque[Attempt] = field(default_factory=lambda: deque(maxlen=MOST_KEPT))

    def ask(
        self,
        url: str,
        *,
        method: str = "POST",
        standard: Mapping[str, str],
        extra: Mapping[str, str] | None = None,
        cookies: Cookies | None = None,
    ) -> Fetched:
        """The answer of status 200 to 299; raises WebhookFailed.

        `standard` goes with every request, `extra` only with the first: after a redirect Twilio does not
        send a Gather's Digits again.
        """
        cookies = cookies or Cookies()
        params = {**standard, **(extra or {})}
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._tried(url, method, params, cookies)
            bare, _overrides = split_overrides(url)
            cookies.keep(bare, answer.cookies)
            if not 300 <= answer.status < 400:
                return Fetched(answer, bare)
            url = urljoin(bare, answer.headers.get("location", bare))
            method, params = (method if answer.status in {307, 308} else "GET"), dict(standard)
        raise WebhookFailed(TOO_MANY_REDIRECTS, url, "redirected too often")

    def _tried(self, url: str, method: str, params: Mapping[str, str], cookies: Cookies) -> HttpAnswer:
        bare, overrides = split_overrides(url)
        token = str(uuid.uuid4())
        headers = {"I-Twilio-Idempotency-Token": token, **cookies.header(bare)}
        request = self._signed(bare, method, params, headers)
        failure = "ct"
        for remaining in _attempts(overrides):
            started = time.monotonic()
            status, answer, failure = self._once(_limited(request, overrides, remaining))
            took = time.monotonic() - started
            self.attempts.append(Attempt(method, bare, dict(params), status, took, token))
            if answer is not None:
                return answer
            if failure not in overrides.retry_on:
                break
        raise WebhookFailed(CODES[failure], bare, f"answered {status}" if status else "no answer")

    def _once(self, request: HttpRequest) -> tuple[int, HttpAnswer | None, str]:
        """The status (0: no answer), the answer if it can be used, and the kind of failure if not."""
        try:
            answer = self.wire(request)
        except Unreachable as error:
            return 0, None, error.kind
        if answer.status < 400:
            return answer.status, answer, ""
        return answer.status, None, "5xx" if answer.status >= 500 else "4xx"

    def _signed(self, url: str, method: str, params: Mapping[str, str], headers: Mapping[str, str]) -> HttpRequest:
        """A GET is signed over its whole URL, a POST over URL and form."""
        form = {} if method == "GET" else params
        if method == "GET" and params:
            url += ("&" if urlsplit(url).query else "?") + urlencode(params)
        body = urlencode(form).encode()
        common = {
            "X-Twilio-Signature": signature(self.auth_token, url, form),
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Host": urlsplit(url).netloc.rpartition("@")[2],
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "Content-Length": str(len(body)),
        }
        return HttpRequest(method, url, {**common, **headers}, body)


def _limited(request: HttpRequest, overrides: Overrides, remaining: float) -> HttpRequest:
    return replace(request, connect=overrides.connect, read=overrides.read, total=remaining)


def _attempts(overrides: Overrides) -> Iterator[float]:
    """Yields the seconds left for each attempt, until the retries or the time are used up."""
    deadline = time.monotonic() + min(overrides.total, HARD_CAP)
    for _ in range(overrides.retries + 1):
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            return
        yield remaining

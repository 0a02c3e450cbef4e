"""Twilio's client library with deadlines, safe retries, and its errors as RestFailed."""

from collections.abc import Callable, Mapping
from json import JSONDecodeError
from secrets import SystemRandom
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ivr.adapters.twilio.failures import RestFailed

TRIES = 4
SHORTEST_WAIT = 0.5
LONGEST_WAIT = 8.0

TOO_MANY = 429
_WORTH_ANOTHER_TRY = frozenset({408, 425, TOO_MANY})

ERRORS = (TwilioException, RequestException, JSONDecodeError)
"""The errors of the client: a refusal, no answer, an answer that is not JSON."""


class RetryingHttpClient(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Sends requests to `base` if it is set, and retries those that are rate limited.

    A request answered with 429 was not executed, so a retry is safe (Twilio: error 20429). Others are not retried.
    """

    def __init__(self, *, base: str, deadline: float, sleep: Callable[[float], None]) -> None:
        super().__init__(timeout=deadline)
        self._base = urlsplit(base)
        self._sleep = sleep

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Overrides TwilioHttpClient.request."""
        url = self._moved(url)
        for attempt in range(TRIES - 1):
            response = super().request(method, url, *args, **kwargs)
            if response.status_code != TOO_MANY:
                return response
            self._sleep(_wait(attempt, response.headers))
        return super().request(method, url, *args, **kwargs)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Log nothing: addresses and answers contain personal data."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Log nothing, for the same reason."""

    def _moved(self, url: str) -> str:
        if not self._base.netloc:
            return url
        asked = urlsplit(url)
        return urlunsplit(self._base._replace(path=self._base.path.rstrip("/") + asked.path, query=asked.query))


def connect(http: RetryingHttpClient, *, user: str, password: str, account_sid: str) -> Client:
    """Return the client. Its environment is replaced, since it would read TWILIO_EDGE and TWILIO_REGION from it."""
    return Client(user, password, account_sid=account_sid, http_client=http, environment={"none": ""})


def failure(error: Exception) -> RestFailed:
    """Convert an error, without Twilio's message, which repeats numbers and text of the request."""
    status, code = _status(error), int(getattr(error, "code", None) or 0)
    if not status:
        return RestFailed(f"no answer: {type(error).__name__}", permanent=False, unsure=not _never_sent(error))
    permanent = status < 500 and status not in _WORTH_ANOTHER_TRY
    return RestFailed(
        f"HTTP {status}, error {code}", status=status, code=code, permanent=permanent, unsure=status >= 500
    )


def _status(error: Exception) -> int:
    """The HTTP status, 0 without one. The error of a list has the response in place of a status."""
    response = error.args[1] if isinstance(error, TwilioException) and len(error.args) > 1 else None
    return int(getattr(error, "status", None) or getattr(response, "status_code", None) or 0)


def _never_sent(error: Exception) -> bool:
    """Whether no connection was made, so that the request was not executed."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _wait(attempt: int, headers: Mapping[str, str]) -> float:
    """Seconds before the next attempt: Retry-After, else exponential backoff, with jitter."""
    asked = headers.get("Retry-After", "")
    seconds = float(asked) if asked.isdecimal() else SHORTEST_WAIT * 2**attempt
    return min(LONGEST_WAIT, seconds) * SystemRandom().uniform(0.75, 1.0)

"""JSON over HTTP, for the APIs of shops and tracking services: one deadline, bounded answers, errors in plain words."""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit

import httpx2
import orjson

from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.source import SourceRefused, SourceSilent

MOST_BYTES = 20_000_000
"""Bytes of an answer, unpacked."""
LONGEST_LINE = 5_000_000
"""Bytes of one line of a download."""
LONGEST_WAIT = 3600.0
"""Seconds that a platform may ask to wait."""
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})

_REFUSALS: Mapping[int, str] = {
    400: "does not accept the request",
    401: "does not accept the key: it is wrong, or was revoked",
    402: "does not serve this account until it is paid",
    403: "has not granted this key a right that is needed",
    404: "has nothing at this address",
    405: "does not take such requests at this address",
    410: "no longer has anything at this address",
    422: "does not accept the values of the request",
    423: "has locked this account",
}


class HttpRefused(SourceRefused):
    """A refusal by HTTP status. `body` is the JSON of the answer, None without one: some platforms have codes there."""

    def __init__(self, message: str, status: int, body: JsonValue = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """The JSON of an answer, None for an empty one, and its headers, names in lower case."""

    value: JsonValue
    headers: Mapping[str, str]


class JsonClient:
    """Requests to one API. Every method raises SourceRefused (HttpRefused, with the status) and SourceSilent.

    `name` is the platform's, for messages. Each request takes at most `deadline` seconds from connecting to the parsed
    answer, or the `patience` given with it if that is shorter; longer only if the head of the answer comes in drops.
    Redirects are followed to the same host alone, so that `headers`, which hold the key, go nowhere else.
    """

    def __init__(self, name: str, base: str, headers: Mapping[str, str], *, deadline: float = 10.0) -> None:
        self.name = name
        self._base = base.rstrip("/")
        self._headers = headers
        self._deadline = deadline
        self._http = httpx2.Client(headers={"User-Agent": "Wismo"}, verify=_trusted())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(
        self, path: str, params: Mapping[str, str | int] | None = None, *, patience: float | None = None
    ) -> JsonValue:
        """The JSON at a path."""
        return self.ask("GET", path, params=params, patience=patience).value

    def post(self, path: str, body: JsonValue = None, *, patience: float | None = None) -> JsonValue:
        """The answer to a body that is sent as JSON."""
        return self.ask("POST", path, body=body, patience=patience).value

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: JsonValue = None,
        form: Mapping[str, str] | None = None,
        patience: float | None = None,
    ) -> JsonAnswer:
        """The answer to a request by any method, with its headers. A body is JSON or, for some tokens, a form."""
        until = time.monotonic() + min(self._deadline, self._deadline if patience is None else patience)
        content = urlencode(form).encode() if form else None if body is None else orjson.dumps(body)
        headers = {"Accept": "application/json", **self._headers}
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        with self._errors_named():
            request = self._http.build_request(
                method, self._base + path, params=params, content=content, headers=headers
            )
            for _ in range(_MOST_REDIRECTS):
                response, answer = self._send(request, until)
                if response.status_code not in _REDIRECTS:
                    return self._read(response, answer)
                request = self._redirected(request, response)
        raise SourceRefused(f"{self.name} sends requests in a circle")

    def lines(self, address: str, after: int = 0) -> Iterator[bytes]:
        """The lines of a download behind its first `after` bytes, such as JSONL, without their ends; none at its end.

        This client's headers are not sent, since the address is not the API's. The deadline is for each read, since a
        download may be long. A last line without an end is given as it is: it may have been cut off.
        """
        headers = {"Accept-Encoding": "identity", "Range": f"bytes={after}-"} if after else {}
        with (
            self._errors_named(),
            self._http.stream("GET", address, headers=headers, timeout=self._deadline) as response,
        ):
            if after and response.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE:
                return
            if response.status_code not in (httpx2.codes.OK, httpx2.codes.PARTIAL_CONTENT):
                raise self._failure(response, None)
            skipped = after if response.status_code == httpx2.codes.PARTIAL_CONTENT else 0
            rest = b""
            for chunk in response.iter_bytes():
                skip = min(len(chunk), after - skipped)
                skipped += skip
                *whole, rest = (rest + chunk[skip:]).split(b"\n")
                yield from whole
                if len(rest) > LONGEST_LINE:
                    raise SourceRefused(f"{self.name} sends a line of more than {LONGEST_LINE:,} bytes")
            if rest:
                yield rest

    def _send(self, request: httpx2.Request, until: float) -> tuple[httpx2.Response, bytes]:
        request.extensions["timeout"] = httpx2.Timeout(self._seconds_left(until)).as_dict()
        response = self._http.send(request, stream=True)
        try:
            return response, self._body(response, until)
        finally:
            response.close()

    def _body(self, response: httpx2.Response, until: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MOST_BYTES:
                raise SourceRefused(f"{self.name} sends an answer of more than {MOST_BYTES:,} bytes")
            self._seconds_left(until)
        return bytes(body)

    def _seconds_left(self, until: float) -> float:
        left = until - time.monotonic()
        if left <= 0:
            raise SourceSilent(f"{self.name} does not answer in time")
        return left

    def _read(self, response: httpx2.Response, body: bytes) -> JsonAnswer:
        value, is_json = _decoded(body)
        if not response.is_success:
            raise self._failure(response, value)
        if not is_json:
            is_page = body.lstrip()[:1] == b"<"
            raise SourceSilent(f"{self.name} answers with {'a web page' if is_page else 'half an answer'} for JSON")
        return JsonAnswer(value, dict(response.headers))

    def _failure(self, response: httpx2.Response, value: JsonValue) -> SourceRefused | SourceSilent:
        status = response.status_code
        if status >= 500 or status in _WORTH_ANOTHER_TRY:
            wait = _asked_wait(response.headers.get("retry-after", ""))
            return SourceSilent(f"{self.name} does not serve requests now (HTTP {status})", wait)
        words = _REFUSALS.get(status, "refuses the request")
        return HttpRefused(f"{self.name} {words} (HTTP {status})", status, value)

    def _redirected(self, request: httpx2.Request, response: httpx2.Response) -> httpx2.Request:
        """The request at the address it is sent on to. Raises SourceRefused if that is not on the same host."""
        asked = str(request.url)
        to = urljoin(asked, response.headers.get("location", ""))
        here, there = urlsplit(asked), urlsplit(to)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc) or request.method != "GET":
            place = f"{there.scheme}://{there.hostname or ''}"
            raise SourceRefused(f"{self.name} sends requests on to {place}: give that address, if it is the right one")
        return self._http.build_request("GET", to, headers=request.headers)

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TimeoutException:
            raise SourceSilent(f"{self.name} does not answer in time") from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise SourceRefused(f"the address of {self.name} is no web address") from None
        except (httpx2.LocalProtocolError, UnicodeError):
            raise SourceRefused(f"the key of {self.name} has signs that no key has: was it copied whole?") from None
        except httpx2.HTTPError as error:
            raise SourceSilent(f"{self.name} cannot be reached: {_cause(error)}") from None


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted. Reading them takes 50 ms, many times what a client takes."""
    return httpx2.create_ssl_context()


def _decoded(body: bytes) -> tuple[JsonValue, bool]:
    """The JSON of a body, and whether it is any. An empty body is None."""
    if not body.strip():
        return None, True
    try:
        return orjson.loads(body), True
    except ValueError:
        return None, False


def _cause(error: httpx2.HTTPError) -> str:
    """The cause of a failed exchange. Its own text may repeat the address."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "its certificate is not valid"
    if isinstance(error, httpx2.ConnectError):
        return "nobody answers at its address"
    return "it ended the connection" if isinstance(error, httpx2.RemoteProtocolError) else type(error).__name__


def _asked_wait(text: str) -> float:
    """Seconds of a Retry-After header, given as such or as a date; 0 if it says nothing."""
    if text.isascii() and text.isdecimal():
        return min(LONGEST_WAIT, float(text[:6]))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(LONGEST_WAIT, max(0.0, (at - datetime.now(UTC)).total_seconds()))

"""Questions to Shopify's GraphQL Admin API: access token, limit of points, errors in plain words."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ivr.adapters.http_client import HttpRefused, JsonClient
from ivr.adapters.shopify.throttle import Throttle
from ivr.orders.sources.field_parsers import plain
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.shopify.addresses import shop_address
from ivr.orders.sources.shopify.documents import API_VERSION
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.source import Source, SourceRefused, SourceSilent

DEADLINE = 20.0
"""Seconds for one question."""
_GRAPHQL = f"/admin/api/{API_VERSION}/graphql.json"
_TOKEN = "/admin/oauth/access_token"  # noqa: S105 - a path
_RENEWED_BEFORE = 300.0
"""Seconds before its end at which a token is replaced."""
_MOST_TRIES = 5
_DENIED = "ACCESS_DENIED"
_PASSING = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE"})
_SCOPE = re.compile(r"\b(?:read|write)_[a-z_]{3,60}\b")
_REFUSALS: Mapping[int, str] = {
    401: "Shopify does not accept the access to this shop: it was revoked, or the app was uninstalled (HTTP 401)",
    402: "Shopify serves this shop again once its bill is paid (HTTP 402)",
    403: "Shopify has not granted the app what is needed, or the shop is closed (HTTP 403)",
    404: "Shopify has no shop at this address: give its domain that ends in myshopify.com (HTTP 404)",
    423: "Shopify has locked this shop (HTTP 423)",
}
_WRONG_APP = "Shopify does not accept the client ID and secret of the app: is it installed in this shop? (HTTP {})"
_TOKEN_REFUSALS = {**_REFUSALS, **{status: _WRONG_APP.format(status) for status in (400, 401, 403)}}


@dataclass(frozen=True, slots=True)
class Answer:
    """The data of an answer, and the scopes or fields that were denied within it."""

    data: Node
    denied: tuple[str, ...] = ()


@dataclass(slots=True)
class ShopifyClient:
    """Asks for one shop. Every method raises SourceRefused and SourceSilent.

    The source's secret `token` is an Admin API access token; without it one is fetched for the option `client_id` and
    the secret `client_secret`, and renewed.
    """

    source: Source
    deadline: float = DEADLINE
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _throttle: Throttle = field(init=False)
    _http: JsonClient | None = None
    _token_ends: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._throttle = Throttle(self.clock)

    def ask(
        self, document: str, variables: Mapping[str, JsonValue] | None = None, *, patience: float | None = None
    ) -> Answer:
        """The answer to a document, within `patience` seconds if they are given: then it never waits for points."""
        until = None if patience is None else self.clock() + patience
        for _ in range(_MOST_TRIES):
            self._wait(document, hurried=until is not None)
            answer = self._posted({"query": document, "variables": dict(variables or {})}, until)
            self._throttle.learn(document, answer)
            if "THROTTLED" not in _codes(answer):
                return _checked(answer)
        raise SourceSilent(
            "Shopify asks to wait: too much is asked of this shop", self._throttle.wait(document, hurried=False)
        )

    def lines(self, address: str, after: int) -> Iterator[bytes]:
        """The lines of a file that an answer names, behind its first `after` bytes."""
        with JsonClient("Shopify", address, {}, deadline=self.deadline) as http:
            try:
                yield from http.lines(address, after)
            except HttpRefused as error:
                raise SourceSilent(
                    f"Shopify does not give the file of its bulk operation (HTTP {error.status})"
                ) from None

    def close(self) -> None:
        """Close the connections."""
        http, self._http = self._http, None
        if http:
            http.close()

    def _wait(self, document: str, *, hurried: bool) -> None:
        seconds = self._throttle.wait(document, hurried=hurried)
        if seconds and hurried:
            raise SourceSilent("Shopify asks to wait", seconds)
        if seconds:
            self.pause(seconds)

    def _posted(self, body: JsonValue, until: float | None) -> Node:
        """The object of an answer. A token that is no longer accepted is fetched once more."""
        http, is_new = self._connected(until)
        try:
            found = self._sent(http, body, until)
        except HttpRefused as error:
            if error.status != 401 or is_new:
                raise
            self._forget(http)
            found = self._sent(self._connected(until)[0], body, until)
        if not isinstance(found, dict):
            raise SourceSilent("Shopify answers with something else than an object")
        return Node(found)

    def _sent(self, http: JsonClient, body: JsonValue, until: float | None) -> JsonValue:
        with _explained(_REFUSALS):
            return http.post(_GRAPHQL, body, patience=self._left(until))

    def _connected(self, until: float | None) -> tuple[JsonClient, bool]:
        """The client with a token that is valid, and whether it was fetched now. Several threads may ask at once."""
        with self._lock:
            if self._http and self.clock() < self._token_ends:
                return self._http, False
            token, seconds = self._granted(until)
            self._http = self._client({"X-Shopify-Access-Token": token})
            self._token_ends = self.clock() + seconds
            return self._http, True

    def _forget(self, http: JsonClient) -> None:
        """Drop a client, which another thread may still be using."""
        with self._lock:
            if self._http is http:
                self._http = None

    def _granted(self, until: float | None) -> tuple[str, float]:
        """An access token, and the seconds for which it is used."""
        if token := self.source.secrets.get("token"):
            return token, float("inf")
        app = (self.source.options.get("client_id", ""), self.source.secrets.get("client_secret", ""))
        if not all(app):
            raise SourceRefused("the source has neither an access token nor the client ID and secret of an app")
        asked: JsonValue = {"grant_type": "client_credentials", "client_id": app[0], "client_secret": app[1]}
        with self._client({}) as http, _explained(_TOKEN_REFUSALS):
            answer = http.post(_TOKEN, asked, patience=self._left(until))
        found = Node(answer) if isinstance(answer, dict) else Node()
        if not (token := found.text("access_token")):
            raise SourceSilent("Shopify gives no access token")
        return token, max(0.0, (found.whole("expires_in") or 0) - _RENEWED_BEFORE)

    def _left(self, until: float | None) -> float | None:
        return None if until is None else until - self.clock()

    def _client(self, headers: Mapping[str, str]) -> JsonClient:
        return JsonClient("Shopify", shop_address(self.source.address), headers, deadline=self.deadline)


@contextmanager
def _explained(refusals: Mapping[int, str]) -> Iterator[None]:
    try:
        yield
    except HttpRefused as error:
        raise HttpRefused(refusals.get(error.status, str(error)), error.status, error.body) from None


def _codes(answer: Node) -> set[str]:
    return {error.node("extensions").text("code") for error in answer.nodes("errors")}


def _checked(answer: Node) -> Answer:
    """The data of an answer. Fields that were denied are null in it. Raises for errors that leave nothing."""
    data, errors, codes = answer.node("data"), answer.nodes("errors"), _codes(answer)
    if not errors and data:
        return Answer(data)
    denied = tuple(dict.fromkeys(name for error in errors for name in _denied(error)))
    if codes == {_DENIED} and any(value is not None for value in data.members.values()):
        return Answer(data, denied)
    if codes == {_DENIED}:
        raise SourceRefused(f"Shopify has not granted the app {', '.join(denied) or 'what is needed'}")
    if not codes or codes & _PASSING:
        raise SourceSilent("Shopify cannot answer now")
    raise SourceRefused(f"Shopify does not accept the question ({plain(', '.join(sorted(codes)), 60)})")


def _denied(error: Node) -> list[str]:
    """The scopes that an error names, else the field that was denied."""
    if error.node("extensions").text("code") != _DENIED:
        return []
    scopes = _SCOPE.findall(f"{error.text('message')} {error.node('extensions').text('requiredAccess')}")
    return scopes or [plain(each, 40) for each in error.texts("path")[-1:]]

"""A carrier's own tracking API: a token, a question for one parcel, its answer as news."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ivr.adapters.http_client import HttpRefused, JsonClient
from ivr.adapters.tracking import news_in
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_name
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Access, Source, SourceSilent
from ivr.orders.sources.tracking_webhooks import ReadTracker

Headers: TypeAlias = Mapping[str, str]
Connect: TypeAlias = Callable[[Headers], JsonClient]
"""Makes a client of the carrier's API that sends these headers."""

_NOBODYS = "1Z9999999999999999"
_OF_ONE_PARCEL = frozenset({400, 404})
"""The answers to numbers that the carrier does not know, or that cannot be its own."""
_EARLY = 60.0
"""Seconds before a token's end at which another one is asked for."""


@dataclass(frozen=True, slots=True)
class Key:
    """The headers that prove who asks, for so many seconds."""

    headers: Headers
    seconds: float


@dataclass(frozen=True, slots=True)
class CarrierApi:
    """One carrier's API. `name` begins the names of its services, such as FedEx Ground."""

    name: str
    address: str
    key: Callable[[Source, Connect], Key]
    ask: Callable[[JsonClient, str], JsonValue]
    read: ReadTracker


class CarrierTracker:
    """A carrier, as `Tracker`. An address of the source replaces the carrier's own, for its test environment.

    It is asked for its own parcels alone: another carrier's number may be one of its numbers too.
    """

    def __init__(self, api: CarrierApi, source: Source) -> None:
        self._api = api
        self._source = source
        self._headers: Headers = {}
        self._until = 0.0

    def test(self) -> Access:
        """Ask for a key, and with it for a parcel that nobody has: a key may be without the right to track."""
        self._answer(_NOBODYS)
        return Access(self._api.name)

    def track(self, tracking_number: str, carrier: str) -> ParcelNews | None:
        """The news of a parcel; None if it is another carrier's, or this one does not know it."""
        if not carrier_name(carrier).lower().startswith(self._api.name.lower()):
            return None
        answer = self._answer(tracking_number)
        return news_in(answer, self._api.read, self._source) if answer else None

    def _answer(self, number: str) -> Payload:
        """The answer to the question for a parcel; empty if the carrier does not know it."""
        with self._connect(self._key()) as client:
            try:
                return Payload.of(self._api.ask(client, number))
            except HttpRefused as refused:
                if refused.status not in _OF_ONE_PARCEL:
                    raise
        return Payload()

    def _key(self) -> Headers:
        if time.monotonic() >= self._until:
            key = self._api.key(self._source, self._connect)
            self._headers, self._until = key.headers, time.monotonic() + key.seconds - _EARLY
        return self._headers

    def _connect(self, headers: Headers) -> JsonClient:
        return JsonClient(self._api.name, self._source.address or self._api.address, headers)


def secret(source: Source, name: str) -> str:
    """A secret of a source, without blanks around it."""
    return source.secrets.get(name, "").strip()


def bearer(answer: JsonValue) -> Key:
    """The key of an OAuth token. Raises SourceSilent if the answer has none."""
    token = Payload.of(answer)
    if not (text := token.text("access_token")):
        raise SourceSilent("the answer has no token")
    seconds = token.text("expires_in")
    return Key({"Authorization": f"Bearer {text}"}, float(seconds[:9]) if seconds.isdecimal() else _EARLY)

"""The Redis stream of news, between the web workers that receive it and the job that applies it."""

import base64
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256
from importlib.resources import files
from typing import Any, Literal, cast

import orjson
import redis
from redis.exceptions import NoScriptError

from ivr.adapters.redis.fastpath import RedisFastpath
from ivr.orders.news import OrderNews
from ivr.orders.order_document import dump, load
from ivr.orders.phone_numbers import hashed
from ivr.orders.sources.source import Webhook

NEWS = "wismo:news"
"""Stream; an entry is a webhook, or an order as its shop answered while its customer rang."""
SIZE = "wismo:news:size"
"""String: the bytes of all entries."""
REFUSED = "wismo:news:refused"
"""Stream of what could not be applied, by source and cause and without its content, for operators."""
REFUSED_KEPT = 1_000
MOST_BYTES = 256 * 2**20
"""More is refused, so that platforms repeat it: Redis has to hold calls too. Some 100,000 orders."""
DELIVERY_KEPT = 3 * 24 * 3600
"""Seconds. Platforms repeat a webhook for two days at most."""
_OVERHEAD = 200
"""Bytes that Redis needs for an entry beside its values, roughly."""
_KEPT_HEADERS = ("content-type", "x-")
_PASSED_OVER = ("forwarded", "real-ip", "hmac", "signature", "token")

Put = Literal["taken", "repeated", "full"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the stream: a webhook of a source, or an order of it; with the time when it came in."""

    name: str
    """Its id in the stream."""
    source: str
    at: datetime
    size: int
    said: Webhook | OrderNews


@dataclass(frozen=True, slots=True)
class Unfit:
    """An entry that cannot be applied, and why. The cause has no value of the entry."""

    name: str
    source: str
    size: int
    cause: str


class NewsStream:
    """Puts news on the stream in one round trip, two if the server does not have the script. Raises redis-py's errors.

    `key` makes the hashes by which deliveries are recognised when they are repeated.
    """

    def __init__(self, client: redis.Redis, key: bytes, *, most: int = MOST_BYTES) -> None:
        self._redis = client
        self._direct = RedisFastpath(client)
        self._key = key
        self._most = most

    def put_webhook(self, source: str, delivery: str, webhook: Webhook, now: datetime) -> Put:
        """Put a webhook on the stream, unless a delivery of that name is there or was there in the last days."""
        body = base64.b64encode(zlib.compress(webhook.body, 1)).decode()
        headers = orjson.dumps(_kept(webhook.headers)).decode()
        named = delivery or sha256(webhook.body).hexdigest()
        return self._put(source, named, {"headers": headers, "body": body}, now)

    def put_order(self, news: OrderNews, now: datetime) -> Put:
        """Put an order on the stream, unless the same version of it was put there."""
        at = news.at.isoformat()
        return self._put(
            news.source, f"order {news.order.source_id} {at}", {"order": dump(news.order), "order_at": at}, now
        )

    def read(self, count: int) -> tuple[list[Entry], list[Unfit]]:
        """The oldest entries, and those among them that are none."""
        raw = cast("list[tuple[str, dict[str, str]]]", self._redis.xrange(NEWS, count=count))
        read = [_entry(name, fields) for name, fields in raw]
        return [each for each in read if isinstance(each, Entry)], [each for each in read if isinstance(each, Unfit)]

    def take_out(self, entries: Iterable[Entry | Unfit]) -> None:
        """Delete entries; those that are unfit are noted with their cause."""
        arguments: list[str | int] = []
        with self._redis.pipeline() as together:
            for each in entries:
                arguments += [each.name, each.size]
                if isinstance(each, Unfit):
                    noted: Any = {"source": each.source, "cause": each.cause}
                    together.xadd(REFUSED, noted, maxlen=REFUSED_KEPT)
            if arguments:
                together.eval(_TAKE_OUT, 2, NEWS, SIZE, *arguments)
            together.execute()

    def _put(self, source: str, delivery: str, said: Mapping[str, str], now: datetime) -> Put:
        mark = f"wismo:news:seen:{hashed(f'{source} {delivery}', self._key)}"
        size = _OVERHEAD + sum(map(len, said.values()))
        fields = {"source": source, "at": now.isoformat(), "size": str(size), **said}
        words = [word for pair in fields.items() for word in pair]
        outcome: Put = self._script(_PUT, 3, mark, NEWS, SIZE, self._most, DELIVERY_KEPT, size, *words)
        return outcome

    def _script(self, text: str, *arguments: str | int) -> Any:
        """Run a script by its hash; send it in full to a server that does not have it."""
        try:
            return self._direct.ask("EVALSHA", _SHA[text], *arguments)
        except NoScriptError:
            return self._direct.ask("EVAL", text, *arguments)


def _script_text(name: str) -> str:
    return files(__package__).joinpath(f"{name}.lua").read_text()


_PUT, _TAKE_OUT = _script_text("put"), _script_text("take_out")
_SHA = {_PUT: sha1(_PUT.encode(), usedforsecurity=False).hexdigest()}


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers by which a webhook is read, without signatures and without those of proxies."""
    return {
        name: value
        for name, value in headers.items()
        if name.startswith(_KEPT_HEADERS) and not any(each in name for each in _PASSED_OVER)
    }


def _entry(name: str, fields: Mapping[str, str]) -> Entry | Unfit:
    source, size = fields.get("source", ""), fields.get("size", "")
    measured = int(size) if size.isdecimal() else 0
    try:
        return Entry(name, source, datetime.fromisoformat(fields["at"]), measured, _said(source, fields))
    except (ValueError, TypeError, LookupError, AttributeError, zlib.error) as error:
        return Unfit(name, source, measured, type(error).__name__)


def _said(source: str, fields: Mapping[str, str]) -> Webhook | OrderNews:
    if "order" in fields:
        return OrderNews(source, load(fields["order"]), datetime.fromisoformat(fields["order_at"]))
    return Webhook(orjson.loads(fields["headers"]), zlib.decompress(base64.b64decode(fields["body"])))

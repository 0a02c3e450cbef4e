"""Webhooks of sources: what is taken, what is refused, and what it costs, on a real Redis."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from flask import Flask

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.fastpath import Wire
from ivr.adapters.redis.news.stream import NewsStream
from ivr.adapters.resilience.breaker import Breaker
from ivr.orders.sources.source import Webhook
from ivr.web.gateway import LARGEST_WEBHOOK_BODY
from ivr.web.webhooks import Receiver, WebhookIntake, source_webhooks
from tests.sources import NORTHWIND, SignedRules, signed

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BODY = '{"id": 1, "city": "Zürich"}'.encode()
RECEIVERS = {
    "northwind": Receiver(NORTHWIND, SignedRules()),
    "resting": Receiver(replace(NORTHWIND, name="resting", paused=True), SignedRules()),
}


@dataclass
class Door:
    """The route, with the stream behind it."""

    redis: redis.Redis
    receivers: Mapping[str, Receiver] | None = field(default_factory=lambda: RECEIVERS)
    most: int = 100_000_000
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.stream = NewsStream(self.redis, b"key", most=self.most)
        breaker = Breaker(failures=2, pause=60)
        app = Flask("test")
        app.config["MAX_CONTENT_LENGTH"] = 1_000_000
        intake = WebhookIntake(lambda: self.receivers, self.stream, breaker, lambda: NOW, self._count)
        app.register_blueprint(source_webhooks(intake))
        self.client = app.test_client()

    def _count(self, source: str, outcome: str) -> None:
        self.counted[source, outcome] += 1

    def gets(self, body: bytes = BODY, name: str = "northwind", **more: str) -> int:
        return self.client.post(f"/webhooks/{name}", data=body, headers=signed(body, **more)).status_code

    def held(self) -> list[tuple[str, bytes]]:
        return [(each.source, each.said.body) for each in self.stream.read(100)[0] if isinstance(each.said, Webhook)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def store(server: EmbeddedRedis) -> Iterator[redis.Redis]:
    with connect(server.url, 2.0) as client:
        client.flushdb()
        yield client


@pytest.fixture
def door(store: redis.Redis) -> Door:
    return Door(store)


def test_a_webhook_is_kept_as_it_came_without_its_proof(door: Door):
    assert door.gets() == 200
    [entry] = door.stream.read(10)[0]
    assert entry.said == Webhook(
        {"content-type": "application/json", "x-delivery": "", "x-topic": "order"},
        BODY,
    )
    assert (entry.source, entry.at) == ("northwind", NOW)


def test_any_bytes_come_back_as_they_were(door: Door):
    body = bytes(range(256)) * 3
    assert door.gets(body) == 200
    assert door.held() == [("northwind", body)]


@pytest.mark.parametrize("body", [BODY, BODY[:-1], b"", b'{"id": 2}'])
def test_what_another_secret_signed_is_refused(door: Door, body: bytes):
    assert door.gets(body, secret="another") == 401
    assert door.held() == []
    assert door.counted == {("northwind", "forged"): 1}


@pytest.mark.parametrize("proof", [None, "", "no base64", "\u00e9", "0" * 9000])
def test_a_proof_that_is_none_is_refused(door: Door, proof: str | None):
    headers = {"X-Proof-Hmac": proof.encode().decode("latin-1")} if proof is not None else {}
    assert door.client.post("/webhooks/northwind", data=BODY, headers=headers).status_code == 401


def test_a_body_that_was_cut_off_does_not_fit_its_signature(door: Door):
    assert door.client.post("/webhooks/northwind", data=BODY[:-5], headers=signed(BODY)).status_code == 401


def test_a_delivery_that_is_repeated_is_taken_once(door: Door):
    assert [door.gets(delivery="d-1"), door.gets(delivery="d-1"), door.gets(delivery="d-2")] == [200] * 3
    assert len(door.held()) == 2
    assert door.counted == {("northwind", "taken"): 2, ("northwind", "repeated"): 1}


def test_a_delivery_without_a_name_is_known_by_its_body(door: Door):
    assert [door.gets(), door.gets(), door.gets(b"{}")] == [200] * 3
    assert len(door.held()) == 2


def test_two_sources_may_name_their_deliveries_alike(door: Door):
    door.receivers = {**RECEIVERS, "southwind": Receiver(replace(NORTHWIND, name="southwind"), SignedRules())}
    assert [door.gets(delivery="1"), door.gets(delivery="1", name="southwind")] == [200] * 2
    assert [source for source, _ in door.held()] == ["northwind", "southwind"]


def test_an_unknown_source_is_not_found_and_not_named_in_metrics(door: Door):
    assert door.gets(name="nobody-1") == 404
    assert door.counted == {("", "unknown"): 1}


def test_a_paused_source_is_answered_and_not_heard(door: Door):
    assert door.gets(name="resting") == 200
    assert door.held() == []


def test_before_the_sources_are_read_the_platform_is_asked_to_come_again(door: Door):
    door.receivers = None
    assert door.gets() == 503


def test_a_full_stream_refuses_until_there_is_room(store: redis.Redis):
    door = Door(store, most=800)
    assert [door.gets(delivery=name) for name in "abc"] == [200, 200, 503]
    door.stream.take_out(door.stream.read(1)[0])
    assert [door.gets(delivery="c"), door.gets(delivery="d")] == [200, 503]
    door.stream.take_out([*door.stream.read(9)[0], *door.stream.read(9)[0]])
    assert store.get("wismo:news:size") == "0"


def test_without_redis_the_platform_is_asked_to_come_again(tmp_path: Path):
    with EmbeddedRedis(tmp_path) as server, connect(server.url, 2.0) as client:
        door = Door(client)
        assert door.gets(delivery="a") == 200
        server.stop()
        assert [door.gets(delivery="b") for _ in range(3)] == [503] * 3
    assert door.counted["northwind", "away"] == 3


def test_a_large_order_is_taken_and_a_larger_one_is_not(door: Door):
    assert door.gets(b"[" + b"1," * 2_400_000 + b"1]") == 200
    assert door.gets(b" " * (LARGEST_WEBHOOK_BODY + 1)) == 413


def test_a_webhook_costs_one_round_trip_and_the_first_one_two(door: Door, monkeypatch: pytest.MonkeyPatch):
    trips = Counter[str]()
    send = Wire.send

    def counted(wire: Wire, packed: bytes) -> None:
        trips["now"] += 1
        send(wire, packed)

    monkeypatch.setattr(Wire, "send", counted)
    door.redis.script_flush()
    costs = []
    for name in "abc":
        trips.clear()
        door.gets(delivery=name)
        costs.append(trips["now"])
    assert costs == [2, 1, 1]


def test_what_is_no_webhook_is_named_and_taken_off(door: Door):
    door.redis.xadd("wismo:news", {"source": "northwind", "body": "?"})
    assert door.gets() == 200
    read, unfit = door.stream.read(10)
    assert ([each.cause for each in unfit], len(read)) == (["KeyError"], 1)
    door.stream.take_out([*read, *unfit])
    assert [fields for _, fields in door.redis.xrange("wismo:news:refused")] == [
        {"source": "northwind", "cause": "KeyError"}
    ]
    assert door.redis.xlen("wismo:news") == 0

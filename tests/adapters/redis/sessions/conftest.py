from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.sessions import RedisSessions
from ivr.adapters.resilience.breaker import Breaker
from ivr.calls.events import TurnTaken
from ivr.engine.call import Call
from ivr.flows.context import Context

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture
def own_server(tmp_path):
    """A server that a test may freeze, kill and bring back."""
    with EmbeddedRedis(tmp_path) as server:
        yield server


@pytest.fixture
def opened():
    """Opens a session store on a server, with what it counts."""

    def open_sessions(server, deadline=2.0):
        counted = Counter()
        redis = connect(server.url, deadline)
        count = lambda what: counted.update([what])  # noqa: E731
        sessions = RedisSessions(redis, clock=lambda: NOW, breaker=Breaker(), count=count)
        return SimpleNamespace(sessions=sessions, redis=redis, counted=counted)

    return open_sessions


@pytest.fixture
def sessions(opened, redis_server, store):
    return opened(redis_server).sessions


@pytest.fixture
def call():
    """A call after its first turn."""
    return Call(
        sid="CA1",
        ani="+14155550100",
        dnis="+18005550199",
        language="es-MX",
        at="main_line.menu",
        turn=1,
        context=Context(),
    )


@pytest.fixture
def event():
    """The event of a turn; `to` is where its hop leads."""

    def make(sid="CA1", turn=0, to="main_line.menu"):
        return TurnTaken(sid=sid, turn=turn, at=NOW, language="es-MX", hops=(("main_line.start", "one", to),))

    return make

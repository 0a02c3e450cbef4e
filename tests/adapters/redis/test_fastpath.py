from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.fastpath import RedisFastpath


@pytest.fixture
def direct(store):
    return RedisFastpath(store)


def test_a_command_is_answered(direct, store):
    store.set("greeting", "hello")
    assert direct.ask("GET", "greeting") == "hello"


def test_an_error_that_redis_replies_leaves_the_connection_in_use(direct, store):
    client = direct.ask("CLIENT", "ID")
    with pytest.raises(redis.ResponseError):
        direct.ask("GET")
    assert direct.ask("CLIENT", "ID") == client


def test_an_error_among_several_replies_leaves_none_behind(direct):
    with pytest.raises(redis.ResponseError):
        direct.ask_all(("GET",), ("ECHO", "another's"))
    assert direct.ask("ECHO", "mine") == "mine"


def test_a_reply_longer_than_one_reading_is_read_whole(direct, store):
    long = "".join(map(str, range(100_000)))
    store.set("long", long)
    assert direct.ask_all(("GET", "long"), ("ECHO", "next")) == [long, "next"]
    assert direct.ask("ECHO", "after it") == "after it"


def test_nothing_is_a_reply_too(direct):
    assert direct.ask_all(("GET", "nobody"), ("ECHO", "é")) == [None, "é"]


def test_a_script_that_redis_does_not_know_is_told_apart(direct):
    with pytest.raises(redis.exceptions.NoScriptError):
        direct.ask("EVALSHA", "0" * 40, 0)


def test_threads_share_no_connection(direct, store):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: direct.ask("ECHO", f"{number}"), range(500)))
    assert answers == [f"{number}" for number in range(500)]


def test_a_connection_that_the_server_closed_is_made_anew(direct, store):
    client = direct.ask("CLIENT", "ID")
    store.client_kill_filter(_id=client)
    assert direct.ask("CLIENT", "ID") != client


def test_a_reply_that_came_too_late_is_nobody_elses(store, redis_server):
    impatient = RedisFastpath(connect(redis_server.url, 0.05))
    with pytest.raises(redis.TimeoutError):
        impatient.ask("BLPOP", "nothing-comes", 0.2)
    assert impatient.ask("ECHO", "mine") == "mine"


def test_a_server_that_comes_back_is_asked_again(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        direct = RedisFastpath(connect(server.url, 1.0))
        assert direct.ask("PING") == "PONG"
        server.stop()
        with pytest.raises(redis.ConnectionError):
            direct.ask("PING")
        server.start()
        assert direct.ask("PING") == "PONG"

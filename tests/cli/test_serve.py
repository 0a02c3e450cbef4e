import os
import signal
import threading
import time
import urllib.error

import pytest
import redis

from ivr.adapters.redis.connections import connect
from tests.processes import alive

from .serving import Serving


def eventually(happens) -> bool:
    for _ in range(600):
        if happens():
            return True
        time.sleep(0.05)
    return False


def answers(client) -> bool:
    try:
        return client.ping()
    except redis.RedisError:
        return False


def test_a_killed_web_server_keeps_nobody_out(serving):
    first = serving.get("/pid")
    os.kill(serving.child("gunicorn"), signal.SIGKILL)
    answered = [serving.get("/pid") for _ in range(20)]
    assert all(answered)
    assert eventually(lambda: serving.get("/pid") != first)


def test_a_killed_redis_is_back_at_the_same_address_with_its_data(serving):
    client = connect(serving.get("/redis"), deadline=1)
    client.set("kept", "yes")
    killed = serving.child("valkey")
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: killed not in serving.children() and answers(client))
    assert client.get("kept") == "yes"


def test_a_taken_port_is_named(serving, tmp_path):
    second = Serving(tmp_path, port=serving.port)
    assert second.process.wait(90) == 1
    assert f"port {serving.port}" in second.log


def test_it_stops_in_order_finishing_the_turn_in_flight(ending):
    children, heard = ending.children(), []
    caller = threading.Thread(target=lambda: heard.append(ending.get("/slow")))
    caller.start()
    time.sleep(0.5)
    assert ending.stop() == 0
    caller.join()
    assert heard == ["finished"]
    assert ending.events[-1] == "stopped"
    assert not any(alive(pid) for pid in children)
    with pytest.raises(urllib.error.URLError):
        ending.get("/healthz", timeout=1)


def test_nothing_outlives_a_serve_that_is_killed(ending):
    children = ending.children()
    ending.process.kill()
    ending.process.wait()
    assert len(children) >= 2
    assert eventually(lambda: not any(alive(pid) for pid in children))


def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path):
    refused = Serving(tmp_path, WISMO_WORKERS="none", WISMO_COLOUR="red")
    assert refused.process.wait(90) == 1
    assert "WISMO_WORKERS" in refused.log

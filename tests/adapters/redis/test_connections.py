import os
import signal
import socket
import threading

import pytest
import redis

from ivr.adapters.redis.connections import connect, connect_for_jobs
from ivr.adapters.redis.embedded import EmbeddedRedis


@pytest.fixture
def server(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        yield server


def hang_up_on_everybody(listener: socket.socket, answered: list[object]) -> None:
    try:
        while True:
            connection, address = listener.accept()
            answered.append(address)
            connection.recv(1024)
            connection.close()
    except OSError:
        return


def test_turns_read_and_write_strings(server):
    client = connect(server.url, deadline=1)
    client.hset("call", mapping={"language": "es-MX"})
    assert client.hgetall("call") == {"language": "es-MX"}


def test_jobs_read_bytes(server):
    client = connect_for_jobs(server.url)
    client.set("job", "1")
    assert client.get("job") == b"1"


def test_a_frozen_server_is_given_up_after_the_deadline(server):
    client = connect(server.url, deadline=0.05)
    client.ping()
    os.kill(server.pid, signal.SIGSTOP)
    with pytest.raises(redis.TimeoutError):
        client.get("call")


def test_a_server_that_hangs_up_is_not_tried_twice():
    answered = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = connect(f"redis://127.0.0.1:{listener.getsockname()[1]}/0", deadline=1)
        thread = threading.Thread(target=hang_up_on_everybody, args=(listener, answered))
        thread.start()
        with pytest.raises(redis.ConnectionError):
            client.get("call")
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert len(answered) == 1


def test_a_new_connection_costs_no_command_of_its_own(server):
    client = connect(server.url, deadline=1)
    client.ping()
    client.connection_pool.disconnect()
    before = client.info("stats")["total_commands_processed"]
    client.connection_pool.disconnect()
    assert client.info("stats")["total_commands_processed"] == before + 1

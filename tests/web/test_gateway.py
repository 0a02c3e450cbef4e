"""Requests over real connections, received by Granian and answered by an ordinary Flask application."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse

import pytest
from flask import Flask, Response, request

from ivr.cli.web_worker import serve
from ivr.web.gateway import LARGEST_BODY, STREAMS

app = Flask("test")
app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY


@app.route("/echo/<path:rest>", methods=["GET", "POST"])
def echo(rest: str) -> dict[str, object]:
    asked = request.query_string.decode(), request.get_data(as_text=True), request.headers.get("X-Name", "")
    return {"path": rest, "asked": asked, "cookies": dict(request.cookies), "address": request.remote_addr}


@app.get("/broken")
def broken() -> str:
    raise ZeroDivisionError


@app.get("/stream")
def stream() -> Response:
    def begin(send: Callable[[bytes], None]) -> None:
        send(b"first\n")
        send(b"last\n")

    request.environ[STREAMS].append(begin)
    return Response(content_type="text/event-stream")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = serve(app, listener.fileno(), threads=2, path="")
        yield listener.getsockname()[1]
        serving.stop()
        assert serving.ended.wait(20)


@pytest.fixture
def connection(port: int) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    yield connection
    connection.close()


def answered(connection: HTTPConnection, method: str, path: str, *given: object, **more: object) -> tuple[int, bytes]:
    connection.request(method, path, *given, **more)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_request_arrives_as_it_was_sent(connection: HTTPConnection):
    headers = {"X-Name": "a", "Cookie": "a=1; b=2", "X_Name": "forged"}
    status, told = answered(connection, "POST", "/echo/caf%C3%A9%2F1?q=%20+%C3%A9", "body é".encode(), headers)
    assert (status, app.json.loads(told)) == (
        200,
        {
            "path": "café/1",
            "asked": ["q=%20+%C3%A9", "body é", "a"],
            "cookies": {"a": "1", "b": "2"},
            "address": "127.0.0.1",
        },
    )


def test_a_connection_serves_one_request_after_the_other(connection: HTTPConnection):
    assert [answered(connection, method, "/echo/x")[0] for method in ("GET", "POST", "HEAD", "GET")] == [200] * 4


def test_what_breaks_is_answered_and_the_next_request_as_well(connection: HTTPConnection):
    assert [answered(connection, "GET", path)[0] for path in ("/broken", "/nowhere", "/echo/x")] == [500, 404, 200]


def test_a_stream_goes_on_after_the_view_and_ends_when_nobody_sends_any_more(connection: HTTPConnection):
    connection.request("GET", "/stream")
    answer: HTTPResponse = connection.getresponse()
    assert (answer.headers["Content-Type"], answer.read()) == ("text/event-stream", b"first\nlast\n")


POST = b"POST /echo/x HTTP/1.1\r\nHost: line.example\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (POST + b"Content-Length: 9\r\n\r\nhalf", b"408"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (POST + b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1), b"413"),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n1", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n", b"431"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_what_cannot_be_received_is_told_why_and_its_connection_ends(port: int, sent: bytes, status: bytes):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        heard = b""
        with suppress(ConnectionResetError, BrokenPipeError):  # it may end before all was sent
            client.sendall(sent)
            while more := client.recv(4096):
                heard += more
    assert heard.startswith(b"HTTP/1.1 " + status)


def test_a_client_that_leaves_in_the_middle_of_its_body_takes_nothing_along(port: int, connection: HTTPConnection):
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(POST + b"Content-Length: 9\r\n\r\nhalf")
    assert answered(connection, "GET", "/echo/x")[0] == 200

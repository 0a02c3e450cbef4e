"""The HTTP client of sources, against a server that answers as platforms do on bad days."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ivr.adapters import http_client
from ivr.adapters.http_client import HttpRefused, JsonClient
from ivr.orders.sources.source import SourceRefused, SourceSilent

from .twilio.standin import StandIn, Told, stand_in

SECRET = "sk-nobody-knows"


@pytest.fixture
def platform() -> Iterator[StandIn]:
    with stand_in() as standing:
        yield standing


@pytest.fixture
def client(platform: StandIn) -> Iterator[JsonClient]:
    with connected(platform.url) as client:
        yield client


def connected(url: str, *, deadline: float = 5.0) -> JsonClient:
    return JsonClient("Parcels", f"{url}/v1/", {"Authorization": SECRET}, deadline=deadline)


@contextmanager
def raw_server(answer: bytes) -> Iterator[str]:
    """A server that sends these bytes to one client and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_a_path_is_asked_for_with_the_key_and_its_json_returned(platform, client):
    platform.answers.append(Told(200, {"parcels": [1, "2", None]}))
    assert client.get("/parcels", {"page": 2, "of": "a b"}) == {"parcels": [1, "2", None]}
    asked = platform.asked[0]
    assert (asked.method, asked.target) == ("GET", "/v1/parcels?page=2&of=a+b")
    assert asked.headers["Authorization"] == SECRET


def test_a_body_is_sent_as_json_and_headers_of_the_answer_are_kept(platform, client):
    platform.answers.append(Told(201, {"id": "p1"}, headers={"X-Total": "7"}))
    answer = client.ask("POST", "/parcels", body={"number": "1Z"})
    assert (answer.value, answer.headers["x-total"]) == ({"id": "p1"}, "7")
    assert (platform.asked[0].body, platform.asked[0].headers["Content-Type"]) == (
        '{"number":"1Z"}',
        "application/json",
    )


def test_an_empty_answer_is_no_value(platform, client):
    platform.answers.append(Told(200, ""))
    assert client.post("/parcels", {}) is None


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 418, 422, 423])
def test_a_refusal_names_the_platform_and_the_status_and_never_the_key(platform, client, status):
    platform.answers.append(Told(status, {"error": {"code": "TRACKER.EXISTS"}}))
    with pytest.raises(HttpRefused, match=f"Parcels .*{status}") as refused:
        client.get("/parcels")
    assert (refused.value.status, refused.value.body) == (status, {"error": {"code": "TRACKER.EXISTS"}})
    assert SECRET not in str(refused.value)


def test_a_refusal_may_come_as_a_page(platform, client):
    platform.answers.append(Told(403, "<html>Attention Required!</html>"))
    with pytest.raises(HttpRefused) as refused:
        client.get("/parcels")
    assert refused.value.body is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520])
def test_trouble_of_the_platform_is_tried_again(platform, client, status):
    platform.answers.append(Told(status, "<html>Bad gateway</html>"))
    with pytest.raises(SourceSilent, match=str(status)):
        client.get("/parcels")


@pytest.mark.parametrize(("asked", "wait"), [("30", 30.0), ("999999999999", 3600.0), ("soon", 0.0), ("-1", 0.0)])
def test_a_platform_may_ask_to_wait(platform, client, asked, wait):
    platform.answers.append(Told(429, {}, headers={"Retry-After": asked}))
    with pytest.raises(SourceSilent) as silent:
        client.get("/parcels")
    assert silent.value.wait == wait


def test_the_wait_may_be_given_as_a_date(platform, client):
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    platform.answers.append(Told(503, {}, headers={"Retry-After": at}))
    with pytest.raises(SourceSilent) as silent:
        client.get("/parcels")
    assert 200 < silent.value.wait <= 300


@pytest.mark.parametrize("body", ["<!doctype html><title>Sign in</title>", '{"parcels": [', "[" * 100_000, "NaN"])
def test_what_is_no_json_is_no_answer(platform, client, body):
    platform.answers.append(Told(200, body))
    with pytest.raises(SourceSilent, match="for JSON"):
        client.get("/parcels")


def test_an_answer_that_is_too_large_is_given_up(platform, client, monkeypatch):
    monkeypatch.setattr(http_client, "MOST_BYTES", 1000)
    platform.answers.append(Told(200, {"parcels": "x" * 1000}))
    with pytest.raises(SourceRefused, match="1,000 bytes"):
        client.get("/parcels")


def test_redirects_are_followed_on_the_same_host_with_the_key(platform, client):
    platform.answers += [Told(301, "", headers={"Location": "/v2/parcels"}), Told(200, {"moved": True})]
    assert client.get("/parcels") == {"moved": True}
    assert [asked.target for asked in platform.asked] == ["/v1/parcels", "/v2/parcels"]
    assert platform.asked[1].headers["Authorization"] == SECRET


@pytest.mark.parametrize("elsewhere", ["https://www.example.com/v1", "//example.com/", "ftp://example.com", ""])
def test_the_key_is_not_taken_to_another_host(platform, client, elsewhere):
    platform.answers += [Told(302, "", headers={"Location": elsewhere})] * 3
    with pytest.raises(SourceRefused) as refused:
        client.get("/parcels")
    assert "example.com" in str(refused.value) or "circle" in str(refused.value)


def test_a_body_is_not_sent_on(platform, client):
    platform.answers.append(Told(307, "", headers={"Location": "/v2"}))
    with pytest.raises(SourceRefused):
        client.post("/parcels", {"number": "1Z"})


def test_an_answer_that_comes_too_late_is_not_awaited(platform):
    platform.answers.append(Told(200, {}, after=0.3))
    with connected(platform.url) as client, pytest.raises(SourceSilent, match="in time"):
        client.get("/parcels", patience=0.05)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n{}{}",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
)
def test_a_connection_that_breaks_is_no_answer(answer):
    with raw_server(answer) as url, connected(url) as client, pytest.raises(SourceSilent, match="cannot be reached"):
        client.get("/parcels")


def test_an_address_where_nobody_answers_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    with connected(url) as client, pytest.raises(SourceSilent, match="nobody answers"):
        client.get("/parcels")


@pytest.mark.parametrize("base", ["", "shop.example.com", "ftp://example.com", "https://[::1", "https://example.com:x"])
def test_what_is_no_address_is_refused(base):
    with JsonClient("Parcels", base, {}) as client, pytest.raises(SourceRefused, match="address"):
        client.get("/parcels")


@pytest.mark.parametrize("key", ["sk\nX-Admin: 1", "schlüssel", "sk\x00"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(platform, key):
    with JsonClient("Parcels", platform.url, {"Authorization": key}) as client, pytest.raises(SourceRefused) as refused:
        client.get("/parcels")
    assert key not in str(refused.value)


def test_lines_of_a_download_come_one_by_one_without_the_key(platform, client):
    platform.answers.append(Told(200, '{"id": 1}\n{"id": 2}\n{"id"'))
    assert list(client.lines(f"{platform.url}/file")) == [b'{"id": 1}', b'{"id": 2}', b'{"id"']
    assert "Authorization" not in platform.asked[0].headers


@pytest.mark.parametrize(("status", "sent"), [(206, "2\n3"), (200, "1\n2\n3")])
def test_a_download_goes_on_behind_any_byte(platform, client, status, sent):
    platform.answers.append(Told(status, sent))
    assert list(client.lines(f"{platform.url}/file", after=2)) == [b"2", b"3"]
    assert platform.asked[0].headers["Range"] == "bytes=2-"


def test_behind_the_end_of_a_download_there_is_nothing(platform, client):
    platform.answers.append(Told(416, "<Error/>"))
    assert list(client.lines(f"{platform.url}/file", after=7)) == []


def test_a_download_that_is_gone_or_has_no_lines_is_refused(platform, client, monkeypatch):
    monkeypatch.setattr(http_client, "LONGEST_LINE", 10)
    platform.answers += [Told(404, "<Error/>"), Told(200, "x" * 100)]
    for words in ("404", "10 bytes"):
        with pytest.raises(SourceRefused, match=words):
            list(client.lines(f"{platform.url}/file"))


def test_a_download_that_breaks_off_says_so():
    with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}\n") as url, connected(url) as client:
        lines = client.lines(url)
        assert next(lines) == b"{}"
        with pytest.raises(SourceSilent):
            next(lines)

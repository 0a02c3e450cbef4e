"""Messages to a webhook: their signature, and where they never go."""

import socket
import ssl
import threading
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.signed_webhook import NotSent, SignedWebhook, is_public, signature
from tests.desk import KEY, SECRET, desk_server, is_signed

LOOPBACK = (ip_network("127.0.0.0/8"),)


def test_the_signature_is_that_of_standard_webhooks():
    """The example of its specification."""
    body = b'{"event_type":"ping","data":{"success":true}}'
    made = signature("whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121, body)
    assert made == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


@given(st.binary(max_size=50), st.integers(0, 2**31), st.sampled_from(["body", "id", "time"]))
def test_a_receiver_accepts_what_was_signed_and_nothing_else(body, at, changed):
    assert len(KEY) == 32
    signed = signature(SECRET, "rq_1.0", at, body)
    headers = {"webhook-id": "rq_1.0", "webhook-timestamp": str(at), "webhook-signature": signed}
    assert is_signed(headers, body)
    other = {"id": {"webhook-id": "rq_1.1"}, "time": {"webhook-timestamp": str(at + 1)}}.get(changed, {})
    assert not is_signed({**headers, **other}, body + b" " * (changed == "body"))


def test_a_message_arrives_signed():
    with desk_server() as desk:
        reply = SignedWebhook(desk.url, SECRET, LOOPBACK).send("rq_1.0", b'{"a":1}', 1731705121)
    assert (reply.status, desk.taken, desk.forged) == (200, {"rq_1.0": {"a": 1}}, 0)


def webhook(*found: str, url: str = "https://desk.example/requests", networks=()) -> SignedWebhook:
    return SignedWebhook(url, SECRET, networks, lambda _host, _port: found)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::"),
    ],
)
def test_no_private_address_is_reached(address):
    with pytest.raises(NotSent, match="not allowed"):
        webhook(address).send("rq_1.0", b"{}", 0)
    with pytest.raises(NotSent, match="not allowed"):
        webhook("93.184.216.34", address).addresses()


def test_public_addresses_are_reached_with_tls_alone():
    assert len(webhook("93.184.216.34", "2606:2800:220:1::1").addresses()) == 2
    with pytest.raises(NotSent, match="not allowed"):
        webhook("93.184.216.34", url="http://desk.example/").addresses()


def test_a_network_that_is_named_is_reached_without_tls():
    inside = webhook("10.1.2.3", url="http://desk.internal/", networks=(ip_network("10.1.0.0/16"),))
    assert [str(each) for each in inside.addresses()] == ["10.1.2.3"]
    with pytest.raises(NotSent, match="not allowed"):
        webhook("10.2.0.1", url="http://desk.internal/", networks=(ip_network("10.1.0.0/16"),)).addresses()


@given(st.ip_addresses(v=4))
def test_another_spelling_of_an_address_is_as_public_as_it_is(address):
    for prefix in ("::ffff:", "64:ff9b::"):
        (other,) = webhook(f"{prefix}{address}", networks=(ip_network("::/0"), ip_network("0.0.0.0/0"))).addresses()
        assert is_public(other) == is_public(address)


def test_a_host_that_cannot_be_found_is_told_without_more():
    def nowhere(_host: str, _port: int):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(NotSent, match="cannot be found"):
        SignedWebhook("https://desk.example/", SECRET, (), nowhere).send("rq_1.0", b"{}", 0)


def test_a_redirect_is_not_followed():
    with desk_server() as desk:
        desk.answers = [(307, {"Location": desk.url})]
        reply = SignedWebhook(desk.url, SECRET, LOOPBACK).send("rq_1.0", b"{}", 0)
    assert (reply.status, desk.tries) == (307, ["rq_1.0"])


def test_the_next_address_is_tried_if_nobody_answers_at_the_first():
    with desk_server() as desk:
        here = desk.url.replace("127.0.0.1", "desk.example")
        found = SignedWebhook(here, SECRET, LOOPBACK, lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
        assert found.send("rq_1.0", b"{}", 0).status == 200


def test_nobody_there_is_no_reply():
    with desk_server() as desk:
        gone = desk.url
    with pytest.raises(NotSent, match="nobody answers"):
        SignedWebhook(gone, SECRET, LOOPBACK).send("rq_1.0", b"{}", 0)


def test_with_tls_the_name_is_asked_for_and_its_certificate_checked():
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as client, pytest.raises(OSError):
                context.wrap_socket(client, server_side=True)

        thread = threading.Thread(target=greet)
        thread.start()
        here = f"https://desk.example:{server.getsockname()[1]}/"
        with pytest.raises(NotSent):
            SignedWebhook(here, SECRET, LOOPBACK, lambda _host, _port: ["127.0.0.1"]).send("rq_1.0", b"{}", 0)
        thread.join()
    assert asked == ["desk.example"]

"""A request that comes in piece by piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.cli.receiving import LARGEST_BODY, LARGEST_HEAD, Receiving, Unwanted, asks_below

HEAD = b"POST /api/v1/routing/check HTTP/1.1\r\nHost: line.example\r\nContent-Length: 5\r\n\r\n"
SIGNED = b"POST /voice HTTP/1.1\r\nX-TWILIO-signature: abc\r\ncontent-length: 5\r\n\r\n"


def taken(*pieces: bytes) -> bytes | None:
    receiving = Receiving(asks_below("/line", "/voice"))
    given_back = [receiving.takes(piece) for piece in pieces]
    assert given_back[:-1] == [None] * (len(pieces) - 1)
    return given_back[-1]


@given(cuts=st.lists(st.integers(1, len(SIGNED) + 4), unique=True), head=st.sampled_from([HEAD, SIGNED]))
def test_a_request_is_whole_with_its_last_byte_however_it_was_cut(cuts, head):
    request, places = head + b"12345", sorted(cut for cut in cuts if cut < len(head) + 5)
    pieces = [request[begin:end] for begin, end in zip([0, *places], [*places, None], strict=True)]
    assert taken(*pieces) == request


@pytest.mark.parametrize(
    "path", [b"/voice", b"/voice/status", b"/voice/CA1/2?s=x", b"/voice/agent/pin", b"/line/voice"]
)
def test_an_unsigned_webhook_is_whole_with_its_head(path):
    head = b"POST " + path + b" HTTP/1.1\r\nContent-Length: 60000\r\n\r\n"
    whole = taken(head)
    assert whole is not None
    assert whole.endswith(b" HTTP/1.1\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n")


def test_so_is_a_request_whose_body_is_too_long():
    assert taken(b"POST /api/v1/x HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1)) is not None


def test_what_comes_after_a_request_is_not_answered_on_its_connection():
    whole = taken(HEAD + b"12345GET / HTTP/1.1\r\n")
    assert whole is not None
    assert b"\r\nConnection: close\r\n" in whole
    assert whole.endswith(b"\r\n\r\n12345")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"a" * LARGEST_HEAD, b"431 "),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411 "),
    ],
)
def test_what_cannot_be_received_is_told_why(sent, status):
    with pytest.raises(Unwanted) as unwanted:
        taken(sent)
    assert unwanted.value.answer.startswith(b"HTTP/1.1 " + status)

import socket

import pytest

from ivr.cli.passages import Passage


@pytest.fixture
def passage():
    passage = Passage()
    passage.setblocking(False)
    yield passage
    passage.close()


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_a_connection_comes_out_as_it_went_in(passage, listening):
    with socket.create_connection(listening.getsockname()) as browser:
        browser.sendall(b"GET /")
        accepted, address = listening.accept()
        assert accepted.recv(3, socket.MSG_PEEK) == b"GET"
        assert passage.hand_over(accepted)
        assert accepted.fileno() == -1
        connection, its = passage.accept()
        with connection:
            assert (its, passage.getsockname()) == (address, listening.getsockname())
            assert connection.recv(9) == b"GET /"
            connection.sendall(b"here")
            assert browser.recv(9) == b"here"


def test_an_empty_one_says_so_as_a_listening_socket_does(passage):
    with pytest.raises(BlockingIOError):
        passage.accept()


def test_what_finds_no_room_stays_where_it_is(passage, listening):
    with socket.create_connection(listening.getsockname()) as browser:
        accepted, _ = listening.accept()
        with accepted:
            while (went := accepted.dup()) and passage.hand_over(went):
                pass
            with went:
                went.sendall(b"still here")
            assert browser.recv(99) == b"still here"


def test_one_that_was_given_up_on_the_way_is_passed_over(passage):
    here = socket.socket()  # never connected
    assert passage.hand_over(here)
    with pytest.raises(ConnectionAbortedError):
        passage.accept()

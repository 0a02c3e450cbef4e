"""The outbox of messages to a help desk, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from ivr.adapters.signed_webhook import NotSent, Reply
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.requests.outbox import claim, drop_old, send_due
from ivr.adapters.sql.requests.tables import deliveries
from ivr.adapters.sql.webhook_outbox import CLAIMED_FOR, LONGEST_PAUSE, TRIED_FOR, Delivery, Sent, pause_after
from tests.requests_made import NOW, asked

HOUR = timedelta(hours=1)


def always(reply: Reply) -> Callable[[Delivery], Reply]:
    return lambda _delivery: reply


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def rows(database: Engine) -> list[tuple]:
    c = deliveries.c
    with database.connect() as connection:
        found = connection.execute(select(c.state, c.attempts, c.status, c.error, c.due_at).order_by(c.id))
        return [tuple(row) for row in found]


@pytest.fixture
def outbox(database: Engine) -> Engine:
    """One message, due since NOW."""
    write_events(database, [asked()])
    return database


def test_a_message_is_sent_once(outbox: Engine) -> None:
    assert send_due(outbox, always(Reply(204)), at(NOW)) == Sent(sent=1)
    assert send_due(outbox, always(Reply(204)), at(NOW + HOUR)) == Sent()
    assert [row[:4] for row in rows(outbox)] == [("sent", 1, 204, "")]


@pytest.mark.parametrize("status", [301, 400, 401, 404, 413, 429, 500, 503, 999])
def test_any_other_answer_puts_it_off(outbox: Engine, status: int) -> None:
    assert send_due(outbox, always(Reply(status)), at(NOW)) == Sent(put_off=1)
    assert rows(outbox) == [("due", 1, status, f"HTTP {status}", NOW + timedelta(seconds=5))]


def test_no_answer_puts_it_off_and_says_why(outbox: Engine) -> None:
    def nobody(_delivery: Delivery) -> Reply:
        raise NotSent("nobody answers there")

    send_due(outbox, nobody, at(NOW))
    assert rows(outbox) == [("due", 1, None, "nobody answers there", NOW + timedelta(seconds=5))]


def test_a_desk_that_wants_no_more_is_left_alone(outbox: Engine) -> None:
    assert send_due(outbox, always(Reply(410)), at(NOW)) == Sent(given_up=1)
    assert send_due(outbox, always(Reply(200)), at(NOW + HOUR)) == Sent()


@pytest.mark.parametrize(
    ("asked_for", "pause"),
    [
        ("120", timedelta(minutes=2)),
        ("999999999", LONGEST_PAUSE),
        ("Tue, 24 Nov 2026 15:10:00 GMT", timedelta(minutes=10)),
        ("Tue, 24 Nov 2020 15:10:00 GMT", timedelta(seconds=5)),
        ("soon", timedelta(seconds=5)),
    ],
)
def test_the_pause_that_a_desk_asks_for_is_kept(outbox: Engine, asked_for: str, pause: timedelta) -> None:
    send_due(outbox, always(Reply(503, asked_for)), at(NOW))
    assert rows(outbox)[0][4] == NOW + pause


def test_pauses_grow_and_have_an_end() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, 40)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (timedelta(seconds=5), timedelta(seconds=10), LONGEST_PAUSE)


def test_after_three_days_of_tries_it_is_given_up(outbox: Engine) -> None:
    now, tries = NOW, 0
    while rows(outbox)[0][0] == "due":
        now, tries = rows(outbox)[0][4], tries + 1
        send_due(outbox, always(Reply(500)), at(now))
    assert rows(outbox)[0][:4] == ("failed", tries, 500, "HTTP 500")
    assert TRIED_FOR - LONGEST_PAUSE <= now - NOW <= TRIED_FOR
    assert tries > 70


def test_a_message_whose_worker_died_is_sent_again_under_its_id(outbox: Engine) -> None:
    with outbox.connect() as connection:
        name = connection.scalar(select(deliveries.c.id))
    assert claim(outbox, name, NOW)
    assert send_due(outbox, always(Reply(200)), at(NOW + CLAIMED_FOR - timedelta(seconds=1))) == Sent()
    sent: list[str] = []

    def send(delivery: Delivery) -> Reply:
        sent.append(delivery.id)
        return Reply(200)

    assert send_due(outbox, send, at(NOW + CLAIMED_FOR)) == Sent(sent=1)
    assert sent == [name]


def test_workers_at_once_send_each_message_once(database: Engine) -> None:
    write_events(database, [asked(f"CA{number}", order=str(number)) for number in range(20)])
    sent: list[str] = []

    def send(delivery: Delivery) -> Reply:
        sent.append(delivery.id)
        return Reply(200)

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: send_due(database, send, at(NOW)).sent, range(4)))
    assert (sum(counts), len(set(sent)), len(sent)) == (20, 20, 20)


def test_a_desk_that_is_down_ends_the_run(database: Engine) -> None:
    write_events(database, [asked(f"CA{number}", order=str(number)) for number in range(10)])
    assert send_due(database, always(Reply(500)), at(NOW)) == Sent(put_off=3)
    assert send_due(database, always(Reply(200)), at(NOW)) == Sent(sent=7)


def test_without_a_desk_old_messages_go(outbox: Engine) -> None:
    assert drop_old(outbox, NOW + TRIED_FOR) == 0
    assert drop_old(outbox, NOW + TRIED_FOR + HOUR) == 1
    assert rows(outbox) == []

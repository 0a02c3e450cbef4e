import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.outbox import CLAIMED_FOR, LONGEST_RUN, USEFUL_FOR, Delivered, claim, deliver, pause_after
from ivr.adapters.sql.records.tables import messages
from ivr.effects.send_text import Message


class Refusal(Exception):
    def __init__(self, *, permanent):
        super().__init__("no")
        self.permanent = permanent


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, pause):
        self.now += pause


@pytest.fixture
def clock(happened):
    return Clock(happened.now + timedelta(minutes=1))


@pytest.fixture
def outgoing(database, happened):
    """A database in which one text is due."""
    write_events(database, [happened.text()])
    return database


def message(database):
    with database.connect() as connection:
        return connection.execute(select(messages).order_by(messages.c.id)).first()


def refusing(*, permanent):
    def send(to, body):
        raise Refusal(permanent=permanent)

    return send


def test_a_text_that_is_due_is_sent_once(outgoing, clock):
    sent = []
    send = lambda to, body: sent.append((to, body)) or "SM1"  # noqa: E731
    assert deliver(outgoing, send, clock) == Delivered(sent=1)
    assert deliver(outgoing, send, clock) == Delivered()
    assert sent == [("+14155550100", "Your parcel: https://shop.example/t/1")]
    assert (message(outgoing).state, message(outgoing).provider_sid) == ("sent", "SM1")


def test_a_text_that_was_not_sent_is_tried_again_after_a_pause(outgoing, clock):
    assert deliver(outgoing, refusing(permanent=False), clock) == Delivered(put_off=1)
    assert deliver(outgoing, lambda to, body: "SM1", clock) == Delivered()
    clock.advance(pause_after(1))
    assert deliver(outgoing, lambda to, body: "SM1", clock) == Delivered(sent=1)


def test_a_text_that_can_never_be_sent_has_failed(outgoing, clock):
    assert deliver(outgoing, refusing(permanent=True), clock) == Delivered(failed=1)
    assert (message(outgoing).state, message(outgoing).error) == ("failed", "Refusal")


def test_a_text_that_has_lost_its_use_has_failed(outgoing, clock):
    clock.advance(USEFUL_FOR)
    assert deliver(outgoing, refusing(permanent=False), clock) == Delivered(failed=1)


def test_pauses_grow_to_a_minute():
    assert [pause_after(attempts).seconds for attempts in (1, 2, 3, 4, 500)] == [15, 30, 60, 60, 60]


def test_a_claimed_text_is_left_to_its_worker(outgoing, clock):
    assert claim(outgoing, "CA1:1:0", clock()).attempts == 1
    clock.advance(CLAIMED_FOR - timedelta(seconds=1))
    assert claim(outgoing, "CA1:1:0", clock()) is None


def test_a_text_whose_worker_died_is_taken_up_by_another(outgoing, clock):
    claim(outgoing, "CA1:1:0", clock())
    clock.advance(CLAIMED_FOR)
    assert deliver(outgoing, lambda to, body: "SM1", clock) == Delivered(sent=1)


def test_a_worker_that_was_given_up_does_not_undo_what_another_did(outgoing, clock):
    def overtaken(to, body):
        clock.advance(CLAIMED_FOR)
        deliver(outgoing, lambda to, body: "SM2", clock)
        raise Refusal(permanent=True)

    deliver(outgoing, overtaken, clock)
    assert (message(outgoing).state, message(outgoing).provider_sid) == ("sent", "SM2")


def test_a_run_ends_before_its_job_does(database, clock, happened):
    write_events(database, [happened.text(f"CA{number}") for number in range(5)])
    slow = lambda to, body: clock.advance(LONGEST_RUN / 2) or "SM1"  # noqa: E731
    assert deliver(database, slow, clock).sent == 3


def test_two_workers_send_each_text_once(database, clock, happened):
    write_events(database, [happened.text(f"CA{number:02}") for number in range(40)])
    sent, start = Counter(), threading.Barrier(2)

    def work():
        start.wait(timeout=10)
        deliver(database, lambda to, body: sent.update(["text"]) or "SM1", clock)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sent["text"] == 40


def test_the_shops_own_people_are_told_two_hundred_times_a_day_at_most(database, happened, clock):
    told = [
        happened.turn(f"CA{place}", messages=(Message(f"CA{place}:0:0", "+12125550150", "A message was left."),))
        for place in range(205)
    ]
    write_events(database, told)
    ends = [deliver(database, lambda to, body: "SM1", clock) for _ in range(4)]
    assert (sum(end.sent for end in ends), sum(end.failed for end in ends)) == (200, 5)


def test_texts_to_our_own_people_do_not_count_against_those_of_customers(database, happened, clock):
    messages = [Message(f"CA1:0:{place}", "+12125550150", "A message was left.") for place in range(9)]
    link = Message("CA1:0:9", "+12125550150", "Your parcel", about="0rder")
    write_events(database, [happened.turn(messages=(*messages, link))])
    assert deliver(database, lambda to, body: "SM1", clock) == Delivered(sent=10)

"""Messages about alerts: each by one worker."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from ivr.adapters.sql.alerting.outbox import CLAIMED_FOR, AlertOutbox
from ivr.adapters.sql.alerting.store import SqlAlerts
from ivr.adapters.sql.alerting.tables import deliveries
from ivr.adapters.sql.database import writing

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
WAITING = {"alert": 1, "event": "raised", "channel": 1, "words": "Long wait", "at": NOW, "due_at": NOW}


@pytest.fixture
def waiting(database: Engine) -> Engine:
    """A database with a message that is due."""
    with writing(database) as connection:
        connection.execute(deliveries.insert().values(**WAITING, state="waiting", tries=0, fault=""))
    return database


def outbox(engine: Engine, now: datetime = NOW) -> AlertOutbox:
    return AlertOutbox(engine, SqlAlerts(engine, lambda: now, b"key" * 11), lambda: now)


def test_a_message_that_one_worker_sends_is_not_sent_by_another(waiting: Engine):
    told: list[str] = []

    def tell(delivery) -> str:
        told.append(delivery.words)
        outbox(waiting).send_due(tell)  # a second worker, while the first one waits for an answer
        return ""

    assert outbox(waiting).send_due(tell)["sent"] == 1
    assert told == ["Long wait"]


def test_two_workers_that_saw_the_same_message_send_it_once(waiting: Engine, monkeypatch):
    first, told = outbox(waiting), []
    seen = first._due()
    outbox(waiting).send_due(lambda each: told.append(each) or "")
    monkeypatch.setattr(first, "_due", lambda: seen)
    assert first.send_due(lambda each: told.append(each) or "")["sent"] == 0
    assert len(told) == 1


def test_a_message_of_a_worker_that_died_is_sent_later(waiting: Engine):
    def dies(_delivery) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox(waiting).send_due(dies)
    assert outbox(waiting, NOW + timedelta(seconds=1)).send_due(lambda _: "")["sent"] == 0
    assert outbox(waiting, NOW + CLAIMED_FOR).send_due(lambda _: "")["sent"] == 1

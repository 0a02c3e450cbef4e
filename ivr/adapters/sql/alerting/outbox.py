"""Messages about alerts: what is due is stored once, sent, and tried again with growing pauses."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine, Row, select, update

from ivr.adapters.sql.alerting.store import SqlAlerts
from ivr.adapters.sql.alerting.tables import alerts, deliveries
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.upserts import insert_of
from ivr.reporting.alert_desk import AlertDelivery, AlertRecord, Due, due_deliveries

TRIED_FOR = timedelta(hours=6)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
CLAIMED_FOR = timedelta(minutes=2)
"""A message whose worker died while it sent it may be sent by another one after this time."""
LISTED = 50
RECENT = timedelta(days=1)
"""An alert that was cleared longer ago is told to nobody any more."""
_SHOWN = ("channel", "alert", "event", "words", "at", "state", "tries", "fault")

Tell = Callable[[AlertDelivery], str]
"""Sends a message; returns what went wrong, "" if nothing did."""


class AlertOutbox:
    """The messages in SQL."""

    def __init__(self, engine: Engine, store: SqlAlerts, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock

    def plan(self) -> int:
        """Store what has to be told now and is not stored yet. Returns how many messages are new."""
        now, teams, channels = self._clock(), self._store.teams(), self._store.channels()
        recent = [each for each in self._store.past() if each.cleared_at and now - each.cleared_at < RECENT]
        planned = 0
        for alert in (*self._store.standing(), *recent):
            told = self._told(alert.number)
            planned += self._put(alert, due_deliveries(alert, teams, channels, told, now))
        return planned

    def send_test(self, channel: int, *, who: str, tell: Tell) -> AlertDelivery:
        """Send a test at once, and store how it went."""
        words, event = f"A test by {who}: alerts of this team come here.", f"test {token_hex(8)}"
        with writing(self._engine) as connection:
            claimed = {"due_at": self._clock() + CLAIMED_FOR}
            connection.execute(deliveries.insert().values(**_new(0, event, channel, words, self._clock()) | claimed))
        return self.send(_delivery(self._row(0, event, channel)), event, tell)

    def send(self, delivery: AlertDelivery, event: str, tell: Tell) -> AlertDelivery:
        """Send a message, and store how it went."""
        fault, now = tell(delivery), self._clock()
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(delivery.tries, 20))
        given_up = bool(fault) and (now - delivery.at > TRIED_FOR or delivery.event == "test")
        state = "given up" if given_up else "waiting" if fault else "sent"
        values = {"state": state, "fault": fault[:500], "tries": delivery.tries + 1, "due_at": now + pause}
        mine = _mine(delivery.alert, event, delivery.channel)
        with writing(self._engine) as connection:
            connection.execute(update(deliveries).where(mine).values(**values))
        return _delivery(self._row(delivery.alert, event, delivery.channel))

    def send_due(self, tell: Tell) -> dict[str, int]:
        """Send the messages that are due, each by one worker. Returns how many were sent, failed and given up."""
        states = [self.send(_delivery(row), row.event, tell).state for row in self._due() if self._claim(row)]
        names = {"sent": "sent", "failed": "waiting", "given_up": "given up"}
        return {name: states.count(state) for name, state in names.items()}  # type: ignore[arg-type]

    def newest(self) -> list[AlertDelivery]:
        """The last messages, the newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(deliveries).order_by(deliveries.c.at.desc()).limit(LISTED))
            return [_delivery(row) for row in rows]

    def _due(self) -> Sequence[Row[Any]]:
        due = (deliveries.c.state == "waiting") & (deliveries.c.due_at <= self._clock())
        with self._engine.connect() as connection:
            return connection.execute(select(deliveries).where(due).order_by(deliveries.c.due_at).limit(LISTED)).all()

    def _claim(self, row: Row[Any]) -> bool:
        """Put off a message that was found due, so that no other worker sends it meanwhile. False if one did."""
        still = (deliveries.c.state == "waiting") & (deliveries.c.due_at == row.due_at)
        mine = update(deliveries).where(_mine(row.alert, row.event, row.channel), still)
        with writing(self._engine) as connection:
            return connection.execute(mine.values(due_at=self._clock() + CLAIMED_FOR)).rowcount == 1

    def _told(self, alert: int) -> list[Due]:
        found = select(deliveries.c.event, deliveries.c.channel).where(deliveries.c.alert == alert)
        with self._engine.connect() as connection:
            return [(row.event, row.channel) for row in connection.execute(found)]

    def _put(self, alert: AlertRecord, due: Iterable[Due]) -> int:
        now, rows = self._clock(), list(due)
        with writing(self._engine) as connection:
            for event, channel in rows:
                new = insert_of(deliveries, self._engine.dialect.name).values(
                    **_new(alert.number, event, channel, alert.words, now)
                )
                connection.execute(new.on_conflict_do_nothing())
        return len(rows)

    def _row(self, alert: int, event: str, channel: int) -> Row[Any]:
        with self._engine.connect() as connection:
            return connection.execute(select(deliveries).where(_mine(alert, event, channel))).one()


def forget_alerts(engine: Engine, before: datetime) -> int:
    """Delete alerts that were cleared before a time, and what was told of them. Returns their number."""
    old = alerts.c.cleared_at < before
    with writing(engine) as connection:
        connection.execute(deliveries.delete().where(deliveries.c.at < before))
        return connection.execute(alerts.delete().where(old)).rowcount


def _mine(alert: int, event: str, channel: int) -> Any:
    return (deliveries.c.alert == alert) & (deliveries.c.event == event) & (deliveries.c.channel == channel)


def _new(alert: int, event: str, channel: int, words: str, now: datetime) -> dict[str, object]:
    told = {"alert": alert, "event": event, "channel": channel, "words": words}
    return {**told, "at": now, "due_at": now, "state": "waiting", "tries": 0, "fault": ""}


def _delivery(row: Row[Any]) -> AlertDelivery:
    values = {name: row._mapping[name] for name in _SHOWN}
    return AlertDelivery(**{**values, "event": "test" if row.alert == 0 else row.event})

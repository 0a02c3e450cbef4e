"""Alerts, teams and channels in SQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from ivr.adapters.sql.alerting.tables import alerts, channels, deliveries, teams
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.sources.sealing import Sealing
from ivr.reporting.alert_desk import (
    LONGEST_NOTE,
    AlertChannel,
    AlertMoved,
    AlertNote,
    AlertRecord,
    AlertTeam,
    NoSuchAlert,
)
from ivr.reporting.alerts import AlertState
from ivr.reporting.audit import Actor

PAST = 50
"""Alerts that are cleared, in one list."""
_CHANNEL = [channels.c[each.name] for each in fields(AlertChannel)]


class SqlAlerts:
    """Stores alerts and who is told. Targets and secrets of channels are sealed with `key`."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._sealing = Sealing(key)

    def record(self, states: Mapping[str, AlertState]) -> None:
        """Bring the record in line with the alerts that stand now: raise what is new, clear what is over.

        It may be done twice with the same states, or after some were missed.
        """
        on, now = {name: each for name, each in states.items() if each.is_on}, self._clock()
        known = {each.name: each for each in self.standing()}
        if on.keys() == known.keys() and all(on[name].words == known[name].words for name in on):
            return
        with writing(self._engine) as connection:
            for name, state in on.items():
                if name in known:
                    same = alerts.c.number == known[name].number
                    connection.execute(update(alerts).where(same).values(words=state.words))
                else:
                    row = {"name": name, "words": state.words, "raised_at": now, "taken_by": "", "revision": 0}
                    rests = _rests(connection, name)
                    connection.execute(insert(alerts).values(**row, notes=[], rests_until=rests))
            over = [each.number for name, each in known.items() if name not in on]
            connection.execute(update(alerts).where(alerts.c.number.in_(over)).values(cleared_at=now))

    def standing(self) -> list[AlertRecord]:
        """The alerts that stand, the oldest first."""
        found = select(alerts).where(alerts.c.cleared_at.is_(None)).order_by(alerts.c.raised_at, alerts.c.number)
        with self._engine.connect() as connection:
            return [_alert(row) for row in connection.execute(found)]

    def past(self) -> list[AlertRecord]:
        """The last alerts that are cleared, the newest first."""
        found = select(alerts).where(alerts.c.cleared_at.is_not(None)).order_by(alerts.c.cleared_at.desc()).limit(PAST)
        with self._engine.connect() as connection:
            return [_alert(row) for row in connection.execute(found)]

    def get(self, number: int) -> AlertRecord:
        """An alert. Raises NoSuchAlert."""
        with self._engine.connect() as connection:
            return _found(connection, number)

    def take(self, number: int, *, revision: int, who: str, is_taken: bool) -> None:
        """Take an alert, or give it back. Raises NoSuchAlert, AlertMoved."""
        words = "took it" if is_taken else "gave it back"
        self._change(number, revision, who, words, taken_by=who if is_taken else "")

    def rest(self, number: int, *, revision: int, who: str, until: datetime | None, why: str) -> None:
        """Tell nobody of it until a time, or again with None. Raises NoSuchAlert, AlertMoved."""
        words = f"put it to rest: {why}" if until else "ended its rest"
        self._change(number, revision, who, words, rests_until=until)

    def write(self, number: int, *, who: str, words: str) -> None:
        """Write a note to an alert. Raises NoSuchAlert, AlertMoved."""
        self._change(number, self.get(number).revision, who, words)

    def teams(self) -> list[AlertTeam]:
        """All teams, by level and name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(teams).order_by(teams.c.level, teams.c.name)).mappings()
            return [AlertTeam(**{**row, "users": tuple(row["users"]), "queues": tuple(row["queues"])}) for row in rows]

    def channels(self) -> list[AlertChannel]:
        """The channels of all teams."""
        with self._engine.connect() as connection:
            return [AlertChannel(**row) for row in connection.execute(select(*_CHANNEL)).mappings()]

    def add_team(self, team: AlertTeam, *, actor: Actor) -> None:
        """Add a team."""
        row = {"name": team.name, "users": list(team.users), "queues": list(team.queues)}
        with writing(self._engine) as connection:
            connection.execute(insert(teams).values(**row, level=team.level, after_minutes=team.after_minutes))
            self._note(connection, actor, team.name, after="added")

    def remove_team(self, number: int, *, actor: Actor) -> None:
        """Remove a team with its channels. Raises NoSuchAlert."""
        with writing(self._engine) as connection:
            name = connection.scalar(select(teams.c.name).where(teams.c.number == number))
            if name is None:
                raise NoSuchAlert(number)
            connection.execute(delete(channels).where(channels.c.team == number))
            connection.execute(delete(teams).where(teams.c.number == number))
            self._note(connection, actor, name, after="removed")

    def add_channel(self, channel: AlertChannel, *, target: str, secret: str, actor: Actor) -> None:
        """Add a channel. Raises NoSuchAlert without its team."""
        sealed = self._sealing.seal({"target": target, "secret": secret})
        row = {"team": channel.team, "kind": channel.kind, "least": channel.least, "shown": channel.shown}
        with writing(self._engine) as connection:
            name = connection.scalar(select(teams.c.name).where(teams.c.number == channel.team))
            if name is None:
                raise NoSuchAlert(channel.team)
            connection.execute(insert(channels).values(**row, sealed=sealed))
            self._note(connection, actor, name, after=f"{channel.kind} to {channel.shown}")

    def remove_channel(self, number: int, *, actor: Actor) -> None:
        """Remove a channel. Raises NoSuchAlert."""
        both = select(teams.c.name, channels.c.kind, channels.c.shown).join(channels, channels.c.team == teams.c.number)
        with writing(self._engine) as connection:
            row = connection.execute(both.where(channels.c.number == number)).one_or_none()
            if row is None:
                raise NoSuchAlert(number)
            connection.execute(delete(channels).where(channels.c.number == number))
            waiting = (deliveries.c.channel == number) & (deliveries.c.state == "waiting")
            connection.execute(update(deliveries).where(waiting).values(state="given up", fault="it was removed"))
            self._note(connection, actor, row.name, before=f"{row.kind} to {row.shown}")

    def target(self, number: int) -> tuple[AlertChannel, str, str]:
        """A channel with its target and secret. Raises NoSuchAlert, and SecretsUnreadable."""
        with self._engine.connect() as connection:
            found = select(*_CHANNEL, channels.c.sealed).where(channels.c.number == number)
            row = connection.execute(found).mappings().one_or_none()
        if row is None:
            raise NoSuchAlert(number)
        opened = self._sealing.open(row["sealed"], source=f"alert channel {number}")
        channel = AlertChannel(**{name: value for name, value in row.items() if name != "sealed"})
        return channel, opened.get("target", ""), opened.get("secret", "")

    def _change(self, number: int, revision: int, who: str, words: str, **values: object) -> None:
        with writing(self._engine) as connection:
            before = _found(connection, number)
            noted = {"at": self._clock().isoformat(), "who": who, "words": words[:LONGEST_NOTE]}
            notes: Sequence[object] = [*(_noted(each) for each in before.notes), noted]
            same = (alerts.c.number == number) & (alerts.c.revision == revision)
            changed = update(alerts).where(same).values(**values, notes=notes, revision=revision + 1)
            if not connection.execute(changed).rowcount:
                by = before.notes[-1].who if before.notes else "somebody"
                raise AlertMoved(f"{by} changed it meanwhile")

    def _note(self, connection: Connection, actor: Actor, team: str, **told: Any) -> None:
        audit.note(connection, actor, self._clock(), "alert team", team, **told)


def _rests(connection: Connection, name: str) -> datetime | None:
    """Until when an alert of this name rests, which was put to rest before and is raised again."""
    last = select(alerts.c.rests_until).where(alerts.c.name == name).order_by(alerts.c.number.desc()).limit(1)
    return connection.scalar(last)


def _found(connection: Connection, number: int) -> AlertRecord:
    row = connection.execute(select(alerts).where(alerts.c.number == number)).one_or_none()
    if row is None:
        raise NoSuchAlert(number)
    return _alert(row)


def _alert(row: Row[Any]) -> AlertRecord:
    notes = (AlertNote(datetime.fromisoformat(each["at"]), each["who"], each["words"]) for each in row.notes)
    return AlertRecord(**{**row._mapping, "notes": tuple(notes)})


def _noted(note: AlertNote) -> dict[str, str]:
    return {"at": note.at.isoformat(), "who": note.who, "words": note.words}

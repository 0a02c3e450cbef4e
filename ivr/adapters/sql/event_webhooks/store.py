"""The webhooks of events in SQL, and the messages to them."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from ivr.adapters.signed_webhook import PREFIX
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.event_webhooks.tables import event_deliveries, event_webhooks
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.sources.sealing import Sealing
from ivr.adapters.sql.webhook_outbox import TRIED_FOR
from ivr.reporting.audit import Actor
from ivr.reporting.event_webhook import (
    DELIVERIES_SHOWN,
    MOST_WEBHOOKS,
    OVERLAP,
    EventDelivery,
    EventWebhook,
    NoSuchWebhook,
    WebhookUnfit,
    unfit_address,
)
from ivr.reporting.happenings import HAPPENING_KINDS, HappeningKind

_SECRET_BYTES = 32


class SqlEventWebhooks:
    """Implements ivr.reporting.event_webhook.EventWebhooks. Secrets are sealed with `key`."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._sealing = Sealing(key)

    def all(self) -> list[EventWebhook]:
        """All webhooks, oldest first."""
        c = event_webhooks.c
        with self._engine.connect() as connection:
            return [_webhook(row) for row in connection.execute(select(event_webhooks).order_by(c.made_at, c.id))]

    def get(self, webhook: str) -> EventWebhook:
        """A webhook by id."""
        with self._engine.connect() as connection:
            return _webhook(_row(connection, webhook))

    def make(self, url: str, kinds: Sequence[HappeningKind], *, actor: Actor) -> tuple[str, str]:
        """Make a webhook; its id, and its secret for this once. Raises WebhookUnfit."""
        if wrong := unfit_address(url):
            raise WebhookUnfit(wrong)
        if not kinds:
            raise WebhookUnfit("Choose at least one kind of event.")
        name, secret, now = uuid4().hex, _new_secret(), self._clock()
        row = {"id": name, "url": url, "kinds": " ".join(kinds), "secrets": self._sealing.seal({"now": secret})}
        with writing(self._engine) as connection:
            if (connection.scalar(select(func.count()).select_from(event_webhooks)) or 0) >= MOST_WEBHOOKS:
                raise WebhookUnfit(f"There are {MOST_WEBHOOKS} webhooks already. Remove one first.")
            made = {"state": "on", "trouble": "", "made_by": actor.who, "made_at": now}
            connection.execute(insert(event_webhooks), {**row, **made})
            audit.note(connection, actor, now, "webhook", url[:255], after=row["kinds"])
        return name, secret

    def remove(self, webhook: str, *, actor: Actor) -> None:
        """Remove a webhook with what it was still to be told."""
        with writing(self._engine) as connection:
            row = _row(connection, webhook)
            connection.execute(delete(event_deliveries).where(event_deliveries.c.webhook_id == webhook))
            connection.execute(delete(event_webhooks).where(event_webhooks.c.id == webhook))
            audit.note(connection, actor, self._clock(), "webhook", row.url[:255], before=row.kinds)

    def rotate(self, webhook: str, *, actor: Actor) -> str:
        """Give a webhook a new secret, and return it, for this once."""
        secret, now = _new_secret(), self._clock()
        with writing(self._engine) as connection:
            row = _row(connection, webhook)
            before = self._sealing.open(row.secrets, source=row.url)["now"]
            secrets = self._sealing.seal({"now": secret, "before": before})
            self._change(connection, webhook, secrets=secrets, secret_until=now + OVERLAP)
            audit.note(connection, actor, now, "webhook", row.url[:255], after="a new secret")
        return secret

    def resume(self, webhook: str, *, actor: Actor) -> None:
        """Tell a paused webhook again, with what it was to be told."""
        with writing(self._engine) as connection:
            row, now = _row(connection, webhook), self._clock()
            self._change(connection, webhook, state="on", trouble="")
            c = event_deliveries.c
            waiting = update(event_deliveries).where(c.webhook_id == webhook, c.state == "due")
            connection.execute(waiting.where(c.created_at < now - TRIED_FOR).values(state="failed"))
            connection.execute(waiting.where(c.created_at >= now - TRIED_FOR).values(due_at=now))
            audit.note(connection, actor, now, "webhook", row.url[:255], before="paused", after="on")

    def pause(self, webhook: str, trouble: str) -> None:
        """Tell a webhook nothing more, for a reason."""
        with writing(self._engine) as connection:
            self._change(connection, webhook, state="paused", trouble=trouble[:255])

    def deliveries(self, webhook: str) -> list[EventDelivery]:
        """The newest deliveries, DELIVERIES_SHOWN at most."""
        c = event_deliveries.c
        columns = (c.id, c.event, c.state, c.attempts, c.status, c.error, c.due_at, c.created_at)
        found = select(*columns).where(c.webhook_id == webhook).order_by(c.created_at.desc(), c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(found.limit(DELIVERIES_SHOWN))
            return [EventDelivery(**row._mapping) for row in rows]

    def replay(self, webhook: str, delivery: str, *, actor: Actor) -> None:
        """Send a delivery again, under the same id."""
        c, now = event_deliveries.c, self._clock()
        again = update(event_deliveries).where(c.webhook_id == webhook, c.id == delivery, c.state != "sending")
        with writing(self._engine) as connection:
            row = _row(connection, webhook)
            values = {"state": "due", "due_at": now, "attempts": 0, "created_at": now, "error": ""}
            if not connection.execute(again.values(**values)).rowcount:
                raise NoSuchWebhook("there is no such delivery, or it is being sent")
            audit.note(connection, actor, now, "webhook", row.url[:255], after=f"{delivery} again"[:255])

    def secrets(self, webhook: str) -> tuple[str, ...]:
        """The secrets that sign now, the newest first. Raises NoSuchWebhook and SecretsUnreadable."""
        with self._engine.connect() as connection:
            row = _row(connection, webhook)
        opened = self._sealing.open(row.secrets, source=row.url)
        overlaps = row.secret_until is not None and row.secret_until > self._clock()
        return (opened["now"], *([opened["before"]] if overlaps and "before" in opened else []))

    def body(self, delivery: str) -> Any:
        """The message of a delivery. Raises NoSuchWebhook."""
        with self._engine.connect() as connection:
            found = connection.scalar(select(event_deliveries.c.body).where(event_deliveries.c.id == delivery))
        if found is None:
            raise NoSuchWebhook("the delivery was removed")
        return found

    def _change(self, connection: Connection, webhook: str, **values: object) -> None:
        connection.execute(update(event_webhooks).where(event_webhooks.c.id == webhook).values(**values))


def _row(connection: Connection, webhook: str) -> Row[Any]:
    row = connection.execute(select(event_webhooks).where(event_webhooks.c.id == webhook)).one_or_none()
    if row is None:
        raise NoSuchWebhook("there is no webhook with this id")
    return row


def _new_secret() -> str:
    return f"{PREFIX}{b64encode(token_bytes(_SECRET_BYTES)).decode()}"


def _webhook(row: Row[Any]) -> EventWebhook:
    known = set(row.kinds.split())
    return EventWebhook(
        id=row.id,
        url=row.url,
        kinds=tuple(kind for kind in HAPPENING_KINDS if kind in known),
        state=row.state,
        trouble=row.trouble,
        made_by=row.made_by,
        made_at=row.made_at,
        secret_until=row.secret_until,
    )


def paused_webhooks(engine: Engine) -> dict[str, str]:
    """What is wrong with each webhook, by id; empty for one that is told of events."""
    c = event_webhooks.c
    with engine.connect() as connection:
        rows = connection.execute(select(c.id, c.url, c.state, c.trouble))
        return {row.id: f"{row.url} is told nothing: {row.trouble}" if row.state == "paused" else "" for row in rows}

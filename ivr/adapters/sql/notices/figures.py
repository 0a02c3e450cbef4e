"""Figures of notices: how many came to what, and which of the orders were called about."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, and_, case, exists, func, select

from ivr.adapters.sql.notices.tables import notices
from ivr.adapters.sql.records.tables import call_orders
from ivr.reporting.notice_desk import NoticeRow
from ivr.reporting.notice_effect import ArmCounts, NoticeCounts, NoticeEffect

MOST_LISTED = 50
_STATES = {"delivered": ("sent", "delivered"), "due": ("waiting",), "sending": ("waiting",)}
_FAILED_SENT = ("sent", "undelivered")


class NoticeFigures:
    """Reads notices."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(self, since: datetime, until: datetime) -> Sequence[NoticeCounts]:
        """The texts planned in a period, by event. One that is tried once more is waiting, and not sent."""
        n = notices.c
        was_sent = case((n.sent_at.is_(None), 0), else_=1)
        which = n.created_at.between(since, until)
        found = select(n.event, n.state, was_sent, func.count()).where(which).group_by(n.event, n.state, was_sent)
        counts: dict[str, Counter[str]] = {}
        with self._engine.connect() as connection:
            for event, state, sent, count in connection.execute(found.order_by(n.event)):
                for name in _names(state, was_sent=bool(sent)):
                    counts.setdefault(event, Counter())[name] += count
        return [NoticeCounts(event, **each) for event, each in counts.items()]

    def effects(self, since: datetime, until: datetime, now: datetime) -> Sequence[NoticeEffect]:
        """What the texts planned in a period did, by event. An order counts as it was drawn, whatever became of its
        text: whoever was to be texted is compared with whoever was held back.
        """
        n, calls = notices.c, call_orders.c
        within = and_(calls.order_key == n.about, calls.at > n.created_at, calls.at <= n.watched_until)
        called = case((exists().where(within), 1), else_=0)
        is_over = case((n.watched_until <= now, 1), else_=0)
        drawn = select(n.event, n.arm, is_over.label("is_over"), called.label("called"))
        each = drawn.where(n.created_at.between(since, until)).subquery()
        found = select(each.c.event, each.c.arm, each.c.is_over, func.count(), func.sum(each.c.called))
        arms: dict[str, dict[str, ArmCounts]] = {}
        watched: Counter[str] = Counter()
        with self._engine.connect() as connection:
            for event, arm, over, orders, hits in connection.execute(
                found.group_by(each.c.event, each.c.arm, each.c.is_over).order_by(each.c.event)
            ):
                arms.setdefault(event, {})
                if over:
                    arms[event][arm] = ArmCounts(orders, int(hits or 0))
                else:
                    watched[event] += orders
        return [NoticeEffect(event, watched=watched[event], **found) for event, found in arms.items()]

    def newest(self) -> Sequence[NoticeRow]:
        """The texts planned last."""
        n = notices.c
        found = select(n.created_at, n.order_key, n.event, n.language, n.state, n.reason, n.number_hint, n.due_at)
        with self._engine.connect() as connection:
            rows = connection.execute(found.order_by(n.created_at.desc(), n.id).limit(MOST_LISTED)).all()
        return [NoticeRow(row[0], row[1].rpartition("\t")[2], *row[2:]) for row in rows]


def _names(state: str, *, was_sent: bool) -> tuple[str, ...]:
    """The counts in which a notice of a state is."""
    if state == "failed":
        return _FAILED_SENT if was_sent else ("not_taken",)
    return _STATES.get(state, (state,))

"""Figures of requests: how many there are of each kind and state, and how the help desk takes them."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from ivr.adapters.sql.requests.tables import deliveries, requests
from ivr.reporting.request_figures import DeskFigures, RequestFigures

WAITING = ("due", "sending")
GIVEN_UP_WITHIN = timedelta(days=1)


def request_figures(engine: Engine, now: datetime) -> RequestFigures:
    """Count requests and posts, in three statements."""
    r, d = requests.c, deliveries.c
    asked = select(r.kind, r.state, func.count(), func.min(r.asked_at)).group_by(r.kind, r.state)
    posted = select(d.state, func.count(), func.sum(d.attempts)).group_by(d.state)
    with engine.connect() as connection:
        rows, posts = connection.execute(asked).all(), connection.execute(posted).all()
    oldest = [row[3] for row in rows if row[1] == "open"]
    return RequestFigures(
        requests={f"{row[0]}:{row[1]}": row[2] for row in rows},
        posts={row[0]: row[1] for row in posts},
        tries=sum(row[2] for row in posts),
        oldest_open=(now - min(oldest)).total_seconds() if oldest else None,
        desk=desk_figures(engine, now),
    )


def desk_figures(engine: Engine, now: datetime) -> DeskFigures:
    """How long the oldest post has waited, and how many were given up within a day; in one statement."""
    d = deliveries.c
    waiting = select(func.min(d.created_at)).where(d.state.in_(WAITING), d.attempts > 0).scalar_subquery()
    lost = select(func.count()).where(d.state == "failed", d.due_at >= now - GIVEN_UP_WITHIN).scalar_subquery()
    with engine.connect() as connection:
        since, given_up = connection.execute(select(waiting, lost)).one()
    return DeskFigures((now - since).total_seconds() if since else 0.0, given_up)

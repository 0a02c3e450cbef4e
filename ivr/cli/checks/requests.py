"""Check that callers' requests reach the help desk and are settled."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.signed_webhook import NotSent
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.requests.figures import request_figures
from ivr.app.request_desk import desk_webhook
from ivr.cli.checks import Finding
from ivr.reporting.alerts import DESK_SILENT
from ivr.reporting.request_figures import RequestFigures
from ivr.reporting.times import lasting
from ivr.settings import Settings

LONG_OPEN = timedelta(days=3)
"""A caller who was promised something has waited for this long."""
ABOUT = "requests"


def check_requests(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Check the address of the help desk, what it took, and whether anybody settles requests."""
    if settings.requests_url:
        yield _address(settings)
    if not settings.database_url and not list(settings.data_dir.glob("*.db")):
        return
    with suppress(SQLAlchemyError, ValueError, OSError):
        engine = connect(settings.database_url, settings.data_dir)
        try:
            yield from _figures(request_figures(engine, now), has_desk=bool(settings.requests_url))
        finally:
            engine.dispose()


def _address(settings: Settings) -> Finding:
    """Nothing is sent: only the host is looked up."""
    try:
        found = desk_webhook(settings).addresses()
    except NotSent as error:
        return Finding("fail", ABOUT, f"no post can reach WISMO_REQUESTS_URL: {error}", "See docs/requests.md.")
    return Finding("ok", ABOUT, f"posted to {', '.join(map(str, found))}, signed")


def _figures(figures: RequestFigures, *, has_desk: bool) -> Iterator[Finding]:
    if has_desk and figures.posts.get("failed"):
        mend = "They are in the console and in `wismo requests list --open`; settle them there."
        yield Finding("warn", ABOUT, f"{figures.posts['failed']} posts to the help desk were given up", mend)
    if has_desk and figures.desk.waiting >= DESK_SILENT:
        mend = "The log says what it answers: `the desk did not take a request`."
        yield Finding("warn", ABOUT, f"the help desk takes none for {lasting(figures.desk.waiting)}", mend)
    if (figures.oldest_open or 0.0) >= LONG_OPEN.total_seconds():
        mend = "`wismo requests list --open` shows what callers were promised."
        yield Finding("warn", ABOUT, f"one is open for {lasting(figures.oldest_open or 0.0)}", mend)

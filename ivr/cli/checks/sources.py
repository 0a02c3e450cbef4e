"""Check that sources of orders are heard of, and that requests for personal data are worked off."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.privacy.requests import PrivacyRequests, RequestRecord
from ivr.adapters.sql.records.source_health import source_contacts
from ivr.cli.checks import Finding
from ivr.reporting.source_health import SourceContact
from ivr.settings import Settings

SLOW = timedelta(days=1)
"""An erasure takes minutes, unless a call lasts or Twilio does not answer."""


def check_sources(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Check what the database says of them; whether it answers is checked elsewhere."""
    if not settings.database_url and not list(settings.data_dir.glob("*.db")):
        return
    with suppress(SQLAlchemyError, ValueError, OSError):
        engine = connect(settings.database_url, settings.data_dir)
        try:
            yield from _asked(engine, settings, now)
        finally:
            engine.dispose()


def _asked(engine: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    with engine.connect() as connection:
        contacts = source_contacts(connection, now)
    for source in contacts:
        yield _of_source(source, settings.alert_source_hours)
    key = settings.secret_key.get_secret_value().encode()
    for request in PrivacyRequests(engine, lambda: now, key).all():
        yield from _of_request(request, now)


def _of_source(source: SourceContact, most_hours: float) -> Finding:
    about, hours = f"source {source.name}", source.silence / 3600
    if source.is_refused:
        mend = f"Mend it there, then say so: wismo sources test {source.name}"
        return Finding("fail", about, f"refuses to serve this line: {source.trouble}", mend)
    if source.is_expected and most_hours and hours >= most_hours:
        mend = f"wismo sources test {source.name} says whether it answers; are its webhooks sent to PUBLIC_URL?"
        since = f"not heard of for {hours:.0f} hours"
        return Finding("warn", about, f"{since}: {source.trouble}" if source.trouble else since, mend)
    if source.trouble:
        return Finding("warn", about, f"did not answer: {source.trouble}", "It is asked again; nothing is lost.")
    return Finding("ok", about, f"heard of {hours:.0f} hours ago" if source.is_expected else "not expected to speak")


def _of_request(request: RequestRecord, now: datetime) -> Iterator[Finding]:
    about = f"privacy request {request.name}"
    if request.done_at:
        return
    if request.kind == "export":
        mend = f"wismo privacy export --request {request.name} person.json, and give it to the customer."
        yield Finding("warn", about, f"a customer asks for their data since {request.asked_at:%Y-%m-%d}", mend)
    elif now - request.asked_at > SLOW:
        mend = "`wismo privacy list` shows it; the job ivr.jobs.erase tries again every minute."
        yield Finding("warn", about, f"open since {request.asked_at:%Y-%m-%d} {request.trouble}".strip(), mend)

"""Send text messages."""

from dataclasses import asdict
from functools import partial

from ivr.adapters.sql.records import outbox
from ivr.adapters.twilio.rest import Rest
from ivr.jobs.context import job_stores, utc_now
from ivr.orders.outbound_numbers import textable_number
from ivr.settings import Settings


def deliver() -> dict[str, int]:
    """Send the texts that are due, if WISMO_MESSAGE_SENDER is set."""
    settings = Settings.from_env()
    if not settings.message_sender:
        return {}
    with job_stores(settings) as stores:
        send = Rest.from_settings(settings).send_text
        return asdict(outbox.deliver(stores.engine, send, utc_now, allowed=partial(_gets_texts, settings)))


def _gets_texts(settings: Settings, number: str) -> bool:
    return bool(textable_number(number, country=settings.country, countries=settings.texted_countries))

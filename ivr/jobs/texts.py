"""Send text messages."""

from dataclasses import asdict
from functools import partial

from ivr.adapters.sql.notices.opt_outs import SqlOptOuts
from ivr.adapters.sql.records import outbox
from ivr.adapters.sql.records.outbox import TextSender
from ivr.adapters.twilio.failures import OPTED_OUT, RestFailed
from ivr.adapters.twilio.rest import Rest
from ivr.calls.text_replies import OptOuts
from ivr.jobs.context import job_stores, utc_now
from ivr.orders.outbound_numbers import textable_number
from ivr.settings import Settings


def deliver() -> dict[str, int]:
    """Send the texts that are due, if WISMO_MESSAGE_SENDER is set."""
    settings = Settings.from_env()
    if not settings.message_sender:
        return {}
    with job_stores(settings) as stores:
        opt_outs = SqlOptOuts(stores.engine, settings.secret_key.get_secret_value().encode())
        send = partial(_send, Rest.from_settings(settings).send_text, opt_outs)
        return asdict(outbox.deliver(stores.engine, send, utc_now, allowed=partial(_gets_texts, settings, opt_outs)))


def _gets_texts(settings: Settings, opt_outs: OptOuts, number: str) -> bool:
    is_ours = bool(textable_number(number, country=settings.country, countries=settings.texted_countries))
    return is_ours and not opt_outs.has(number)


def _send(send: TextSender, opt_outs: OptOuts, to: str, body: str) -> str:
    """Send a text. A number that Twilio knows to be opted out is so here too."""
    try:
        return send(to, body)
    except RestFailed as failed:
        if failed.code == OPTED_OUT:
            opt_outs.add(to, way="twilio", at=utc_now())
        raise

"""Events from hostile webhooks fit the columns of the record, on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Engine

from ivr.adapters.sql.records.dead_letter import write_or_set_aside
from ivr.adapters.twilio.form import BadWebhook
from ivr.adapters.twilio.incoming import status_changed, webhook
from ivr.calls.events import Caller, Event, TurnTaken
from ivr.effects.call_back import Booking
from ivr.effects.send_text import Message
from tests.calls.hostile import NASTY, mutated

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def events(form: Mapping[str, str], turn: int) -> Iterator[Event]:
    """The events that a webhook can become."""
    pairs = tuple(form.items())
    try:
        call = webhook(pairs)
        yield TurnTaken(call.sid, turn, NOW, "en-US", dnis=call.dnis, recording=call.answer.recording)
        changed = status_changed(pairs, now=NOW)
    except BadWebhook:
        return
    if changed:
        yield changed


def test_no_mutated_webhook_leaves_an_event_that_cannot_be_recorded(database: Engine) -> None:
    told = [event for turn, hostile in enumerate(mutated(7, 3000)) for event in events(hostile.form, turn)]
    assert len(told) > 2000
    assert write_or_set_aside(database, told) == []


def turn_of(sid: str, text: str) -> TurnTaken:
    """A turn with this text in every text field."""
    return TurnTaken(
        sid,
        0,
        NOW,
        text,
        heard=text,
        pressed=text,
        hops=((text, text, text),),
        messages=(Message(f"{sid}:0", text, text),),
        booking=Booking(text, text, text, 1.0, {}),
        recording=text,
        degraded=text,
        dnis=text,
        caller=Caller(text, text),
    )


def test_no_text_is_too_long_or_too_strange_for_its_column(database: Engine) -> None:
    told = [turn_of(f"CA{place}", text) for place, text in enumerate(NASTY)]
    assert write_or_set_aside(database, told) == []

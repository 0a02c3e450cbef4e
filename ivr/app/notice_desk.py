"""Composes what the console shows of texts before customers call, and does about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from ivr.adapters.redis.notices import RedisNotices
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.notices.figures import NoticeFigures
from ivr.adapters.sql.notices.opt_outs import SqlOptOuts
from ivr.adapters.sql.routing import audit
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.outgoing_message import OutgoingMessage
from ivr.adapters.twilio.rest import Rest
from ivr.app.notices import NoticeWords
from ivr.app.parts import Parts
from ivr.calls.text_errors import text_error
from ivr.orders.model import DeliveryWindow, Order, OrderStatus
from ivr.orders.notices import NoticeFacts
from ivr.orders.outbound_numbers import textable_number
from ivr.reporting.audit import Actor
from ivr.reporting.notice_desk import NoticeRow, StoppedNumber
from ivr.reporting.notice_effect import NoticeCounts, NoticeEffect
from routing.notice_terms import NoticeEvent

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LineNotices:
    """Implements ivr.reporting.notice_desk.NoticeDesk for this line."""

    parts: Parts
    figures: NoticeFigures
    opt_outs: SqlOptOuts
    state: RedisNotices

    @classmethod
    def of(cls, parts: Parts) -> "LineNotices":
        """Create the parts."""
        engine, key = parts.stores.engine, parts.key
        return cls(parts, NoticeFigures(engine), SqlOptOuts(engine, key), RedisNotices(parts.stores.redis, key))

    def counts(self, since: datetime, until: datetime) -> Sequence[NoticeCounts]:
        """The texts planned in a period, by event."""
        return self.figures.counts(since, until)

    def effects(self, since: datetime, until: datetime) -> Sequence[NoticeEffect]:
        """What the texts planned in a period did, by event."""
        return self.figures.effects(since, until, self.parts.clock())

    def newest(self) -> Sequence[NoticeRow]:
        """The texts planned last."""
        return self.figures.newest()

    def stopped_numbers(self) -> Sequence[StoppedNumber]:
        """The numbers opted out last."""
        return [
            StoppedNumber(each.number_key, each.number_hint, each.way, each.who, each.at)
            for each in self.opt_outs.newest()
        ]

    def stop(self, number: str, *, actor: Actor) -> bool:
        """Send no texts to a number any more. Returns False if it is no telephone number."""
        e164 = self._textable(number)
        if e164:
            self.opt_outs.add(e164, way="console", at=self.parts.clock(), who=actor.who)
            self._note(actor, e164[-2:], after="no texts")
        return bool(e164)

    def start(self, number_key: str, *, actor: Actor) -> bool:
        """Send texts to a number again, given by its key. Returns False if it was not opted out."""
        hint = next((each.number_hint for each in self.opt_outs.newest() if each.number_key == number_key), "")
        was_out = self.opt_outs.remove_key(number_key)
        if was_out:
            self._note(actor, hint, after="texts again")
        return was_out

    def trouble(self) -> str:
        """Why sending is stopped, or fails; empty if all is well."""
        try:
            return self.state.trouble()
        except Exception as error:  # redis-py raises more than RedisError
            log.warning("Redis did not say whether texts are stopped", cause=type(error).__name__)
            return "Redis does not answer: it is not known whether texts are sent"

    def go_on(self, *, actor: Actor) -> None:
        """Send again after it was stopped."""
        self.state.go_on()
        self._note(actor, "", after="sent again")

    def preview(self, event: NoticeEvent, language: str, brand: str) -> str:
        """A text of an event about a made-up order. Raises LookupError for a language that the line has not."""
        now = self.parts.clock()
        facts = _made_up(event, now)
        return self._words().text(facts, _order(now, brand), language, now)

    def try_out(self, event: NoticeEvent, language: str, brand: str, number: str, *, actor: Actor) -> str:
        """Send that text to a number. Returns why it was not sent, empty if it was."""
        e164 = self._textable(number)
        if not e164:
            return "This number gets no texts: give a mobile number in a country that is allowed."
        if self.opt_outs.has(e164):
            return "This number has opted out: it gets no texts."
        try:
            body = self.preview(event, language, brand)
            Rest.from_settings(self.parts.settings).send_message(OutgoingMessage(e164, body))
        except RestFailed as failed:
            return f"Twilio did not take it: {text_error(failed.code).words if failed.code else failed}."
        self._note(actor, e164[-2:], after=f"tried out: {event}, {language}")
        return ""

    def _words(self) -> NoticeWords:
        return NoticeWords(self.parts.editor, self.parts.floor.routing, self.parts.settings)

    def _textable(self, number: str) -> str:
        settings = self.parts.settings
        return textable_number(number, country=settings.country, countries=settings.texted_countries)

    def _note(self, actor: Actor, number_hint: str, *, after: str) -> None:
        subject = f"number ending in {number_hint}" if number_hint else "texts"
        with writing(self.parts.stores.engine) as connection:
            audit.note(connection, actor, self.parts.clock(), "notice", subject, after=after)


def _made_up(event: NoticeEvent, now: datetime) -> NoticeFacts:
    """What a text about a made-up order tells."""
    start = now.replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=1)
    window = DeliveryWindow(start, start + timedelta(hours=4)) if event in ("late", "attempted") else None
    url = "" if event == "cancelled" else "https://shop.example/t/5123"
    return NoticeFacts(event, "NW-5123", "" if event == "cancelled" else "UPS", window, url)


def _order(now: datetime, brand: str) -> Order:
    return Order("NW-5123", now, "", OrderStatus.SHIPPED, brand=brand)

"""Composes the texts that are sent before customers call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from ivr.adapters.redis.notices import RedisNotices
from ivr.adapters.speech.brand_speakers import wording
from ivr.adapters.sql.notices.book import SqlNotices
from ivr.adapters.sql.notices.opt_outs import SqlOptOuts, opt_out_key
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.outgoing_message import OutgoingMessage
from ivr.adapters.twilio.rest import Rest
from ivr.app.parts import Clock, Stores, editor_of
from ivr.calls.notices import Notice, NoticeFailed, Notices
from ivr.orders.model import Order
from ivr.orders.notices import NoticeFacts, facts_of, notice_lines
from ivr.orders.outbound_numbers import textable_number
from ivr.orders.phone_numbers import hashed
from ivr.settings import Settings
from prompts.facts import Line
from prompts.wording import Editor
from routing.brands import brand_named
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The words of notices: prompts of the catalogue, replaced by those of the routing document and of the brand."""

    editor: Editor
    routing: Routing
    settings: Settings

    def language(self, order: Order) -> str:
        """The language of a text about an order: the customer's if the line has it, else that of the line."""
        languages = self.settings.languages
        alike = [each for each in languages if each.partition("-")[0] == order.language.partition("-")[0]]
        return order.language if order.language in languages else next(iter(alike), self.settings.language)

    def brand(self, order: Order) -> str:
        """The name of the shop of an order."""
        return brand_named(self.routing, order.brand or None).name

    def text(self, facts: NoticeFacts, order: Order, language: str, now: datetime) -> str:
        """The text as it is sent."""
        lines = notice_lines(facts, order, now, brand=self.brand(order))
        return " ".join(self._said(line, order, language, now) for line in lines)

    def variables(self, facts: NoticeFacts, order: Order, language: str, now: datetime) -> Mapping[str, str]:
        """The variables of a content template: shop, order number, carrier, new window, link."""
        window = ""
        for line in notice_lines(facts, order, now, brand=""):
            if "window" in line.facts:
                window = self._said(Line("notice.window", {"window": line.facts["window"]}), order, language, now)
        values = (self.brand(order), facts.order, facts.carrier, window, facts.url)
        return {str(place): value for place, value in enumerate(values, 1)}

    def _said(self, line: Line, order: Order, language: str, now: datetime) -> str:
        spoken = wording(self.editor, self.routing, order.brand or None, lambda _why: None)
        return spoken.catalogue.words(line, locale=language, now=now)


@dataclass(frozen=True, slots=True)
class NoticeMessages:
    """Sends notices through Twilio."""

    words: NoticeWords
    rest: Rest
    status_url: str
    clock: Clock

    def send(self, notice: Notice, order: Order, number: str) -> str:
        """Send a notice to a number. Returns its SID; raises NoticeFailed."""
        try:
            return self.rest.send_message(self.message(notice, order, number))
        except RestFailed as failed:
            raise NoticeFailed(code=failed.code, permanent=failed.permanent, unsure=failed.unsure) from None

    def message(self, notice: Notice, order: Order, number: str) -> OutgoingMessage:
        """The message: a content template where one is set for the event and language, else a text."""
        now = self.clock()
        facts, language = facts_of(notice.event, order, now), notice.language
        content = self.words.routing.notices.content.get(notice.event)
        sid = content.templates.get(language, "") if content else ""
        if content and sid:
            variables = self.words.variables(facts, order, language, now)
            return OutgoingMessage(
                number, "", sid, variables=variables, channel=content.channel, status_url=self.status_url
            )
        return OutgoingMessage(number, self.words.text(facts, order, language, now), status_url=self.status_url)


def notices_of(settings: Settings, stores: Stores, routing: Routing, clock: Clock, rest: Rest) -> Notices:
    """The use case, by the terms of a routing document. `clock` is the shop's."""
    key = settings.secret_key.get_secret_value().encode()
    words = NoticeWords(editor_of(settings), routing, settings)
    sender = NoticeMessages(words, rest, Addresses(settings.public_url).text_status, clock)
    return Notices(
        terms=routing.notices,
        book=SqlNotices(stores.engine),
        orders=OrderIndex(stores.engine, stores.reader),
        opt_outs=SqlOptOuts(stores.engine, key),
        watch=RedisNotices(stores.redis, key),
        clock=clock,
        hashed=partial(hashed, key=key),
        number_key=partial(opt_out_key, key=key),
        textable=partial(textable_number, country=settings.country, countries=settings.texted_countries),
        language=words.language,
        send=sender.send,
        draw=lambda about: int(hashed(f"notices:{about}", key), 16) % 100,
    )

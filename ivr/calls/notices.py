"""Tells customers of trouble with an order before they call: plans one text for each order and event, and sends it.

Everything is checked when a text is planned and again when it is sent. A text that may have been sent is not sent
again: better none than two.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from ivr.calls.text_errors import TextError, text_error
from ivr.calls.text_replies import OptOuts
from ivr.orders.model import Order
from ivr.orders.notices import notice_event, refusal, still_stands, textable_of
from ivr.orders.order_source import KnownOrders
from ivr.orders.phone_numbers import country_of
from ivr.orders.sending_hours import sending_time
from routing.notice_terms import NoticeEvent, NoticeTerms

NoticeArm = Literal["texted", "held_back"]
NoticeState = Literal["due", "sending", "sent", "delivered", "failed", "refused", "repaired", "held_back"]
"""refused: it must not be sent; repaired: the trouble was over before it was sent."""

DAY = timedelta(days=1)
USEFUL_FOR = timedelta(days=3)
"""A text that could not be sent for so long is not sent: it is no news any more."""
RETRIED_AFTER = timedelta(minutes=30)
SLOWER = timedelta(minutes=15)
"""The pause after a full queue or limit."""
MOST_TRIES = 2
"""Tries of a text that did not arrive; those that never left do not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A text about an order. `about` and `number_key` are keyed hashes of the order's key and of the number.

    `number_hint` is the number's last two digits, `attempts` counts this one.
    """

    order_key: str
    about: str
    event: NoticeEvent
    language: str
    arm: NoticeArm
    number_key: str
    number_hint: str
    created_at: datetime
    attempts: int = 0

    @property
    def id(self) -> str:
        """The name, one for each order and event."""
        return f"{self.about}:{self.event}"


class NoticeFailed(Exception):
    """A text was not taken. `code` is Twilio's, 0 without one; `unsure` if it may have been sent all the same.

    `permanent` if another try would fail too.
    """

    def __init__(self, *, code: int = 0, permanent: bool = True, unsure: bool = False) -> None:
        super().__init__(f"error {code}")
        self.code = code
        self.permanent = permanent
        self.unsure = unsure


class NoticeBook(Protocol):
    """Stores notices; any number of workers use it at once."""

    def plan(self, notice: Notice, *, due_at: datetime) -> bool:
        """Store a notice, unless its order and event have one; one that was repaired unsent is due again."""

    def claimed(self, now: Callable[[], datetime]) -> Iterator[Notice]:
        """The notices that are due, each claimed by this worker just before it is given."""

    def put_off(self, notice: Notice, until: datetime, *, reason: str = "") -> None:
        """Have a claimed notice due later."""

    def settle(self, notice: Notice, state: NoticeState, *, at: datetime, reason: str = "", sid: str = "") -> None:
        """Store what became of a claimed notice; `sid` is Twilio's of the text."""

    def sent_before(self, notice: Notice, since: datetime, *, number_key: str = "") -> int:
        """The texts sent since a time, to one number if it is named, those before this one that are being sent
        included.
        """


class OrdersByKey(Protocol):
    """The orders in the index."""

    def by_identity(self, key: str) -> Order | None:
        """The order with a key, or None."""

    def by_phone(self, e164: str) -> KnownOrders:
        """The orders that carry a number."""


class NoticeWatch(Protocol):
    """Told of what happens to notices."""

    def is_stopped(self) -> bool:
        """Whether nothing may be sent until an admin has looked."""

    def failed(self, error: TextError) -> None:
        """A text failed; stops all others if its error asks for that, and alerts."""

    def texted(self, number: str, notice: Notice, at: datetime) -> None:
        """A number was texted about an order: its next call starts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Plans and sends notices by the terms in force.

    `textable` gives the E.164 of a number that gets texts, else an empty text. `language` chooses that of an order, and
    `send` sends a notice to a number and returns its SID, or raises NoticeFailed. `draw` gives a number below 100 that
    is fixed for an order.
    """

    terms: NoticeTerms
    book: NoticeBook
    orders: OrdersByKey
    opt_outs: OptOuts
    watch: NoticeWatch
    clock: Callable[[], datetime]
    hashed: Callable[[str], str]
    number_key: Callable[[str], str]
    textable: Callable[[str], str]
    language: Callable[[Order], str]
    send: Callable[[Notice, Order, str], str]
    draw: Callable[[str], int]

    def plan(self, orders: Iterable[Order], *, since: datetime | None = None) -> int:
        """Plan the texts that orders give reason for, with `since` only for what happened after that time. Returns how
        many are new.
        """
        return sum(self._plan(order, since) for order in orders)

    def send_due(self) -> dict[str, int]:
        """Send what is due. Returns how many came to which state; none is sent while all are stopped."""
        counts: dict[str, int] = {}
        if self.watch.is_stopped():
            return counts
        for notice in self.book.claimed(self.clock):
            state = self._send(notice)
            counts[state] = counts.get(state, 0) + 1
            if self.watch.is_stopped():
                break
        return counts

    def _plan(self, order: Order, since: datetime | None) -> bool:
        now = self.clock()
        event = notice_event(order, now, self.terms, since=since)
        number = textable_of(order, self._allowed) if event else ""
        if event is None or not number or self._refusal(order, number):
            return False
        due_at = sending_time(order, number, self.terms, now + timedelta(minutes=self.terms.wait_minutes))
        return due_at is not None and self.book.plan(self._notice(event, order, number, now), due_at=due_at)

    def _notice(self, event: NoticeEvent, order: Order, number: str, now: datetime) -> Notice:
        about = self.hashed(order.key)
        return Notice(
            order_key=order.key,
            about=about,
            event=event,
            language=self.language(order),
            arm="held_back" if self.draw(about) < self.terms.held_back else "texted",
            number_key=self.number_key(number),
            number_hint=number[-2:],
            created_at=now,
        )

    def _send(self, notice: Notice) -> NoticeState:
        now, order = self.clock(), self.orders.by_identity(notice.order_key)
        if order is None:
            return self._settle(notice, "refused", "the order is gone")
        if notice.event not in self.terms.events:
            return self._settle(notice, "refused", "no texts about this event any more")
        if not still_stands(notice.event, order, now):
            return self._settle(notice, "repaired", "")
        if now - notice.created_at > USEFUL_FOR:
            return self._settle(notice, "refused", "too late")
        number = textable_of(order, self._allowed)
        if why := self._refusal(order, number) or self._limit(notice, number, now):
            return self._settle(notice, "refused", why)
        return self._at_its_time(notice, order, number, now)

    def _at_its_time(self, notice: Notice, order: Order, number: str, now: datetime) -> NoticeState:
        """Send in the hours of the destination and within the limit of the line, else later."""
        at = sending_time(order, number, self.terms, now)
        if at is None:
            return self._settle(notice, "refused", "no hours at the destination")
        if at == now and self.book.sent_before(notice, now - DAY) >= self.terms.line_day:
            at = now + SLOWER
        if at > now:
            self.book.put_off(notice, at)
            return "due"
        return self._send_now(notice, order, number)

    def _send_now(self, notice: Notice, order: Order, number: str) -> NoticeState:
        try:
            sid = self.send(notice, order, number)
        except NoticeFailed as failed:
            return self._not_sent(notice, number, failed)
        self.book.settle(notice, "sent", at=self.clock(), sid=sid)
        self.watch.texted(number, notice, self.clock())
        return "sent"

    def _not_sent(self, notice: Notice, number: str, failed: NoticeFailed) -> NoticeState:
        error, now = text_error(failed.code), self.clock()
        if failed.unsure:
            return self._settle(notice, "failed", "no answer; it may have been sent")
        if not failed.permanent or error.act == "later":
            self.book.put_off(notice, now + SLOWER, reason=error.words if failed.code else "no connection")
            return "due"
        if error.act == "opt_out":
            self.opt_outs.add(number, way="twilio", at=now)
        if error.act == "stop_all":
            self.book.put_off(notice, now, reason=error.words)
        else:
            self._settle(notice, "failed", error.words)
        self.watch.failed(error)
        return "due" if error.act == "stop_all" else "failed"

    def _refusal(self, order: Order, number: str) -> str:
        why = (
            refusal(order, number, self.orders.by_phone(number), self.terms) if number else "no number that gets texts"
        )
        return why or ("opted out" if self.opt_outs.has(number) else "")

    def _limit(self, notice: Notice, number: str, now: datetime) -> str:
        sent = self.book.sent_before(notice, now - DAY, number_key=self.number_key(number))
        return "too many to the number" if sent >= self.terms.number_day else ""

    def _allowed(self, number: str) -> str:
        """The number in E.164 if the settings and the terms allow texts to it."""
        textable = self.textable(number)
        countries = self.terms.countries
        return textable if textable and (not countries or country_of(textable) in countries) else ""

    def _settle(self, notice: Notice, state: NoticeState, reason: str) -> NoticeState:
        self.book.settle(notice, state, at=self.clock(), reason=reason)
        return state

"""A text before the customer calls: planned by news, held to the hours, checked again when it is sent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.adapters.redis.notices import RedisNotices
from ivr.adapters.sql.notices.book import CLAIMED_FOR, SqlNotices
from ivr.adapters.sql.notices.tables import notices
from ivr.app.notices import notices_of
from ivr.app.parts import Stores
from ivr.calls.notices import Notices
from ivr.emulator import Phone, Switchboard, VirtualClock
from ivr.emulator.rest import RestFaults
from ivr.jobs.notices import plan_changed
from ivr.settings import Settings
from routing.document import DEFAULT, read_file
from routing.model import Routing
from routing.notice_terms import NoticeTerms
from tests.calls.conftest import ALICE, LINE
from tests.emulated_rest import rest_at, rest_served
from tests.shop import Shop

EVENTS = ("late", "attempted", "ready_for_pickup", "cancelled")


class Line:
    """The line's job for notices, on the emulated network."""

    def __init__(self, settings: Settings, stores: Stores, shop: Shop, switchboard: Switchboard, host: str) -> None:
        self.settings, self.stores, self.shop, self.switchboard = settings, stores, shop, switchboard
        self.rest = rest_at(host, switchboard, LINE)
        self.state = RedisNotices(stores.redis, settings.secret_key.get_secret_value().encode())
        self.terms(held_back=0)

    def terms(self, **terms: object) -> None:
        given = {"events": EVENTS, "wait_minutes": 0, "held_back": 0, **terms}
        document = read_file(DEFAULT).model_copy(update={"notices": NoticeTerms.model_validate(given)})
        self.notices = self.of(document)

    def of(self, document: Routing) -> Notices:
        return notices_of(self.settings, self.stores, document, self.shop.now, self.rest)

    def plan(self) -> int:
        """Look at what changed, from a minute ago on."""
        before = int(self.shop.clock.now().timestamp()) - 60
        self.state.move({"": f"{before} "})
        self.shop.clock.advance(seconds=15)
        return plan_changed(self.settings, self.stores, self.notices, self.state)

    def run(self) -> dict[str, int]:
        self.plan()
        done = self.notices.send_due()
        self.switchboard.schedule.settle()
        return done

    def texts(self) -> list[str]:
        return [each.body for each in self.switchboard.messages.to(ALICE)]

    def rows(self, *names: str) -> list[tuple]:
        with self.stores.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*(notices.c[name] for name in names)))]


@pytest.fixture
def line(settings: Settings, stores: Stores, shop: Shop, switchboard: Switchboard) -> Iterator[Line]:
    with rest_served(switchboard, RestFaults()) as host:
        yield Line(settings, stores, shop, switchboard, host)


def late_order(shop: Shop, number: str = "1001", **order: object):
    """An order that was to come today, and now comes on Thursday."""
    parcel = shop.parcel("in_transit", windows=(shop.window("", 0), shop.window("", 2)))
    return shop.has_order(**{"number": number, "status": "shipped", "shipments": (parcel,), **order})


def test_a_customer_is_told_that_the_order_is_late_and_when_it_comes(line: Line, shop: Shop):
    late_order(shop)
    assert line.run() == {"sent": 1}
    (text,) = line.texts()
    assert text.startswith("Northwind: your order 1001 is late. It is now expected on Thursday")
    assert "UPS" in text and "https://track.example/1Z999" in text and text.endswith("Reply STOP for no more texts.")
    assert line.rows("event", "arm", "state", "number_hint") == [("late", "texted", "delivered", "00")]


@pytest.mark.parametrize(
    ("status", "said"),
    [("attempted", "could not be delivered"), ("ready_for_pickup", "ready for you to pick up")],
)
def test_each_trouble_has_its_words(line: Line, shop: Shop, status: str, said: str):
    shop.has_order(status="shipped", shipments=(shop.parcel(status),))
    line.run()
    assert said in line.texts()[0]


def test_a_cancelled_order_is_told_without_a_reason_or_a_link(line: Line, shop: Shop):
    shop.has_order(status="cancelled", cancelled_at=shop.now())
    line.run()
    assert "was cancelled" in line.texts()[0] and "http" not in line.texts()[0]


def test_the_text_is_in_the_language_of_the_order(line: Line, shop: Shop):
    shop.has_order(status="attempted", language="es-MX")
    line.run()
    assert "no se pudo entregar" in line.texts()[0]


def test_nothing_is_sent_as_installed(line: Line, shop: Shop):
    late_order(shop)
    line.terms(events=())
    assert line.run() == {}


def test_what_is_old_is_no_news(line: Line, shop: Shop):
    old = shop.parcel("attempted", last_scan_at=shop.now() - timedelta(days=4))
    shop.has_order(status="shipped", shipments=(old,))
    shop.has_order(status="cancelled")  # nobody knows since when
    assert line.run() == {}


def test_the_same_news_again_sends_no_second_text(line: Line, shop: Shop):
    late_order(shop)
    line.run()
    late_order(shop)
    assert (line.plan(), line.run(), len(line.texts())) == (0, {}, 1)


def test_news_that_was_repaired_before_the_text_cancels_it(line: Line, shop: Shop):
    shop.has_order(number="1001", status="attempted")
    assert line.plan() == 1
    shop.has_order(number="1001", status="delivered", shipments=(shop.parcel("delivered", delivered=0),))
    assert (line.run(), line.texts()) == ({"repaired": 1}, [])


def test_trouble_that_comes_back_after_that_is_told_once(line: Line, shop: Shop):
    test_news_that_was_repaired_before_the_text_cancels_it(line, shop)
    shop.has_order(number="1001", status="attempted")
    line.run()
    line.run()
    assert len(line.texts()) == 1


def test_a_stop_between_plan_and_sending_is_kept(line: Line, shop: Shop):
    late_order(shop)
    line.plan()
    line.switchboard.text(from_=ALICE, to=LINE, body="leave me alone")
    assert (line.run(), line.texts()) == ({"refused": 1}, [])
    assert line.rows("reason") == [("opted out",)]


def test_a_stop_that_only_twilio_knows_of_is_kept_here_too(line: Line, shop: Shop):
    line.switchboard.messages.stopped.add(ALICE)
    late_order(shop)
    assert line.run() == {"failed": 1}
    assert line.notices.opt_outs.has(ALICE)


def test_a_number_that_somebody_else_has_now_gets_nothing(line: Line, shop: Shop):
    late_order(shop)
    line.plan()
    shop.has_order(customer="somebody else", placed=-1)
    assert line.run() == {"refused": 1}
    assert line.rows("reason") == [("a newer order of another customer",)]


def test_an_order_whose_tags_say_no_gets_none(line: Line, shop: Shop):
    late_order(shop, tags=("no-sms",))
    assert line.run() == {}


def test_a_landline_and_a_country_that_is_not_listed_get_none(line: Line, shop: Shop):
    line.terms(countries=("GB",))
    late_order(shop)
    assert line.run() == {}


def test_in_the_night_a_text_waits_for_the_morning_of_the_destination(line: Line, shop: Shop, clock: VirtualClock):
    clock.advance_to(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))  # seven in the evening in California
    late_order(shop, time_zone="America/Los_Angeles", postcode="94110")
    assert line.run() == {}
    (due,) = line.rows("due_at")
    assert due == (datetime(2026, 11, 25, 18, 0, tzinfo=UTC),)
    clock.advance_to(due[0])
    assert line.notices.send_due() == {"sent": 1}


def test_a_text_that_is_late_in_the_queue_does_not_go_at_night(line: Line, shop: Shop, clock: VirtualClock):
    late_order(shop)
    line.plan()
    clock.advance_to(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert (line.notices.send_due(), line.texts()) == ({"due": 1}, [])


def test_a_part_of_the_orders_is_held_back(line: Line, shop: Shop):
    line.terms(held_back=50)
    for place in range(20):
        late_order(shop, number=f"20{place:02}", phone=f"+1415555{place + 200:04}")
    line.run()
    arms = [arm for (arm,) in line.rows("arm")]
    assert len(arms) == 20 and 0 < arms.count("held_back") < 20
    assert len(line.switchboard.messages.kept) == arms.count("texted")


def test_a_number_gets_so_many_texts_a_day(line: Line, shop: Shop):
    for number in ("1001", "1002", "1003"):
        late_order(shop, number=number)
    assert line.run() == {"sent": 2, "refused": 1}


def test_the_line_sends_so_many_texts_a_day_and_the_rest_later(line: Line, shop: Shop):
    line.terms(line_day=1)
    for place in range(3):
        late_order(shop, number=f"20{place}", phone=f"+1415555{place + 200:04}")
    assert line.run() == {"sent": 1, "due": 2}


def test_two_workers_send_one_text(line: Line, shop: Shop):
    late_order(shop)
    line.plan()
    book, now = SqlNotices(line.stores.engine), line.shop.clock.now()
    (name,) = [name for (name,) in line.rows("id")]
    assert book.claim(name, now) is not None
    assert book.claim(name, now) is None
    assert line.notices.send_due() == {}


def test_a_text_whose_worker_died_is_given_up_and_not_sent_again(line: Line, shop: Shop, clock: VirtualClock):
    late_order(shop)
    line.plan()
    book = SqlNotices(line.stores.engine)
    book.claim(line.rows("id")[0][0], clock.now())
    assert book.give_up_lost(clock.now() + CLAIMED_FOR) == 1
    assert line.run() == {}


def test_a_telephone_out_of_reach_is_tried_once_more(line: Line, shop: Shop, clock: VirtualClock):
    line.switchboard.messages.undeliverable[ALICE] = 30003
    late_order(shop)
    line.run()
    assert line.rows("state", "error_code") == [("due", 30003)]
    clock.advance(seconds=1800)
    line.run()
    assert line.rows("state", "attempts") == [("failed", 2)]


def test_a_sender_that_is_not_registered_stops_all(line: Line, shop: Shop):
    line.switchboard.messages.undeliverable[ALICE] = 30034
    late_order(shop)
    line.run()
    shop.has_order(number="3001", status="attempted", phone="+14155550177")
    assert line.run() == {}
    assert "10DLC" in line.state.trouble()
    line.state.go_on()
    assert line.notices.send_due() == {"sent": 1}


def test_a_status_that_comes_late_moves_nothing_back(line: Line, shop: Shop, clock: VirtualClock):
    late_order(shop)
    line.run()
    sid = line.rows("provider_sid")[0][0]
    for status, code in (("sent", 0), ("undelivered", 30003), ("queued", 0)):
        SqlNotices(line.stores.engine).status_changed(sid, status, code, clock.now())
    assert line.rows("state") == [("delivered",)]


def test_news_from_before_they_were_turned_on_is_not_told(line: Line, shop: Shop, clock: VirtualClock):
    late_order(shop)
    clock.advance(seconds=60)
    assert plan_changed(line.settings, line.stores, line.notices, line.state) == 0


def test_a_parcel_that_becomes_late_without_any_news_is_told_too(line: Line, shop: Shop, clock: VirtualClock):
    shop.has_order(window="11:00-12:00")
    line.plan()
    clock.advance(seconds=4 * 3600)
    assert line.run() == {"sent": 1}
    assert "is late" in line.texts()[0]


def test_a_parcel_that_was_late_when_they_were_turned_on_is_told_to_nobody(line: Line, shop: Shop, clock: VirtualClock):
    shop.has_order(window="08:00-09:00")
    for _ in range(3):
        clock.advance(seconds=60)
        assert plan_changed(line.settings, line.stores, line.notices, line.state) == 0


def test_where_a_template_is_set_it_is_sent_in_place_of_words(line: Line, shop: Shop):
    sid = "HX" + "0" * 32
    line.terms(content={"late": {"channel": "whatsapp", "templates": {"en-US": sid}}})
    late_order(shop)
    line.run()
    (sent,) = line.switchboard.messages.kept.values()
    assert (sent.to, sent.from_, sent.body, sent.content_sid) == (f"whatsapp:{ALICE}", f"whatsapp:{LINE}", "", sid)
    assert '"2": "1001"' in sent.content_variables and "Thursday" in sent.content_variables


def test_the_next_call_starts_with_that_order_and_says_why(line: Line, shop: Shop, phone: Phone):
    shop.has_order(number="1002", placed=-1)
    late_order(shop)
    phone.dials().hears("2 orders").hangs_up()
    line.run()
    phone.dials().hears("first expected today").hears("We sent you a text message about it today").does_not_hear(
        "2 orders"
    )


def test_after_some_days_a_call_starts_as_any_other(line: Line, shop: Shop, phone: Phone, clock: VirtualClock):
    shop.has_order(number="1002", placed=-1)
    late_order(shop)
    line.run()
    clock.advance(seconds=4 * 86_400)
    phone.dials().hears("2 orders").does_not_hear("text message about it")

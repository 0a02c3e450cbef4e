"""Notices on both databases: planned once, claimed once, counted by what became of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from ivr.adapters.sql.notices.book import SqlNotices
from ivr.adapters.sql.notices.changed_orders import ChangedOrders
from ivr.adapters.sql.notices.figures import NoticeFigures
from ivr.adapters.sql.notices.opt_outs import SqlOptOuts
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.calls.notices import Notice
from ivr.orders.model import Order, OrderStatus
from ivr.reporting.notice_effect import ArmCounts, NoticeCounts, NoticeEffect

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DAY = timedelta(days=1)


def notice(name: str = "1", arm: str = "texted") -> Notice:
    return Notice(
        order_key=name,
        about=f"about-{name}",
        event="late",
        language="en-US",
        arm=arm,
        number_key="number",
        number_hint="00",
        created_at=NOW,
    )


def test_a_notice_is_planned_once_and_claimed_by_one_of_many(database: Engine):
    book = SqlNotices(database)
    assert (book.plan(notice(), due_at=NOW), book.plan(notice(), due_at=NOW)) == (True, False)
    with ThreadPoolExecutor(4) as workers:
        claimed = list(workers.map(lambda _: book.claim(notice().id, NOW), range(8)))
    assert sum(each is not None for each in claimed) == 1


def test_one_that_was_repaired_is_due_again_and_one_that_was_sent_is_not(database: Engine):
    book = SqlNotices(database)
    for state, again in (("repaired", True), ("sent", False)):
        book.plan(notice(state), due_at=NOW)
        book.settle(book.claim(notice(state).id, NOW), state, at=NOW, sid="SM1")
        assert book.plan(notice(state), due_at=NOW) is again


def test_a_telephone_out_of_reach_is_tried_twice_and_no_state_goes_back(database: Engine):
    book = SqlNotices(database)
    book.plan(notice(), due_at=NOW)
    for sid, at in (("SM1", NOW), ("SM2", NOW + DAY)):
        book.settle(book.claim(notice().id, at), "sent", at=at, sid=sid)
        assert book.status_changed(sid, "undelivered", 30008, at).number_key == "number"
    assert book.status_changed("SM2", "delivered", 0, NOW + DAY) is None
    (counts,) = NoticeFigures(database).counts(NOW - DAY, NOW + DAY)
    assert counts == NoticeCounts("late", sent=1, undelivered=1)


def test_texts_are_counted_by_number_and_for_the_line(database: Engine):
    book = SqlNotices(database)
    for name in ("1", "2", "3"):
        book.plan(notice(name), due_at=NOW)
    first, second, third = (book.claim(notice(name).id, NOW) for name in ("1", "2", "3"))
    book.settle(first, "sent", at=NOW, sid="SM1")
    assert book.sent_before(second, NOW - DAY, number_key="number") == 1
    assert book.sent_before(third, NOW - DAY) == 2, "one is being sent"
    assert book.sent_before(third, NOW - DAY, number_key="another") == 0


def test_arms_are_compared_once_their_week_is_over(database: Engine):
    book, figures = SqlNotices(database), NoticeFigures(database)
    book.plan(notice("1"), due_at=NOW)
    book.plan(notice("2", "held_back"), due_at=NOW)
    assert list(figures.effects(NOW - DAY, NOW, NOW)) == [NoticeEffect("late", watched=2)]
    (found,) = figures.effects(NOW - DAY, NOW, NOW + 8 * DAY)
    assert (found.texted, found.held_back, found.watched) == (ArmCounts(1, 0), ArmCounts(1, 0), 0)
    assert [each.state for each in figures.newest()] == ["due", "held_back"]


def test_a_number_is_opted_out_in_any_spelling_and_once(database: Engine):
    opt_outs = SqlOptOuts(database, b"key")
    for _ in range(2):
        opt_outs.add("+5491123456789", way="keyword", at=NOW)
    assert opt_outs.has("+541123456789") and len(opt_outs.newest()) == 1
    assert (opt_outs.remove("+541123456789"), opt_outs.remove("+541123456789")) == (True, False)


def test_changed_orders_are_read_once_each(database: Engine):
    orders = [Order(str(place), NOW, "c", OrderStatus.SHIPPED) for place in range(3)]
    OrderIndex(database, database, lambda: NOW).replace(orders)
    changed, start = ChangedOrders(database), (int(NOW.timestamp()) - 1, "")
    found, cursor = changed.since("", start, NOW + timedelta(minutes=1))
    assert [each.number for each in found] == ["0", "1", "2"]
    assert changed.since("", cursor, NOW + timedelta(minutes=1)) == ([], cursor)
    assert changed.since("", start, NOW) == ([], start), "what is that new may still be written"
    assert changed.awaited("") == ([], "")

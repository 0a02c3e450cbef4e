"""Figures of requests, on both databases."""

from datetime import timedelta

from sqlalchemy import Engine

from ivr.adapters.signed_webhook import Reply
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.requests.figures import desk_figures, request_figures
from ivr.adapters.sql.requests.outbox import send_due
from ivr.adapters.sql.requests.store import SqlRequests
from ivr.reporting.audit import Actor
from ivr.reporting.request_figures import DeskFigures, RequestFigures
from ivr.reporting.requests import RequestChange
from tests.requests_made import NOW, asked

HOUR = timedelta(hours=1)


def test_without_requests_there_is_nothing(database: Engine) -> None:
    assert request_figures(database, NOW) == RequestFigures()


def test_requests_and_posts_are_counted(database: Engine) -> None:
    write_events(database, [asked(), asked("CA2", order="1002"), asked("CA3", kind="claim", after=HOUR)])
    desk = SqlRequests(database, lambda: NOW, lambda _: None)
    (claim,) = desk.all(kind="claim")
    desk.change(claim.id, RequestChange("done", 0), Actor("ada", "cli"))
    replies = iter([Reply(200), Reply(500)])
    send_due(database, lambda _: next(replies), lambda: NOW)
    found = request_figures(database, NOW + 2 * HOUR)
    assert found.requests == {"start_return:open": 2, "claim:done": 1}
    assert (found.posts, found.tries, found.oldest_open) == ({"sent": 1, "due": 2}, 2, 7200.0)
    assert found.desk == DeskFigures(waiting=7200.0)


def test_what_was_given_up_is_told_for_a_day(database: Engine) -> None:
    write_events(database, [asked()])
    send_due(database, lambda _: Reply(410), lambda: NOW)
    assert desk_figures(database, NOW + HOUR) == DeskFigures(given_up=1)
    assert desk_figures(database, NOW + 25 * HOUR) == DeskFigures()

"""Reports on a schedule: kept in the console, sent once to each, as their maker may see them."""

import csv
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from ipaddress import ip_network
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ivr.adapters.sql.event_webhooks.store import SqlEventWebhooks
from ivr.adapters.sql.kept_reports import SqlKeptReports
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from ivr.app.report_sending import ReportSending, report_sending_of
from ivr.reporting.audit import Actor
from ivr.reporting.kept_report import EVERY, next_due
from ivr.settings import Settings
from tests import desk as receiver
from tests.console.conftest import Browser
from tests.console.test_history_page import week
from tests.desk import desk_server
from tests.mail_server import MailServer, mail_server

__all__ = ["week"]

MAILS = "ada@shop.example\nbob@shop.example"
DAY = {"name": "Queues", "every": "day", "hour": "7", "span": "yesterday", "mails": MAILS}
DAYS = {**DAY, "span": "last_28_days"}
HOUR = 3600


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, post: MailServer) -> Settings:
    post.letters.clear()
    post.refused.clear()
    more = {"smtp_url": SecretStr(post.address), "requests_networks": (ip_network("127.0.0.0/8"),)}
    return settings.model_copy(update={**more, "mail_sender": "wismo@shop.example"})


@pytest.fixture
def sending(settings: Settings, stores: Stores, shop, document) -> ReportSending:
    return report_sending_of(settings, stores, shop.now, lambda: document)


def sent_to(post: MailServer) -> list[str]:
    return [each["To"] for each in post.letters]


def test_a_report_is_mailed_once_at_its_hour_with_the_file_of_the_page(
    ada: Browser, signed_in, week, post, sending, clock
):
    ada.opens("/reports").sends("/reports", **DAYS).shows("The report is kept", "every day at 7:00", "not yet")
    assert (sending.run(), post.letters) == ({"sent": 0, "put_off": 0, "failed": 0}, [])
    clock.advance(seconds=24 * HOUR)
    assert (sending.run()["sent"], sending.run()["sent"]) == (1, 0)
    assert sent_to(post) == ["ada@shop.example", "bob@shop.example"]
    letter, (file,) = post.letters[0], post.letters[0].iter_attachments()
    rows = {row["queue"]: row["offered"] for row in csv.DictReader(StringIO(file.get_content()))}
    eve, days = signed_in("admin", "eve"), "span=between&since=2026-10-28&until=2026-11-24"
    page = csv.DictReader(StringIO(eve.opens(f"/history.csv?{days}").page))
    assert rows == {row["queue"]: row["offered"] for row in page}
    assert set(rows) == {"care-en", "acme-en", "gone"}
    assert letter["Subject"] == "Queues: 2026-10-28 to 2026-11-24"
    assert "/console/history?" in letter.get_body().get_content()
    eve.opens("/reports").shows("sent")


def test_who_cannot_be_reached_holds_up_nobody_and_is_given_up_after_a_day(ada, signed_in, post, sending, clock):
    ada.opens("/reports").sends("/reports", **DAY)
    post.refused.add("ada@shop.example")
    clock.advance(seconds=24 * HOUR)
    assert sending.run() == {"sent": 0, "put_off": 1, "failed": 0}
    assert sent_to(post) == ["bob@shop.example"]
    clock.advance(seconds=22 * HOUR)
    sending.run()
    signed_in("admin", "eve").opens("/reports").shows("failed", "takes no mail for this address")
    assert sent_to(post) == ["bob@shop.example"]


def test_one_that_is_reached_at_last_gets_the_days_that_were_meant(ada, post, sending, clock):
    ada.opens("/reports").sends("/reports", **{**DAY, "mails": "ada@shop.example"})
    post.refused.add("ada@shop.example")
    clock.advance(seconds=24 * HOUR)
    sending.run()
    post.refused.clear()
    clock.advance(seconds=HOUR)
    assert sending.run()["sent"] == 1
    assert post.letters[0]["Subject"] == "Queues: 2026-11-24"


def test_a_sender_that_was_cut_off_sends_nothing_twice(ada, signed_in, post, sending, clock, monkeypatch):
    ada.opens("/reports").sends("/reports", **DAY)
    clock.advance(seconds=24 * HOUR)
    whole = type(sending.mail).send

    def cut_off(mailer, letter):
        whole(mailer, letter)
        if letter.to == ("bob@shop.example",):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(type(sending.mail), "send", cut_off)
        sending.run()
    assert sending.run() == {"sent": 0, "put_off": 0, "failed": 0}
    clock.advance(seconds=HOUR)
    sending.run()
    assert sent_to(post) == ["ada@shop.example", "bob@shop.example"]
    signed_in("admin", "eve").opens("/reports").shows("not sure", "was cut off")


def test_of_two_senders_one_has_the_report(stores, shop, clock):
    reports = SqlKeptReports(stores.engine, shop.now)
    reports.make("Queues", {}, ["ada@shop.example"], every="day", hour=7, actor=Actor("ada", "console"))
    clock.advance(seconds=24 * HOUR)
    first, second = reports.claim(), reports.claim()
    assert first is not None
    assert second is None


def test_a_webhook_gets_the_rows_signed_under_one_id(ada, week, sending, stores, shop, clock, monkeypatch):
    with desk_server() as there:
        hooks = SqlEventWebhooks(stores.engine, shop.now, b"a-secret-for-tests")
        hook, secret = hooks.make(there.url, ["call.began"], actor=Actor("ada", "console"))
        monkeypatch.setattr(receiver, "KEY", b64decode(secret.removeprefix("whsec_")))
        ada.opens("/reports").sends("/reports", **{**DAYS, "mails": "", "webhook": hook}).shows("webhook 127.0.0.1")
        there.answers = [(503, {})]
        clock.advance(seconds=24 * HOUR)
        assert sending.run()["put_off"] == 1
        clock.advance(seconds=HOUR)
        assert sending.run()["sent"] == 1
        ((body,), tries) = there.taken.values(), there.tries
    assert (there.forged, len(set(tries)), len(tries)) == (0, 1, 2)
    assert (body["report"], body["heading"][:2]) == ("Queues", ["queue", "name"])
    assert {row[0] for row in body["rows"]} == {"care-en", "acme-en", "gone"}


def test_a_vendors_report_has_their_queues_alone_and_is_not_seen_by_others(week, signed_in, post, sending, clock):
    vendor = signed_in("vendor", "vera", vendor="acme")
    vendor.opens("/reports").sends("/reports", **DAYS).shows("Queues")
    other = signed_in("vendor", "zoe", vendor="other")
    other.opens("/reports").shows("No reports yet")
    clock.advance(seconds=24 * HOUR)
    sending.run()
    (file,) = post.letters[0].iter_attachments()
    assert {row["queue"] for row in csv.DictReader(StringIO(file.get_content()))} == {"acme-en"}


def test_a_report_whose_maker_is_gone_is_not_sent(signed_in, store, users: SqlUsers, post, sending, clock):
    signed_in("supervisor", "bo").opens("/reports").sends("/reports", **DAY)
    users.remove("bo")
    clock.advance(seconds=24 * HOUR)
    assert sending.run()["failed"] == 1
    assert post.letters == []
    signed_in("admin", "eve").opens("/reports").shows("failed", "no account any more")


def test_a_report_is_removed_by_who_may_see_it_and_by_nobody_else(ada, signed_in, stores, shop):
    ada.opens("/reports").sends("/reports", **DAY)
    (kept,) = SqlKeptReports(stores.engine, shop.now).all()
    bound = signed_in("supervisor", "bo", queues=("care-en",))
    bound.opens("/reports").shows("No reports yet").sends("/reports/remove", report=kept.id)
    ada.opens("/reports").shows("every day").sends("/reports/remove").shows("is removed", "No reports yet")
    ada.opens("/audit?action=report").shows("Queues")


def test_what_is_wrong_is_told_at_its_field(ada):
    wrong = {"name": "", "hour": "25", "every": "never", "span": "between", "mails": "ada"}
    told = ("Name the report", "from 0 to 23", "Choose from the list", "ada is no mail address")
    ada.opens("/reports").sends("/reports", **wrong).shows(*told)
    ada.opens("/reports").sends("/reports", **{**DAY, "mails": ""}).shows("at least one address")
    assert ada.status == 422


def test_the_history_leads_to_a_report_of_itself(ada):
    ada.opens("/history?by=vendor&figure=asa&span=last_week")
    assert "/console/reports?" in ada.page
    ada.opens("/reports?by=vendor&figure=asa").shows('value="vendor" selected', 'value="asa" selected')


@given(st.sampled_from(list(EVERY)), st.integers(0, 23), st.integers(1_580_000_000, 1_900_000_000))
def test_a_report_is_due_next_at_its_hour_of_the_clock(every, hour, after):
    now = datetime.fromtimestamp(after, ZoneInfo("America/New_York"))
    due = next_due(every, hour, now)
    longest = {"day": 1, "week": 7, "month": 31}[every]
    assert 0 < due.timestamp() - now.timestamp() <= timedelta(days=longest, hours=2).total_seconds()
    assert due.hour == hour and (every != "week" or due.weekday() == 0) and (every != "month" or due.day == 1)

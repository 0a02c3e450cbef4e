"""`wismo doctor` on requests of callers."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from ivr.adapters.signed_webhook import Reply
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.requests.outbox import send_due
from ivr.cli.checks.requests import check_requests
from ivr.settings import Settings
from tests.desk import SECRET
from tests.migrated import make_tables
from tests.requests_made import NOW, asked

HERE = {"requests_url": "http://127.0.0.1:9/", "requests_secret": SECRET, "requests_networks": "127.0.0.0/8"}


def found(settings: Settings, **after: float) -> list[tuple[str, str]]:
    return [(each.verdict, each.found) for each in check_requests(settings, NOW + timedelta(**after))]


@pytest.fixture
def engine(tmp_path):
    engine = connect("", tmp_path)
    make_tables(engine)
    yield engine
    engine.dispose()


def test_without_a_desk_and_requests_nothing_is_said(engine, tmp_path):
    assert found(Settings(data_dir=tmp_path)) == []


def test_an_address_that_no_post_reaches_is_told(tmp_path):
    settings = Settings(data_dir=tmp_path, **HERE)
    assert found(settings) == [("ok", "posted to 127.0.0.1, signed")]
    elsewhere = settings.model_copy(update={"requests_networks": (ip_network("10.0.0.0/8"),)})
    ((verdict, says),) = found(elsewhere)
    assert (verdict, "127.0.0.1 is not allowed" in says) == ("fail", True)


def test_what_the_desk_did_not_take_and_nobody_settled_is_told(engine, tmp_path):
    write_events(engine, [asked(), asked("CA2", order="2")])
    replies = iter([Reply(410), Reply(500)])
    send_due(engine, lambda _: next(replies), lambda: NOW)
    said = [says for verdict, says in found(Settings(data_dir=tmp_path, **HERE), days=4) if verdict == "warn"]
    assert said[0] == "1 posts to the help desk were given up"
    assert said[1].startswith("the help desk takes none for")
    assert said[2].startswith("one is open for")

"""The jobs as RQ runs them, on real stores."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pydoc import locate

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from ivr import jobs
from ivr.adapters.redis import alerts, job_queue
from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.event_stream import EVENTS, FIELD, pack
from ivr.adapters.redis.news.pending import PendingOrders
from ivr.adapters.redis.news.stream import NewsStream
from ivr.adapters.redis.sessions.keys import waits
from ivr.adapters.redis.source_locks import source_lock
from ivr.adapters.speech.session_lock import recording_lock
from ivr.adapters.sql.database import connect as connect_database
from ivr.adapters.sql.orders.tables import orders
from ivr.adapters.sql.privacy.requests import PrivacyRequests
from ivr.adapters.sql.records.tables import calls, hops, messages
from ivr.adapters.sql.sources.store import SqlSources
from ivr.calls.events import Caller, TurnTaken
from ivr.cli.schedule import TICKS
from ivr.effects.send_text import Message
from ivr.orders.news import OrderChanged
from ivr.orders.personal_data import Person
from ivr.orders.phone_numbers import hashed
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from prompts.facts import Text
from prompts.studio.recording_session import Retention
from tests.adapters.twilio.standin import Told, stand_in
from tests.adapters.woocommerce.wordpress import KEY, SECRET, WordPress, running
from tests.google_speech import google_speech
from tests.migrated import make_tables
from tests.orders.sources.carriers.answers import ups_package
from tests.orders.sources.trackers.messages import easypost as easypost_tracker
from tests.orders.sources.woocommerce.orders_json import tracking_meta, webhook, woo_order
from tests.processes import children, kill

NOW = datetime.now(UTC)
WISMO = Path(sys.executable).with_name("wismo")


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory):
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def store(redis_server):
    with connect(redis_server.url, 5.0) as client:
        client.flushdb()
        yield client


@pytest.fixture
def database(tmp_path):
    engine = connect_database("", tmp_path)
    make_tables(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def environment(redis_server, store, database, tmp_path, monkeypatch):
    """The environment of a job's settings, with every store empty."""
    for name in [name for name in os.environ if name.startswith(("WISMO_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/wismo.db")
    monkeypatch.setenv("SECRET_KEY", "a-secret-for-tests")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "a-token-for-tests")
    return monkeypatch


def turn(sid="CA1", at=NOW, **changes):
    hop = ("main_line.recognise", "one", "main_line.greet_one")
    return TurnTaken(sid=sid, turn=0, at=at, language="en-US", hops=(hop, hop), **changes)


def put(store, *events):
    with store.pipeline() as together:
        for event in events:
            together.xadd(EVENTS, {FIELD: pack(event)})
        together.execute()


def number_of(database, table):
    with database.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_every_job_on_the_schedule_exists():
    assert all(callable(locate(tick.job)) for tick in TICKS)


def test_a_worker_records_what_waits_in_the_stream(environment, redis_server, store, database):
    put(store, turn("CA1"), turn("CA2"))
    given = job_queue.jobs(redis_server.url)
    job = given.enqueue("ivr.jobs.record")
    SimpleWorker([given], connection=given.connection, serializer=JSONSerializer).work(burst=True)
    assert json.loads(json.dumps(job.return_value())) == {"recorded": 2, "refused": 0}
    assert (number_of(database, calls), store.xlen(EVENTS)) == (2, 0)


def test_nothing_is_forecast_before_there_is_a_history(environment, database):
    assert jobs.forecast_calls() == {}


def test_no_text_is_sent_without_a_number_to_send_it_from(environment, database):
    assert jobs.deliver() == {}


def test_a_text_goes_out_through_twilio(environment, store, database):
    link = Message("CA1:0:0", "+14155550100", "Your parcel: https://shop.example/t/1")
    put(store, turn(messages=(link,)))
    jobs.record()
    with stand_in() as twilio:
        twilio.answers.append(Told(201, {"sid": "SM" + "0" * 32}))
        environment.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
        environment.setenv("WISMO_TWILIO_API_URL", twilio.url)
        environment.setenv("WISMO_MESSAGE_SENDER", "+18005550199")
        assert jobs.deliver() == {"sent": 1, "put_off": 0, "failed": 0}
    assert twilio.asked[0].form == {"To": "+14155550100", "From": "+18005550199", "Body": link.body}
    with database.connect() as connection:
        assert connection.scalar(select(messages.c.provider_sid)) == "SM" + "0" * 32


def test_the_sweeper_closes_a_call_that_never_ended(environment, store, database):
    put(store, turn(at=NOW - timedelta(hours=5)))
    jobs.record()
    assert jobs.sweep() == {"told": 0, "silent": 1}


def test_the_sweeper_asks_twilio_about_quiet_calls(environment, store, database):
    put(store, turn(at=NOW - timedelta(hours=1)))
    jobs.record()
    with stand_in() as twilio:
        twilio.answers.append(Told(200, {"sid": "CA1", "status": "completed", "duration": "31"}))
        environment.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
        environment.setenv("WISMO_TWILIO_API_URL", twilio.url)
        assert jobs.sweep() == {"told": 1, "silent": 0}


def test_the_history_is_rolled_up_and_rolled_again(environment, store, database):
    put(store, turn("CA1", at=NOW - timedelta(hours=30)), turn("CA2", at=NOW - timedelta(days=3)))
    jobs.record()
    first = jobs.roll_up()
    assert first["calls"] == 2
    assert jobs.settle_history() == {**first, "forgotten": 0}


def test_calls_are_forgotten_after_the_days_that_were_set(environment, store, database):
    environment.setenv("WISMO_KEEP_CALLS_DAYS", "2")
    put(store, turn("CA1", at=NOW - timedelta(days=3)), turn("CA2", at=NOW - timedelta(days=1)))
    jobs.record()
    assert jobs.forget() == {"forgotten": 1, "orders": 0, "reports": 0}
    assert number_of(database, calls) == 1


def test_jobs_find_the_embedded_stores_by_themselves(environment, tmp_path):
    for name in ("REDIS_URL", "DATABASE_URL"):
        environment.delenv(name)
    environment.setenv("WISMO_DATA_DIR", str(tmp_path))
    with EmbeddedRedis(tmp_path) as server, subprocess.Popen([WISMO, "worker"], stdout=subprocess.DEVNULL) as worker:
        job = job_queue.jobs(server.url).enqueue("ivr.jobs.record")
        for _ in range(600):
            if job.is_finished or job.is_failed:
                break
            time.sleep(0.05)
        worker.kill()
        assert job.return_value() == {"recorded": 0, "refused": 0}


def kill_worker(worker):
    """The machine is gone: the worker and the process of the job it was at, at once."""
    jobs_of_it = children(worker.pid)
    kill(worker.pid, *jobs_of_it)
    worker.wait()
    return bool(jobs_of_it)


@contextmanager
def events_coming_in(store, given):
    """Thousands of events wait, more come in all the time, and jobs with them; gives the calls they are of."""
    sids, stop = [], threading.Event()

    def bring(how_many):
        new = [f"CA{number:06}" for number in range(len(sids), len(sids) + how_many)]
        put(store, *map(turn, new))
        sids.extend(new)
        given.enqueue("ivr.jobs.record")

    def keep_bringing():
        while not stop.wait(0.1):
            bring(10)

    bring(3000)
    feeder = threading.Thread(target=keep_bringing)
    feeder.start()
    try:
        yield sids
    finally:
        stop.set()
        feeder.join()


def until_it_drains(store, worker):
    """Wait until events leave the stream."""
    most = store.xlen(EVENTS)
    while (length := store.xlen(EVENTS)) >= most and worker.poll() is None:
        most = length
        time.sleep(0.001)


@pytest.mark.promise
def test_a_worker_killed_while_it_records_loses_and_doubles_nothing(environment, redis_server, store, database):
    given, killed_at_work = job_queue.jobs(redis_server.url), 0
    with events_coming_in(store, given) as sids:
        for _ in range(3):
            with subprocess.Popen([WISMO, "worker"], stdout=subprocess.DEVNULL) as worker:
                until_it_drains(store, worker)
                killed_at_work += kill_worker(worker)
    assert killed_at_work > 0
    while store.xlen(EVENTS):
        jobs.record()
    assert (number_of(database, calls), number_of(database, hops)) == (len(sids), 2 * len(sids))


def test_nothing_is_recorded_without_a_studio(environment, database):
    assert (jobs.record_ahead(), jobs.record_orders()) == ({}, {})


def test_the_studio_records_what_every_call_needs_and_what_a_caller_was_told(environment, store, database):
    with google_speech() as google:
        environment.setenv("WISMO_SPEECH_ADDRESS", google.address)
        environment.setenv("WISMO_LANGUAGES", "en-US")
        assert jobs.record_ahead()["standing"]["failed"] == 0
        standing = len(google.asked)
        put(store, turn(at=datetime.now(UTC), said=(("order_status.carrier", {"carrier": Text("UPS")}, "en-US"),)))
        jobs.record()
        assert jobs.record_orders() == {"call": {"there": 0, "made": 1, "failed": 0, "cause": ""}}
    assert google.sentences[standing:] == ["It's with UPS."]
    assert jobs.prune_recordings() == {"retired": 0, "deleted": 0}


def test_a_studio_that_hangs_ends_by_its_deadline_and_the_line_is_told(environment, store, database, capsys):
    with google_speech() as google:
        environment.setenv("WISMO_SPEECH_ADDRESS", google.address)
        environment.setenv("WISMO_SPEECH_DEADLINE", "0.1")
        google.pause = 0.5
        said = (("order_status.carrier", {"carrier": Text("UPS")}, "en-US"),)
        put(store, turn(at=datetime.now(UTC), said=said))
        jobs.record()
        told = jobs.record_orders()["call"]
    assert told == {"there": 0, "made": 0, "failed": 1, "cause": "DeadlineExceeded"}
    assert "some sentences were not recorded" in capsys.readouterr().out


def test_the_voice_of_this_machine_records_where_it_is_asked_for(environment, store, database, tmp_path):
    environment.setenv("WISMO_VOICE", "local")
    said = (("order_status.carrier", {"carrier": Text("UPS")}, "en-US"),)
    put(store, turn(at=datetime.now(UTC), said=said))
    jobs.record()
    assert jobs.record_orders() == {"call": {"there": 0, "made": 1, "failed": 0, "cause": ""}}


def test_two_studios_do_not_record_at_once(environment, store, database):
    with google_speech() as google, recording_lock(store, Retention.STANDING) as allowed:
        environment.setenv("WISMO_SPEECH_ADDRESS", google.address)
        assert allowed
        assert jobs.record_ahead() == {}
        assert google.asked == []


def test_what_is_wrong_is_raised_posted_and_cleared(environment, store, database, monkeypatch):
    posted, at = [], NOW
    monkeypatch.setattr("ivr.jobs.alerting.utc_now", lambda: at)
    monkeypatch.setattr(alerts, "post", lambda address, body, headers: posted.append(json.loads(body)))
    environment.setenv("WISMO_ALERT_WEBHOOK", "https://alerts.example/")
    environment.setenv("WISMO_ALERT_SECRET", "a-secret-for-alerts")
    store.zadd(waits("care-en"), {"CA1": (NOW - timedelta(minutes=3)).timestamp()})
    for seconds in range(0, 200, 10):
        at = NOW + timedelta(seconds=seconds)
        if seconds == 50:
            store.delete(waits("care-en"))
        jobs.watch()
        jobs.tell()
    assert [(each["alert"], each["state"]) for each in posted] == [
        ("long wait: care-en", "raised"),
        ("long wait: care-en", "cleared"),
    ]


@pytest.fixture
def mugs(environment, database):
    """A shop with one order, connected."""
    with running(WordPress(orders=[woo_order()])) as wordpress:
        secrets = {"consumer_key": KEY, "consumer_secret": SECRET}
        source = Source("mugs", "woocommerce", address=wordpress.url, secrets=secrets)
        sources = SqlSources(database, lambda: datetime.now(UTC), b"a-secret-for-tests")
        sources.add(source, actor=Actor("ada", "cli"))
        yield wordpress


def test_a_new_shop_is_read_once_and_single_orders_when_they_changed(mugs, store, database):
    assert [jobs.sync_sources(), jobs.sync_sources()] == [{"mugs": 1}, {}]
    assert number_of(database, orders) == 1
    assert jobs.fetch_orders() == {}
    PendingOrders(store).add([OrderChanged("mugs", "727", NOW)])
    assert [jobs.fetch_orders(), jobs.fetch_orders()] == [{"mugs": 1}, {}]


def test_a_shop_that_another_machine_reads_is_left_to_it(mugs, store):
    with source_lock(store, "sync", "mugs"):
        assert jobs.sync_sources() == {}
    assert jobs.sync_sources() == {"mugs": 1}


def test_a_shop_in_trouble_is_named_and_stops_no_job(mugs, store, database):
    mugs.faults.append(Response("", 429, {"Retry-After": "600"}))
    assert [jobs.sync_sources(), jobs.sync_sources()] == [{}, {}]
    assert len(mugs.asked) == 1
    assert store.ttl("wismo:source:rest:mugs") > 500


def test_news_is_taken_by_one_job_at_a_time(mugs, store, database):
    sent = webhook(woo_order(), secret=SECRET)
    NewsStream(store, b"key").put_webhook("mugs", "1", sent, NOW)
    with source_lock(store, "news"):
        assert jobs.take_news() == {}
    assert [jobs.take_news(), jobs.take_news()] == [{"applied": 1, "refused": 0}, {"applied": 0, "refused": 0}]
    assert number_of(database, orders) == 1


def test_an_erasure_is_worked_off_until_nothing_is_left(environment, store, database):
    environment.setenv("SECRET_KEY", "a-secret-for-tests")
    key, long_ago = b"a-secret-for-tests", NOW - timedelta(minutes=5)
    put(store, turn(at=NOW, caller=Caller(hashed("+14155550100", key), "00")))
    requests = PrivacyRequests(database, lambda: long_ago, key)
    requests.add("erase", Person(phones=("+14155550100",)), asked_by="ada")
    PrivacyRequests(database, lambda: long_ago, b"another").add("erase", Person(), asked_by="ada")
    assert jobs.erase() == {"worked": 2, "open": 2}
    assert number_of(database, calls) == 0
    assert jobs.erase() == {"worked": 2, "open": 1}
    assert [bool(each.trouble) for each in requests.all()] == [True, False]


def test_a_parcel_without_news_is_given_to_a_tracking_service(mugs, store, database):
    parcel = tracking_meta({"tracking_number": "1Z999AA10123456784", "tracking_provider": "UPS"})
    mugs.orders = [woo_order(status="completed", meta_data=[parcel], date_created_gmt=f"{NOW:%Y-%m-%dT%H:%M:%S}")]
    jobs.sync_sources()
    with stand_in() as easypost:
        source = Source("parcels", "easypost", address=easypost.url, secrets={"api_key": "k"})
        sources = SqlSources(database, lambda: datetime.now(UTC), b"a-secret-for-tests")
        assert jobs.follow_parcels() == {}
        sources.add(source, actor=Actor("ada", "cli"))
        easypost.answers.append(Told(201, easypost_tracker(tracking_code="1Z999AA10123456784")))
        assert [jobs.follow_parcels(), jobs.follow_parcels()] == [{"parcels": 1}, {"parcels": 0}]
        assert len(easypost.asked) == 1


def test_carriers_are_asked_about_their_own_parcels_and_a_service_about_the_rest(mugs, store, database):
    placed = f"{NOW:%Y-%m-%dT%H:%M:%S}"
    parcels = [("1Z999AA10123456784", "UPS Ground"), ("9400100000000000000000", "USPS"), ("PIGEON0001", "Pigeons")]
    mugs.orders = [
        woo_order(
            n,
            status="completed",
            date_created_gmt=placed,
            meta_data=[tracking_meta({"tracking_number": number, "tracking_provider": carrier})],
        )
        for n, (number, carrier) in enumerate(parcels, 1)
    ]
    jobs.sync_sources()
    sources = SqlSources(database, lambda: datetime.now(UTC), b"a-secret-for-tests")
    with stand_in() as easypost, stand_in() as ups, stand_in() as fedex:
        for name, kind, at in (("all", "easypost", easypost), ("brown", "ups", ups), ("red", "fedex", fedex)):
            secrets = {"api_key": "k", "client_id": "c", "client_secret": "s"}
            sources.add(Source(name, kind, address=at.url, secrets=secrets), actor=Actor("ada", "cli"))
        ups.answers += [Told(200, {"access_token": "t", "expires_in": "14399"}), Told(200, ups_package())]
        easypost.answers += [Told(201, easypost_tracker(tracking_code=number)) for number, _ in parcels[1:]]
        assert jobs.follow_parcels() == {"brown": 1, "red": 0, "all": 2}
        assert (len(ups.asked), len(fedex.asked), len(easypost.asked)) == (2, 0, 2)


def test_a_parcel_that_always_fails_does_not_stand_before_the_others(mugs, store, database):
    placed = f"{NOW:%Y-%m-%dT%H:%M:%S}"
    mugs.orders = [
        woo_order(
            n,
            status="completed",
            date_created_gmt=placed,
            meta_data=[tracking_meta({"tracking_number": f"1Z00000{n}", "tracking_provider": "UPS"})],
        )
        for n in (1, 2)
    ]
    jobs.sync_sources()
    sources = SqlSources(database, lambda: datetime.now(UTC), b"a-secret-for-tests")
    with stand_in() as easypost:
        source = Source("parcels", "easypost", address=easypost.url, secrets={"api_key": "k"})
        sources.add(source, actor=Actor("ada", "cli"))
        easypost.answers += [Told(201, {"id": "?"}), Told(201, easypost_tracker(tracking_code="1Z000002"))]
        assert jobs.follow_parcels() == {}
        store.delete("wismo:source:rest:parcels")
        assert jobs.follow_parcels() == {"parcels": 1}

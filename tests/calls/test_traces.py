"""A call is one trace of OpenTelemetry, and each of its turns a span."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.job_queue import jobs as job_queue
from ivr.adapters.telemetry.traces import Tracing
from ivr.app.applications import create_app
from ivr.app.tracing import tracing_of
from ivr.calls.events import StatusChanged
from ivr.calls.turn_report import TurnReply, TurnReport
from ivr.cli.worker import JobWorker
from ivr.emulator import Phone, Switchboard, in_process
from ivr.settings import Settings, kinds
from tests.calls.conftest import ACCOUNT, ALICE, LINE, PUBLIC_URL, TOKEN


@pytest.fixture
def spans():
    return InMemorySpanExporter()


@pytest.fixture
def tracing(spans):
    tracing = Tracing(SimpleSpanProcessor(spans))
    yield tracing
    tracing.stop()


@pytest.fixture
def app(settings, stores, shop, tracing):
    app = create_app(settings, clock=shop.now, stores=stores, tracing=tracing)
    yield app
    app.extensions["turns"].calls.late.close()


def named(spans: InMemorySpanExporter, name: str):
    return [span for span in spans.get_finished_spans() if span.name == name]


def test_the_turns_of_a_call_lie_within_the_span_of_the_whole(phone, spans):
    phone.dials().says("where is my order").hangs_up()
    (call,) = named(spans, "call")
    turns = named(spans, "turn")
    assert [span.attributes["wismo.turn"] for span in turns] == [0, 1]
    assert {span.parent.span_id for span in turns} == {call.context.span_id}
    assert {span.context.trace_id for span in spans.get_finished_spans()} == {call.context.trace_id}
    assert (call.parent, call.attributes["wismo.status"]) == (None, "completed")


def test_the_parts_of_a_turn_lie_within_it(phone, spans):
    phone.dials()
    (turn,) = named(spans, "turn")
    within = {span.name: span for span in spans.get_finished_spans() if span.name != "turn"}
    assert {"load session", "orders by telephone", "commit turn"} == within.keys()
    assert {span.parent.span_id for span in within.values()} == {turn.context.span_id}
    assert turn.attributes["wismo.kind"] == "begun"


def test_two_calls_are_two_traces(phone, spans):
    phone.dials().hangs_up()
    phone.dials().hangs_up()
    assert len({span.context.trace_id for span in named(spans, "turn")}) == 2


def test_no_attribute_holds_what_a_caller_is_known_by(phone, shop, spans):
    shop.has_order(number="100001", status="out_for_delivery", postcode="94105", customer="Alice")
    phone.dials().says("where is my order").presses("0").hangs_up()
    told = " ".join(span.to_json() for span in spans.get_finished_spans())
    for personal in (ALICE[1:], LINE[1:], "100001", "Alice", "94105", "where is"):
        assert personal not in told


def test_a_turn_without_redis_is_traced_with_its_fault(settings, stores, shop, clock, tracing, spans):
    with connect("redis://127.0.0.1:1", 0.2) as gone:
        app = create_app(settings, clock=shop.now, stores=replace(stores, redis=gone), tracing=tracing)
        switchboard = Switchboard(wire=in_process(app), clock=clock, account_sid=ACCOUNT, auth_token=TOKEN)
        switchboard.add_number(LINE, f"{PUBLIC_URL}/voice")
        Phone(switchboard, number=ALICE, to=LINE).dials().hears("How can I help")
        app.extensions["turns"].calls.late.close()
    (loading,), (turn,) = named(spans, "load session"), named(spans, "turn")
    assert (loading.status.status_code, loading.status.description) == (StatusCode.ERROR, "Unavailable")
    assert turn.attributes["wismo.degraded"] == "sessions"
    assert not [event for span in spans.get_finished_spans() for event in span.events]


@pytest.mark.parametrize(("share", "recorded"), [("0", 0), ("1", 2)])
def test_a_call_is_recorded_whole_or_not_at_all(monkeypatch, spans, share, recorded):
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", share)
    tracing = Tracing(SimpleSpanProcessor(spans))
    tracing.turn("CA1", 0, lambda: TurnReply("", TurnReport("CA1", 0, "begun", "main_line.menu", "en-US")))
    tracing.call_ended(StatusChanged("CA1", "completed", 1, datetime.now(UTC), 3))
    tracing.stop()
    assert len(spans.get_finished_spans()) == recorded


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_job_is_a_span_and_its_failure_is_marked(settings, stores, tracing, spans):
    queue = job_queue(settings.redis_url)
    queue.enqueue("operator.add", 1, 1)
    queue.enqueue("operator.truediv", 1, 0)
    worker = JobWorker([queue], connection=queue.connection, serializer=queue.serializer)
    worker.tracing = tracing
    worker.work(burst=True)
    ended = {span.name: span.status.status_code for span in spans.get_finished_spans()}
    assert ended == {"job add": StatusCode.UNSET, "job truediv": StatusCode.ERROR}


class Collector(BaseHTTPRequestHandler):
    """Takes spans as OTLP over HTTP has them, without compression."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is written."""


@pytest.fixture
def collector():
    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def test_spans_reach_a_collector_when_the_process_ends(monkeypatch, collector):
    address = f"http://127.0.0.1:{collector.server_port}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    tracing = tracing_of(Settings(OTEL_EXPORTER_OTLP_ENDPOINT=address))
    with tracing.job("record"):
        assert collector.taken == []
    tracing.stop()
    ((path, request),) = collector.taken
    (found,) = request.resource_spans
    assert (path, found.scope_spans[0].spans[0].name) == ("/v1/traces", "job record")
    assert "wismo" in [each.value.string_value for each in found.resource.attributes if each.key == "service.name"]


WITHOUT = """
import sys
import ivr.app.applications, ivr.cli.worker
from ivr.app.tracing import tracing_of
from ivr.settings import Settings
assert tracing_of(Settings()) is None
ours = "opentelemetry.sdk.trace", "opentelemetry.exporter", "ivr.adapters.telemetry.traces"
print([name for name in sys.modules if name.startswith(ours)])  # redis-py imports the SDK's metrics where it finds them
"""


def test_nothing_that_traces_is_imported_unless_a_collector_is_named():
    told = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert told.stdout == "[]\n", told.stderr


def test_a_collector_without_the_extra_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "find_spec", lambda _name: None)
    with pytest.raises(ValueError, match=r"wismo\[traces\]"):
        Settings(OTEL_EXPORTER_OTLP_ENDPOINT="http://localhost:4318")

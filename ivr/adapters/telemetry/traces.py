"""Traces of OpenTelemetry: one for each call, whose turns are spans, and one for each job.

The identity of a trace follows from the call SID, so that all workers of all machines write into one trace without
telling each other anything. Attributes hold names of flows, steps and the like, and of a caller the call SID alone.
"""

import atexit
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    get_current_span,
    set_span_in_context,
)

from ivr.adapters.resilience.guarded_orders import PunctualOrders
from ivr.calls.events import Event, StatusChanged
from ivr.calls.ports import Sessions, Stored
from ivr.calls.turn_report import TurnReply
from ivr.engine.effects import Change
from ivr.flows.context import HoldChoice, LineCall
from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders

STOPS_WITHIN = 1.0
"""Seconds that the end of a process waits for spans to be sent."""
CALL, TURN = "wismo.call", "wismo.turn"
_QUIETLY = {"record_exception": False, "set_status_on_exception": False}
"""The text of an exception may hold personal data: only the name of its class is recorded."""


def sent_in_batches() -> Any:
    """What sends spans by a thread of its own, as the OTEL_* variables say. No turn waits for it."""
    return BatchSpanProcessor(OTLPSpanExporter())


class Tracing:
    """Records spans. `processor` is the SDK's: it is given the spans that have ended."""

    def __init__(self, processor: Any) -> None:
        self._ids = _Ids()
        self._provider = TracerProvider(resource=_resource(), id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("wismo")
        atexit.register(self.stop)

    def stop(self) -> None:
        """Send what has ended, for STOPS_WITHIN seconds at most: a collector that is away delays no restart."""
        atexit.unregister(self.stop)
        sending = threading.Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        sending.start()
        sending.join(STOPS_WITHIN)

    def turn(self, sid: str, turn: int, take: Callable[[], TurnReply]) -> TurnReply:
        """Implements ivr.calls.turn_report.AroundTurn: the turn is a span in the trace of its call."""
        known: dict[str, str | int] = {CALL: sid, TURN: turn}
        with self._span("turn", self._within(sid), known, kind=SpanKind.SERVER) as span:
            reply = take()
            report = reply.report
            flow, _, step = report.at.partition(".")
            told: dict[str, str | int] = {"kind": report.kind, "flow": flow, "step": step, "language": report.language}
            told |= {"degraded": report.degraded or "no", "hops": report.hops}
            span.set_attributes({f"wismo.{name}": value for name, value in told.items()})
            if report.kind == "lost":
                span.set_status(StatusCode.ERROR, "lost")
            return reply

    def call_ended(self, ended: StatusChanged) -> None:
        """Record the span of a whole call, above those of its turns, once its end is reported."""
        trace_id, span_id = _identity(ended.sid)
        begun = ended.at - timedelta(seconds=ended.seconds or 0)
        known = {CALL: ended.sid, "wismo.status": ended.status}
        with self._ids.given(trace_id, span_id):
            span = self._tracer.start_span("call", Context(), attributes=known, start_time=_nanoseconds(begun))
        span.end(_nanoseconds(ended.at))

    @contextmanager
    def job(self, name: str) -> Iterator[Callable[[], None]]:
        """The span of a background job. Yields what is called if the job failed."""
        with self._span(f"job {name}", Context(), {"wismo.job": name}) as span:
            yield lambda: span.set_status(StatusCode.ERROR, "failed")

    def sessions(self, sessions: Sessions) -> "TracedSessions":
        """The same store of calls, whose round trips are spans."""
        return TracedSessions(sessions, self)

    def orders(self, orders: PunctualOrders) -> "TracedOrders":
        """The same source of orders, whose look-ups are spans."""
        return TracedOrders(orders, self)

    def part(self, name: str, system: str, *, sid: str = "") -> Any:
        """A span within that of the turn. Outside of a turn it belongs to the call `sid`, or, without one, is new."""
        inside = get_current_span().get_span_context().is_valid
        context = None if inside else self._within(sid) if sid else Context()
        return self._span(name, context, {"db.system.name": system}, kind=SpanKind.CLIENT)

    @contextmanager
    def _span(self, name: str, context: Any, known: dict[str, Any], *, kind: Any = SpanKind.INTERNAL) -> Iterator[Any]:
        with self._tracer.start_as_current_span(name, context, kind, known, **_QUIETLY) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(StatusCode.ERROR, type(error).__name__)
                raise

    def _within(self, sid: str) -> Any:
        """The trace of a call. Whether it is recorded is the same for all of its spans, in every process."""
        trace_id, span_id = _identity(sid)
        decided = self._provider.sampler.should_sample(None, trace_id, "call").decision
        flags = TraceFlags(TraceFlags.SAMPLED if decided.is_sampled() else TraceFlags.DEFAULT)
        above = SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
        return set_span_in_context(NonRecordingSpan(above), Context())


@dataclass(frozen=True, slots=True)
class TracedSessions:
    """Implements ivr.calls.ports.Sessions. The end of a call ends its trace."""

    within: Sessions
    tracing: Tracing

    def load(self, sid: str, turn: int, *, caller: str = "") -> Stored:
        """As Sessions."""
        with self.tracing.part("load session", "redis", sid=sid):
            return self.within.load(sid, turn, caller=caller)

    def commit(
        self, call: LineCall, *, was: int | None, answer: str, events: Sequence[Event], changes: Sequence[Change] = ()
    ) -> str:
        """As Sessions."""
        with self.tracing.part("commit turn", "redis", sid=call.sid):
            return self.within.commit(call, was=was, answer=answer, events=events, changes=changes)

    def choose(self, sid: str, turn: int, choice: HoldChoice) -> None:
        """As Sessions."""
        with self.tracing.part("store choice", "redis", sid=sid):
            self.within.choose(sid, turn, choice)

    def send_on(self, sid: str, turn: int, queue: str) -> None:
        """As Sessions."""
        with self.tracing.part("store transfer", "redis", sid=sid):
            self.within.send_on(sid, turn, queue)

    def note(self, event: Event, changes: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """As Sessions."""
        with self.tracing.part("note event", "redis", sid=event.sid):
            dropped = self.within.note(event, changes, if_known=if_known)
        if isinstance(event, StatusChanged) and event.ends:
            self.tracing.call_ended(event)
        return dropped


@dataclass(frozen=True, slots=True)
class TracedOrders:
    """Implements PunctualOrders."""

    within: PunctualOrders
    tracing: Tracing

    def by_phone(self, e164: str, *, patience: float) -> KnownOrders:
        """As PunctualOrders."""
        with self.tracing.part("orders by telephone", "sql"):
            return self.within.by_phone(e164, patience=patience)

    def by_number(self, number: str, *, patience: float) -> tuple[Order, ...]:
        """As PunctualOrders."""
        with self.tracing.part("orders by number", "sql"):
            return self.within.by_number(number, patience=patience)

    def by_identity(self, key: str, *, patience: float) -> Order | None:
        """As PunctualOrders."""
        with self.tracing.part("order by identity", "sql"):
            return self.within.by_identity(key, patience=patience)


class _Ids:
    """The SDK's generator of random identities, or those that were given."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()
        self._given = threading.local()

    @contextmanager
    def given(self, trace_id: int, span_id: int) -> Iterator[None]:
        self._given.ids = trace_id, span_id
        try:
            yield
        finally:
            del self._given.ids

    def generate_trace_id(self) -> int:
        trace_id, _ = getattr(self._given, "ids", (0, 0))
        return trace_id or int(self._random.generate_trace_id())

    def generate_span_id(self) -> int:
        _, span_id = getattr(self._given, "ids", (0, 0))
        return span_id or int(self._random.generate_span_id())

    def is_trace_id_random(self) -> bool:
        return False


def _identity(sid: str) -> tuple[int, int]:
    """The trace of a call, and the span of the whole call."""
    made = blake2b(sid.encode(), digest_size=24, person=b"wismo.trace").digest()
    return int.from_bytes(made[:16]) or 1, int.from_bytes(made[16:]) or 1


def _nanoseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000) * 1_000


def _resource() -> Any:
    """What the OTEL_* variables say of this process; its name is wismo if they name none."""
    found = Resource.create()
    unnamed = str(found.attributes.get(SERVICE_NAME, "")).startswith("unknown_service")
    return found.merge(Resource({SERVICE_NAME: "wismo"})) if unnamed else found

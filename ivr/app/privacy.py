"""Exports and erases one person's data, wherever the line keeps it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any, Self

import redis
import structlog
from sqlalchemy import Connection, Engine

from ivr.adapters.redis.person_data import RedisPersonData
from ivr.adapters.sql.orders.report_batch import writing_orders
from ivr.adapters.sql.privacy.person_orders import traces_of
from ivr.adapters.sql.privacy.person_rows import calls_of, delete_rows, open_callbacks, rows_of
from ivr.adapters.sql.privacy.requests import Found, OpenRequest, PrivacyRequests
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.person_data import TwilioPersonData, TwilioTraces
from ivr.adapters.twilio.rest import Rest
from ivr.app.parts import Clock, Stores
from ivr.orders.news import PrivacyRequest
from ivr.orders.personal_data import Person, Traces, person, person_at
from ivr.settings import Settings

QUIET = timedelta(minutes=1)
"""An erasure is done once a run this long after the request finds nothing: what was under way has arrived by then."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an erasure. `counts` is what it deleted, by place; `left` says what has to be tried again."""

    counts: Mapping[str, int] = field(default_factory=dict)
    left: str = ""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One person's data in SQL, in Redis and at Twilio. Without an account, nothing is looked for at Twilio."""

    engine: Engine
    redis: redis.Redis
    clock: Clock
    key: bytes
    country: str
    twilio: TwilioPersonData | None

    @classmethod
    def of(cls, settings: Settings, stores: Stores, clock: Clock) -> Self:
        """Create it from the settings."""
        has_account = bool(settings.twilio_account_sid and settings.twilio_auth_token.get_secret_value())
        return cls(
            engine=stores.engine,
            redis=stores.redis,
            clock=clock,
            key=settings.secret_key.get_secret_value().encode(),
            country=settings.country,
            twilio=TwilioPersonData(Rest.from_settings(settings)) if has_account else None,
        )

    @property
    def requests(self) -> PrivacyRequests:
        """The stored requests."""
        return PrivacyRequests(self.engine, self.clock, self.key)

    def person(self, phones: Iterable[str], emails: Iterable[str], numbers: Iterable[str]) -> Person:
        """The person named by telephones, addresses and orders as they are written. Raises Unidentified."""
        return person(phones, emails, numbers, key=self.key, country=self.country)

    def find(self, who: Person) -> Found:
        """What there is of a person in SQL. Raises SharedNumber and Unidentified."""
        with self.engine.connect() as connection:
            return self._with_calls(connection, traces_of(connection, who))

    def _with_calls(self, connection: Connection, traces: Traces) -> Found:
        called = calls_of(connection, traces, self.key)
        return Found(traces, called.calls, called.texts)

    def export(self, who: Person) -> dict[str, Any]:
        """Everything that there is of a person, as JSON values. Raises SharedNumber, Unidentified and RestFailed."""
        drain(self.redis, self.engine)
        found = self.find(who)
        with self.engine.connect() as connection:
            rows = rows_of(connection, found.traces, found.calls, self.key)
        return {
            "made_at": self.clock().isoformat(),
            "found_by": who.means,
            "database": rows,
            "redis": {
                "calls": [each.call for each in self._in_redis.calls(found.traces)],
                "values": self._in_redis.values(found.traces, found.calls),
            },
            "twilio": asdict(self._at_twilio(found)),
        }

    def handle(self, request: PrivacyRequest) -> None:
        """Store a request that a platform passes on: a job erases, the shop's staff exports."""
        who = person_at(request, key=self.key, country=self.country)
        self.requests.add("erase" if request.erase else "export", who, asked_by=f"source {request.source}")

    def run(self, name: str) -> Run:
        """Work on an erasure, and close it if nothing is left. Safe to be cut off and to run again.

        Raises UnknownRequest, RequestSealed, SharedNumber and Unidentified.
        """
        request = self.requests.get(name)
        run = self._erase_source(request) if request.person.is_whole_source else self._erase(request)
        counts = Counter(request.record.counts) + Counter(run.counts)
        self.requests.note_run(name, counts, run.left)
        if not run.counts and not run.left and self.clock() - request.record.asked_at >= QUIET:
            self.requests.settle(name)
            log.info("personal data was erased", request=name, counts=dict(counts))
        return run

    def _erase(self, request: OpenRequest) -> Run:
        drain(self.redis, self.engine)
        found = self._found(request)
        self.requests.note_found(request, found)
        under_way = [each.sid for each in self._in_redis.calls(found.traces) if not each.is_over]
        counts = self._erase_here(found)
        left = "calls are under way" if under_way else ""
        try:
            there = self._at_twilio(found)
            erased = self.twilio.erase(there) if self.twilio else Counter[str]()
        except RestFailed as failed:
            return Run(counts, f"Twilio: {failed}")
        if erased.total() < there.count:
            left = left or "Twilio: calls or texts are under way"
        return Run(counts + Counter({f"twilio {kind}": count for kind, count in erased.items()}), left)

    def _found(self, request: OpenRequest) -> Found:
        """What there is, with all that was found before. Whose orders are meant is decided once: when those of one
        customer of a shared telephone are gone, it seems to be the other's.
        """
        with self.engine.connect() as connection:
            before = request.found or Found(traces_of(connection, request.person))
            found = before | self._with_calls(connection, before.traces)
        sids = tuple(each.sid for each in self._in_redis.calls(found.traces))
        return found | Found(calls=sids)

    def _erase_here(self, found: Found) -> Counter[str]:
        with writing_orders(self.engine) as connection:
            waiting = open_callbacks(connection, found.traces)
            counts = delete_rows(connection, found.traces, found.calls, self.key, self.clock())
        there = self._in_redis.erase(found.traces, found.calls, waiting)
        return counts + Counter({f"redis {kind}": count for kind, count in there.items()})

    def _erase_source(self, request: OpenRequest) -> Run:
        """Erase orders of a source. The record of calls is the line's own, and goes in its time."""
        with self.engine.connect() as connection:
            traces = traces_of(connection, request.person)
        return Run(self._erase_here(Found(replace(traces, phones=()))) if traces.keys else {})

    @property
    def _in_redis(self) -> RedisPersonData:
        return RedisPersonData(self.redis, self.key)

    def _at_twilio(self, found: Found) -> TwilioTraces:
        if self.twilio is None:
            return TwilioTraces()
        return self.twilio.find(found.traces.spelled, found.calls, found.texts)


def counts_of(exported: Mapping[str, Any]) -> dict[str, int]:
    """How much an export holds, by place."""
    counts = {name: len(rows) for name, rows in exported["database"].items()}
    for place in ("redis", "twilio"):
        counts |= {f"{place} {name}": len(values) for name, values in exported[place].items()}
    return counts

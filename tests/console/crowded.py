"""A console with two hundred queues: recorded calls, waiting callers, alerts, plans and an active switch."""

import json
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ivr.adapters.redis import alerts
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.redis.sessions.store import LIVE
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.calls.events import Answered, Caller, Event, StatusChanged, TurnTaken
from ivr.reporting.alerts import AlertState
from ivr.reporting.audit import Actor
from routing.document import of_json, to_json
from routing.model import Routing

LINES = ("+18005550199", "+18005550111")
VENDORS = {"acme": "Acme BPO", "bestel": "Bestel", "contoso": "Contoso Care", "delta": "Delta"}
LANGUAGES = ("en-US", "es-MX", "fr-CA", "de-DE")
QUEUES = 200
BUSY = {"q007": 3, "q042": 9, "q113": 1}
"""Where callers wait."""
ADA = Actor("ada", "console")


def crowded() -> Routing:
    """The document."""
    return of_json({
        "brand": "Northwind", "default": "q000", "vendors": {name: {"name": each} for name, each in VENDORS.items()},
        "hours": {"days": {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00"}}},
        "queues": {f"q{at:03}": _queue(at) for at in range(QUEUES)},
        "rules": [{"name": f"Rule {at}", "when": {"tier": f"t{at}"}, "send": f"q{at:03}"} for at in range(QUEUES)],
        "numbers": {line: {"language": "en-US", "languages": list(LANGUAGES[:2])} for line in LINES},
        "switches": {"shut": {"name": "All closed", "closes": True, "message": {"en-US": "We are closed."}},
                     "storm": {"name": "Storm", "message": {"en-US": "A storm delays parcels."}}},
    })  # fmt: skip


def _queue(at: int) -> dict[str, Any]:
    language = LANGUAGES[at % len(LANGUAGES)]
    one = {"name": f"Queue {at} {language}", "languages": [language], "hand_off": {"desk": f"q{at:03}"}}
    return {**one, "kind": "in_house"} if at % 3 else {**one, "kind": "outsourced", "vendor": list(VENDORS)[at % 4]}


def seeded(stores: Stores, now: datetime) -> RoutingStore:
    """All of it, in the stores."""
    store = RoutingStore(stores.engine, clock=lambda: now, first=crowded())
    store.publish(crowded(), actor=ADA, note="two hundred queues")
    Announcements(stores.redis, store).tell()
    _recorded(stores, now)
    for name, many in BUSY.items():
        for caller in range(many):
            began = (now - timedelta(seconds=20 * (caller + 1))).isoformat()
            place = json.dumps(["hand_off.connect", "en-US", began, LINES[caller % 2], name])
            stores.redis.hset(LIVE, f"CA{name}{caller}", place)
    raised = AlertState("long wait: q042", "somebody waits for q042", True, now.timestamp() - 600)
    alerts.save_alerts(stores.redis, {raised.name: raised}, [], post=False)
    return store


def _recorded(stores: Stores, now: datetime) -> None:
    """Calls of this morning, in a few of the queues."""
    lot, events = Random(11), list[Event]()
    for number in range(120):
        began, name = now - timedelta(minutes=5 + number % 60), f"q{lot.choice((1, 2, 3, 5, 8, 13, 21, 34, 42, 55)):03}"
        decision = {"queue": name, "rule": "default", "version": 1, "caller": {"language": "en-US", "issue": "other"}}
        taken = began + timedelta(seconds=lot.choice((4, 12, 15, 50)))
        events += [
            TurnTaken(f"CA{number}", 0, began, "en-US", hops=(("hand_off.connecting", "then", "hand_off.connect"),),
                      caller=Caller(f"k{number}", "07"), decision=decision),
            *([Answered(f"CA{number}", taken)] if number % 5 else []),
            StatusChanged(f"CA{number}", "completed", 1, taken + timedelta(seconds=90), 90),
        ]  # fmt: skip
    write_events(stores.engine, events)


def changes(store: RoutingStore, stores: Stores, now: datetime) -> None:
    """An active switch; two plans, one of them in conflict; a draft."""
    why = "The office in the north is without power"
    store.flip("shut", until=now + timedelta(hours=2), actor=Actor("ruth", "phone"), why=why)
    Announcements(stores.redis, store).tell()
    plans, monday = Plans(stores.engine, store, lambda: now), now + timedelta(days=2)
    for limits in ({"q007": 60}, {"q008": 30}):
        plans.add(plans.of(limited(limits), author="ada", at=monday, note="More for the sales", based_on=1), actor=ADA)
    store.publish(of_json(limited({"q007": 12})), actor=Actor("bob", "api"), note="urgent")
    store.save_draft(of_json(limited({"q007": 12, "q008": 44})), actor=ADA, revision=0, based_on=2)


def limited(capacities: dict[str, int]) -> dict[str, Any]:
    """The document with other capacities."""
    document = to_json(crowded())
    for queue, capacity in capacities.items():
        document["queues"][queue]["capacity"] = capacity
    return document

"""Callers tried out on the line itself, by the routing in force or by another document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from ivr.adapters.redis.routing_runtime import RoutingRuntime
from ivr.adapters.speech.playback import nothing_recorded
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.adapters.twilio.render import Renderer
from ivr.app.line import calls_of
from ivr.app.parts import Clock, Parts, Stores, floor_now, parts_of
from ivr.calls.routing_trial import Reader, Trial, decided
from ivr.calls.turn_handler import TurnHandler
from ivr.settings import Settings
from routing.decide import CompiledRouting
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Trials:
    """Decides callers who are made up as it decides live ones: by their number, orders, language and memory."""

    parts: Parts
    calls: TurnHandler

    @property
    def reader(self) -> Reader:
        """Reads what people type of a caller."""
        return Reader(self.parts.settings.country, self.parts.settings.languages)

    def decide(self, trial: Trial, routing: Routing, version: int, at: datetime | None = None) -> Mapping[str, Any]:
        """Where the caller would go by a document, and why. `trial` was read by the reader.

        Now, the queues are as they stand; at another time as if nobody waited. Switches count that are on then.
        """
        floor, now = self._floor(routing, version, at), at or self.parts.clock()
        calls = replace(
            self.calls,
            services=lambda at: replace(self.calls.services(at), floor=floor),
            clock=lambda: now,
            language=partial(_language, routing, self.parts.settings),
        )
        return decided(calls, trial)

    def _floor(self, routing: Routing, version: int, at: datetime | None) -> RoutingRuntime:
        """The queues for one decision: what is given on it is counted nowhere."""
        shown = replace(self.parts.floor.snapshot, config=CompiledRouting(routing, version))
        if at is not None:
            on = frozenset(name for name, until in self.parts.store.switches().items() if until > at)
            shown = replace(shown, states={}, switches=on, ledger=ledger_of(self.parts.stores.engine, at))
        return RoutingRuntime(lambda: shown, older=lambda _: None)


def trials_of(settings: Settings, clock: Clock, stores: Stores) -> Trials:
    """Trials for a command, on the queues as they stand at this moment."""
    parts = replace(parts_of(settings, clock, stores), floor=floor_now(settings, stores, clock))
    renderer = Renderer(speaker=parts.wordings.of, phrases=parts.editor.catalogue.phrases, recorded=nothing_recorded)
    return Trials(parts, calls_of(parts, renderer, TurnLog(parts.meters)))


def _language(routing: Routing, settings: Settings, dialled: str) -> str:
    number = routing.numbers.get(dialled)
    return number.language if number else settings.language

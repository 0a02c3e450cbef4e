"""Trial decisions for made-up callers, by the routing in force or another document."""

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
from ivr.calls.routing_trial import RoutingTrial, TrialReader, decided
from ivr.calls.turn_handler import TurnHandler
from ivr.settings import Settings
from routing.decide import CompiledRouting
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Trials:
    """Decides made-up callers like live ones: by number, orders, language and history."""

    parts: Parts
    calls: TurnHandler

    @property
    def reader(self) -> TrialReader:
        """Parses the typed attributes of a caller."""
        return TrialReader(self.parts.settings.country, self.parts.settings.languages)

    def decide(
        self, trial: RoutingTrial, routing: Routing, version: int, at: datetime | None = None
    ) -> Mapping[str, Any]:
        """The decision for a caller by a document, with its explanation. `trial` comes from the reader.

        For the present the current queue states count; for another time the queues are empty, and the switches are
        those on at that time.
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
        """The queue states for one decision, which is not counted in the ledger."""
        shown = replace(self.parts.floor.snapshot, config=CompiledRouting(routing, version))
        if at is not None:
            on = frozenset(name for name, until in self.parts.store.switches().items() if until > at)
            shown = replace(shown, states={}, switches=on, ledger=ledger_of(self.parts.stores.engine, at))
        return RoutingRuntime(lambda: shown, older=lambda _: None)


def trials_of(settings: Settings, clock: Clock, stores: Stores) -> Trials:
    """Trials for a command, with the current queue states."""
    parts = replace(parts_of(settings, clock, stores), floor=floor_now(settings, stores, clock))
    renderer = Renderer(speaker=parts.wordings.of, phrases=parts.editor.catalogue.phrases, recorded=nothing_recorded)
    return Trials(parts, calls_of(parts, renderer, TurnLog(parts.meters)))


def _language(routing: Routing, settings: Settings, dialled: str) -> str:
    number = routing.numbers.get(dialled)
    return number.language if number else settings.language

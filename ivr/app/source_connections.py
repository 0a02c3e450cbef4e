"""Connecting sources of orders: tested at their platform before they are stored, then told where to send webhooks."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from ivr.adapters.redis.source_locks import SourceRests
from ivr.adapters.sql.sources.store import SqlSources
from ivr.app.parts import Clock, Stores
from ivr.app.reading import reading_of
from ivr.app.sources import can_reach_line, connector_of, shop_of, sources_of, tracker_of, webhook_address
from ivr.orders.sources.source import Access, Source, SourceRefused, SourceSilent
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from ivr.settings.source_secrets import secrets_of, source_secrets


@dataclass(frozen=True, slots=True)
class Connection:
    """A source that was connected. `topics` are its webhooks, `trouble` the reason if none could be registered."""

    access: Access
    topics: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SourceConnections:
    """Connects sources. Whatever asks a platform raises SourceRefused and SourceSilent."""

    settings: Settings
    sources: SqlSources
    rests: SourceRests
    clock: Clock

    @classmethod
    def of(cls, settings: Settings, stores: Stores, clock: Clock) -> Self:
        """Create the parts."""
        return cls(settings, sources_of(settings, stores.engine, clock), SourceRests(stores.redis), clock)

    def webhook_address(self, name: str) -> str:
        """Where the platform sends its webhooks."""
        return webhook_address(self.settings, name)

    def connect(self, source: Source, *, actor: Actor) -> Connection:
        """Test a source, store it, and have its webhooks sent here. Its orders are read by a job from now on.

        Raises SourceUnfit too.
        """
        access = self._tested(source)
        self.sources.add(source, actor=actor)
        return self._registered(source, access)

    def change(self, source: Source, *, actor: Actor) -> Connection:
        """Test a source as it is to be from now on, store it, and register its webhooks again."""
        access = self._tested(source)
        self.sources.change(source, actor=actor)
        self.rests.end(source.name)
        return self._registered(source, access)

    def change_secrets(self, name: str, secrets: Mapping[str, str], *, actor: Actor) -> Connection:
        """Give a source other secrets; those that are not given stay."""
        source = self.sources.get(name)
        stored = {each: value for each, value in source.secrets.items() if each not in _of_environment(name)}
        return self.change(replace(source, secrets={**stored, **secrets}), actor=actor)

    def test(self, name: str) -> Access:
        """Ask a platform whether it serves this line. If it had refused to, it is asked again from now on."""
        access = self._tested(self.sources.get(name))
        if self.sources.state(name).is_refused:
            self.read_anew(name)
        return access

    def register(self, name: str) -> Connection:
        """Have the webhooks of a source sent here, for instance after PUBLIC_URL was changed."""
        source = self.sources.get(name)
        return self._registered(source, self._tested(source))

    def read_anew(self, name: str, *, everything: bool = False) -> None:
        """Have a job read what changed at a shop, or everything; ask a tracking service again. Raises UnknownSource."""
        connector = connector_of(self.sources.get(name).kind)
        if connector and connector.shop:
            self.sources.begin(name, everything=everything)
        else:
            self.sources.finished(name)
        self.rests.end(name)

    def _tested(self, source: Source) -> Access:
        source, connector = _whole(source), connector_of(source.kind)
        if connector and (missing := connector.missing(source)):
            raise SourceRefused(f"{connector.title} needs {', '.join(missing)}")
        reading = reading_of(self.settings, self.clock())
        platform = shop_of(source, reading) or tracker_of(source, reading)
        return platform.test() if platform else Access(source.name)

    def _registered(self, source: Source, access: Access) -> Connection:
        shop = shop_of(_whole(source), reading_of(self.settings, self.clock()))
        if shop is None:
            return Connection(access)
        if not can_reach_line(self.settings, source):
            return Connection(access, trouble="PUBLIC_URL is not https, so that no platform would send webhooks there")
        try:
            return Connection(access, shop.register(self.webhook_address(source.name)))
        except (SourceRefused, SourceSilent) as error:
            return Connection(access, trouble=str(error))


def _whole(source: Source) -> Source:
    """A source with its secrets in the environment, which are not stored."""
    return replace(source, secrets={**source.secrets, **_of_environment(source.name)})


def _of_environment(name: str) -> Mapping[str, str]:
    return secrets_of(name, source_secrets(os.environ))

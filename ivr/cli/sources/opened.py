"""The sources of this installation, opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import click

from ivr.adapters.sql.schema import upgrade
from ivr.adapters.sql.sources.sealing import SecretsUnreadable
from ivr.adapters.sql.sources.store import SourceUnfit, UnknownSource
from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores, open_stores
from ivr.app.source_connections import SourceConnections
from ivr.app.sources import connector_of
from ivr.cli.environment import load_settings, redis_at
from ivr.cli.installation import COMMAND_PATIENCE, check_brand
from ivr.orders.sources.connector import Connector
from ivr.orders.sources.source import SourceKind, SourceRefused, SourceSilent
from ivr.settings import Settings


@dataclass(frozen=True, slots=True)
class SourcesLine:
    """What the commands work on."""

    settings: Settings
    stores: Stores
    connections: SourceConnections
    intake: NewsIntake

    def check_brand(self, brand: str) -> None:
        """End the command if the routing in force has no such brand: nobody would hear of the orders."""
        check_brand(self.settings, self.stores.engine, brand)


@contextmanager
def open_sources() -> Iterator[SourcesLine]:
    """Open the line for one command. Errors that an operator can mend end the command with a message."""
    settings = load_settings()
    with redis_at(settings) as url:
        there = settings.model_copy(update={"redis_url": url, "redis_deadline": COMMAND_PATIENCE})
        stores = open_stores(there)
        try:
            upgrade(stores.engine)
            connections = SourceConnections.of(there, stores, utc_now)
            yield SourcesLine(there, stores, connections, NewsIntake.of(there, stores, utc_now))
        except (SourceRefused, SourceSilent) as error:
            raise click.ClickException(f"{_cause(error)}") from None
        except (SourceUnfit, UnknownSource, SecretsUnreadable) as error:
            raise click.ClickException(str(error)) from None
        finally:
            stores.close()


def _cause(error: Exception) -> str:
    return (
        f"the source does not serve this line: {error}" if isinstance(error, SourceRefused) else f"no answer: {error}"
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def known_connector(kind: SourceKind) -> Connector:
    return cast("Connector", connector_of(kind))

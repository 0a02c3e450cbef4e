"""How sources are doing, in words for a terminal."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from ivr.app.source_connections import Connection
from ivr.app.sources import connector_of
from ivr.cli.sources.opened import SourcesLine, known_connector, utc_now
from ivr.orders.sources.source import Access, Source, SourceState


def tell_connection(line: SourcesLine, source: Source, made: Connection) -> None:
    tell_access(made.access)
    connector, address = known_connector(source.kind), line.connections.webhook_address(source.name)
    if made.trouble:
        click.echo(
            f"No webhooks were registered: {made.trouble}. Then:  wismo sources webhooks {source.name}", err=True
        )
    elif made.topics:
        click.echo(f"{len(made.topics)} webhooks are sent to {address}")
    elif connector.webhooks:
        click.echo(f"Have {connector.title} send its webhooks to {address}")
    else:
        click.echo(f"{connector.title} sends no webhooks: a job asks about its parcels")
    if connector.shop:
        click.echo(f"Its orders are read by a job:  wismo sources status {source.name}")


def tell_access(access: Access) -> None:
    click.echo(f"{access.name} serves this line.")
    for right in access.missing:
        click.echo(f"missing right: {right}", err=True)
    for remark in access.remarks:
        click.echo(f"note: {remark}")


def report_lines(line: SourcesLine, source: Source, state: SourceState) -> Iterator[tuple[str, str]]:
    yield "source", f"{source.name}, {known_connector(source.kind).title if connector_of(source.kind) else source.kind}"
    connector = connector_of(source.kind)
    if source.address or (connector and connector.webhooks):
        yield "address", source.address or line.connections.webhook_address(source.name)
    yield "brand", source.brand or "all"
    yield "state", in_a_word(source, state)
    yield "last news", ago(state.heard_at)
    if connector and connector.shop:
        yield "last read", ago(state.synced_at)
        if state.sync_began_at:
            yield (
                "reading",
                f"{state.done} orders{f' of {state.of}' if state.of else ''}, since {ago(state.sync_began_at)}",
            )
        if waiting := line.intake.pending.count(source.name):
            yield "to ask for", f"{waiting} orders"
    if state.trouble:
        yield "trouble", f"{state.trouble} ({ago(state.trouble_at)})"


def in_a_word(source: Source, state: SourceState) -> str:
    if source.paused:
        return "paused"
    if state.is_refused:
        return "refused, to be mended"
    if state.trouble:
        return "in trouble, tried again"
    return "reading" if state.sync_began_at else "well"


def ago(at: datetime | None) -> str:
    """A time, in words for a table."""
    if at is None:
        return "never"
    passed = utc_now() - at
    for unit, name in ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if passed >= unit:
            return f"{passed // unit} {name} ago"
    return "just now"

"""Where a caller would be routed, and why a past call was routed as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from ivr.adapters.sql.records.tables import decisions
from ivr.app.parts import open_stores
from ivr.app.trying import Trials, trials_of
from ivr.calls.routing_trial import RoutingTrial, UnfitTrial
from ivr.cli.environment import redis_at
from ivr.cli.installation import COMMAND_PATIENCE, Installation, open_installation, parse_time, read_document
from routing.explanation import lines
from routing.model import Routing


@click.command("try")
@click.option("--from", "number", default="", help="The caller's number, or anonymous.")
@click.option("--to", "dialled", default="", help="The number dialled.")
@click.option(
    "--language", default="", help="The caller's language; by default the recorded one, or that of the number dialled."
)
@click.option("--issue", default="", help="The issue that the caller names; by default what the order suggests.")
@click.option("--tier", default="")
@click.option("--country", default="", help="By name or code.")
@click.option("--order-value", default="")
@click.option("--late", is_flag=True, help="The order is late.")
@click.option("--repeat", is_flag=True, help="The caller rang in the last seven days.")
@click.option("--attestation", default="", help="A, B, C or failed.")
@click.option("--at", "at", default="", help="When, as in 2026-12-25T10:00; now unless given.")
@click.option(
    "--draft", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A document that is not published."
)
def try_(*, late: bool, at: str, draft: Path | None, **typed: Any) -> None:
    """Show where a caller would be routed and why, by the version in force and by the draft.

    What is known of the number (orders, language, the last call) fills in what the options leave open. Queues are as
    they are now; with --at they are taken as empty.
    """
    with open_installation() as line, _trials(line) as trials:
        trial = _read(trials, RoutingTrial(**typed, order_state=("late",) if late else ()))
        when = parse_time(at, line.settings.time_zone) if at else None
        for title, routing, version in _sides(line, draft):
            explained = trials.decide(trial, routing, version, when)
            click.echo(f"{title}: " + "\n".join(lines(explained)))
            if explained.get("unseen"):
                click.echo("  the orders did not answer: nothing of the caller's is known", err=True)


@contextmanager
def _trials(line: Installation) -> Iterator[Trials]:
    with redis_at(line.settings) as url:
        patient = dict.fromkeys(("redis_deadline", "order_deadline"), COMMAND_PATIENCE)
        own = {"redis_url": url, "turn_deadline": 4 * COMMAND_PATIENCE, **patient}
        settings = line.settings.model_copy(update=own)
        stores = open_stores(settings)
        try:
            yield trials_of(settings, line.clock, stores)
        finally:
            stores.close()


def _read(trials: Trials, trial: RoutingTrial) -> RoutingTrial:
    options = {"number": "from", "dialled": "to"}
    try:
        return trials.reader.read(trial)
    except UnfitTrial as error:
        told = [f"--{options.get(name, name).replace('_', '-')}: {what}" for name, what in error.fields.items()]
        raise click.UsageError("\n".join(told)) from None


def _sides(line: Installation, draft: Path | None) -> Iterator[tuple[str, Routing, int]]:
    """The documents to decide by, each with its title and version."""
    current, pending = line.store.current(), line.store.draft()
    yield "in force", current.routing, current.number
    if draft is not None:
        yield f"draft ({draft.name})", read_document(draft), current.number
    elif pending.revision:
        yield "draft", pending.routing, current.number


@click.command()
@click.argument("call_sid")
def explain(call_sid: str) -> None:
    """Show each routing decision of call CALL_SID, with every rule tried and every queue skipped."""
    with open_installation() as line, line.engine.connect() as connection:
        mine = select(decisions.c.decision).where(decisions.c.call_sid == call_sid).order_by(decisions.c.turn)
        found = connection.scalars(mine).all()
    if not found:
        raise click.ClickException(
            f"no decision is on record for {call_sid}: it was not routed, or the record is behind"
        )
    for each in found:
        click.echo("\n".join(lines(each)))

"""`wismo work`: see what is owed to callers, and say what was done about it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ivr.adapters.sql.schema import upgrade
from ivr.adapters.sql.work.store import SqlWork
from ivr.app.parts import open_stores, shop_clock
from ivr.app.work_desk import work_desk
from ivr.cli.environment import load_settings, redis_at
from ivr.cli.installation import COMMAND_PATIENCE, this_user
from ivr.reporting.work_items import (
    OUTCOMES,
    REQUEST_OUTCOMES,
    WORK_KINDS,
    Act,
    NoSuchWork,
    WorkChange,
    WorkFilter,
    WorkItem,
    WorkMoved,
)

LISTED = 200
_NOTE = click.option("--note", default=None, help="A note for others; it replaces the one that is there.")


@click.group()
def work() -> None:
    """List messages, callbacks, requests and missed calls, and close them."""


@work.command("list")
@click.option("--kind", type=click.Choice(WORK_KINDS), default=None, help="Only items of one kind.")
@click.option("--queue", default="", help="Only items of a queue, by its key.")
@click.option("--overdue", is_flag=True, help="Only what should have been done by now.")
@click.option("--done", "is_done", is_flag=True, help="What is done, the newest first.")
def list_(kind: str | None, queue: str, overdue: bool, is_done: bool) -> None:
    """List what is owed, due first."""
    wanted = WorkFilter(kind=kind or "", queue=queue, is_overdue=overdue, state="done" if is_done else "unsettled")
    with _desk() as desk:
        found = desk.listed(wanted, most=LISTED)
    for each in found:
        click.echo(_line(each))
    if len(found) == LISTED:
        click.echo(f"These are the first {LISTED}.")
    if not found:
        click.echo("There is nothing.")


@work.command()
@click.argument("name")
def show(name: str) -> None:
    """Show an item: whom to call, and what was noted."""
    with _desk() as desk:
        item = desk.get(name)
    click.echo(_line(item))
    click.echo(f"  caller {item.number or 'not known'}, {item.language}; call {item.call_sid}; tries {item.tries}")
    if item.note:
        click.echo(f"  note: {item.note}")


@work.command()
@click.argument("name")
@_NOTE
def take(name: str, note: str | None) -> None:
    """Say that you work on an item."""
    _move(name, "take", note)


@work.command()
@click.argument("name")
@click.option("--outcome", required=True, type=click.Choice([*OUTCOMES, *REQUEST_OUTCOMES]), help="How it ended.")
@_NOTE
def done(name: str, outcome: str, note: str | None) -> None:
    """Close an item with an outcome."""
    _move(name, "done", note, outcome)


def _move(name: str, act: Act, note: str | None, outcome: str = "") -> None:
    with _desk() as desk:
        change = WorkChange(act=act, revision=desk.get(name).revision, outcome=outcome, note=note)
        try:
            after = desk.change(name, change, this_user())
        except WorkMoved as error:
            raise click.ClickException(f"{name}: {error}") from None
    click.echo(f"{after.id}: {after.state}.")


@contextmanager
def _desk() -> Iterator[SqlWork]:
    """Open the stores for one command."""
    settings = load_settings()
    with redis_at(settings) as url:
        stores = open_stores(settings.model_copy(update={"redis_url": url, "redis_deadline": COMMAND_PATIENCE}))
        try:
            upgrade(stores.engine)
            yield work_desk(settings, stores, shop_clock(settings))
        except NoSuchWork as error:
            raise click.ClickException(str(error)) from None
        finally:
            stores.close()


def _line(each: WorkItem) -> str:
    state = f"{each.state} by {each.taken_by}" if each.taken_by else each.state
    told = (each.id, f"due {each.due_at:%Y-%m-%d %H:%M}", each.kind_name, each.about, each.queue, state)
    return "  ".join(filter(None, (*told, each.outcome_name)))

"""The imports so far: their reports, taking them back, and mappings kept by name."""

import click

from ivr.adapters.sql.imports.mappings import ColumnMappings, UnknownMapping
from ivr.adapters.sql.imports.records import Imports
from ivr.app.parts import shop_clock
from ivr.cli.environment import load_settings
from ivr.cli.installation import this_user
from ivr.cli.orders.files import opened
from ivr.orders.sources.import_record import ImportRecord, NothingToUndo


@click.command("imports")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1))
def imports_(limit: int) -> None:
    """List the last imports, newest first."""
    settings = load_settings()
    clock = shop_clock(settings)
    with opened(settings) as engine:
        for each in Imports(engine, clock).list(limit):
            began = each.began_at.astimezone(clock().tzinfo)
            click.echo(f"{each.id:6} {began:%Y-%m-%d %H:%M} {each.who:12} {_told(each)}")


def _told(record: ImportRecord) -> str:
    counts = f"{record.orders} orders, {record.added} new, {record.left_out} rows left out"
    state = record.state.value.replace("_", " ")
    return ", ".join(filter(None, (record.file, state, counts, "can be undone" if record.can_be_undone else "")))


@click.command("report")
@click.argument("number", type=int)
def report_(number: int) -> None:
    """Print the report of the import NUMBER."""
    settings = load_settings()
    with opened(settings) as engine:
        imports = Imports(engine, shop_clock(settings))
        if imports.find(number) is None:
            raise click.ClickException(f"there is no import {number}")
        click.echo(imports.report(number))


@click.command("undo")
@click.argument("number", type=int)
def undo_(number: int) -> None:
    """Take the import NUMBER back: orders that it added are removed, those that it replaced come back.

    Orders that were imported again since then stay as they are. What shops and tracking services say stays too.
    """
    settings = load_settings()
    with opened(settings) as engine:
        try:
            undone = Imports(engine, shop_clock(settings)).undo(number, actor=this_user())
        except NothingToUndo as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"{undone.removed} orders removed, {undone.restored} brought back, {undone.stayed} stay as they are.")


@click.command("mappings")
@click.option("--remove", default="", metavar="NAME", help="Forget this one.")
def mappings_(remove: str) -> None:
    """List the mappings that were saved with --save-mapping."""
    settings = load_settings()
    with opened(settings) as engine:
        mappings = ColumnMappings(engine, shop_clock(settings))
        try:
            if remove:
                mappings.remove(remove)
        except UnknownMapping as error:
            raise click.ClickException(str(error)) from None
        for name in mappings.names():
            choice = mappings.get(name)
            columns = [f"{theirs}={ours}" for theirs, ours in choice.columns.items()]
            click.echo(f"{name}: {', '.join(filter(None, (choice.profile, *columns)))}")

"""`wismo sources`: the shops and tracking services that orders come from."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from ivr.app.sources import CONNECTABLE
from ivr.cli.installation import this_user
from ivr.cli.sources.answers import answer, answers, read_lines, secrets_in_environment
from ivr.cli.sources.opened import known_connector, open_sources
from ivr.cli.sources.reports import ago, in_a_word, report_lines, tell_access, tell_connection
from ivr.orders.sources.connector import Given
from ivr.orders.sources.source import Source, SourceKind


@click.group()
def sources() -> None:
    """Connect shops and parcel trackers, and see how they are doing."""


@sources.command()
@click.argument("kind", type=click.Choice(CONNECTABLE))
@click.option("--name", default="", help="Its name on this line, part of its webhooks' address; KIND by default.")
@click.option("--address", default="", help="The shop's domain or address.")
@click.option("--brand", default="", help="The brand whose callers hear of its orders; all by default.")
@click.option("--shop", default="", help="A name before its order numbers, if another shop may have the same ones.")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read values from standard input, as lines of NAME=VALUE.")
def add(kind: SourceKind, name: str, address: str, brand: str, shop: str, from_stdin: bool) -> None:
    """Connect a source of this KIND: test it, register its webhooks, and read its orders from now on.

    Secrets are asked for, or taken from the variables WISMO_SOURCE_<NAME>_<SECRET>, which are then not stored.
    """
    name, connector = name or kind, known_connector(kind)
    given = read_lines() if from_stdin else {}
    with open_sources() as line:
        line.check_brand(brand)
        address = address or (
            answer(Given("address", connector.address), given, from_stdin) if connector.address else ""
        )
        options = answers(connector.options, given, {}, from_stdin, hidden=False)
        secrets = answers(connector.secrets, given, secrets_in_environment(name), from_stdin, hidden=True)
        source = Source(name, kind, brand, address, shop, options, secrets)
        tell_connection(line, source, line.connections.connect(source, actor=this_user()))


@sources.command("list")
def list_() -> None:
    """List all sources, and how each is doing."""
    with open_sources() as line:
        states = line.intake.sources.states()
        found = line.intake.sources.all()
        if not found:
            click.echo("No source is connected. Connect one with  wismo sources add KIND --name NAME")
            return
        table = Table("source", "kind", "brand", "last news", "state", box=None, pad_edge=False)
        for each in found:
            state = states[each.name]
            table.add_row(each.name, each.kind, each.brand or "all", ago(state.heard_at), in_a_word(each, state))
        Console().print(table)


@sources.command()
@click.argument("name")
def status(name: str) -> None:
    """Show how the source NAME is doing: its news, what was read, what waits, and words that are not known.

    Exits 1 if somebody has to mend it.
    """
    with open_sources() as line:
        source, state = line.intake.sources.get(name), line.intake.sources.state(name)
        for label, text in report_lines(line, source, state):
            click.echo(f"{label + ':':14}{text}")
        for count in line.intake.notes.of(name):
            what = ": ".join(part for part in (count.name, count.kind.value, count.detail) if part)
            click.echo(f"{'noted:':14}{what} ({count.count})")
    raise SystemExit(state.is_refused)


@sources.command()
@click.argument("name")
def test(name: str) -> None:
    """Ask the platform of NAME whether it serves this line."""
    with open_sources() as line:
        tell_access(line.connections.test(name))


@sources.command()
@click.argument("name")
@click.option("--all", "everything", is_flag=True, help="Read all orders, not only those that changed.")
def sync(name: str, everything: bool) -> None:
    """Read the orders of NAME that changed, here and now. It may be stopped; jobs go on."""
    with open_sources() as line:
        source = line.intake.sources.get(name)
        if everything:
            line.connections.read_anew(name, everything=True)
        columns = TextColumn("{task.completed} orders read"), BarColumn(), MofNCompleteColumn()
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task, count = progress.add_task(name, total=None), 0
            for batch in line.intake.read_changes(source, line.intake.shop(source)):
                count += len(batch.news)
                progress.update(task, completed=batch.done, total=batch.of)
        click.echo(f"{count} orders of {name} were read.")


@sources.command()
@click.argument("name")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read values from standard input, as lines of NAME=VALUE.")
def secrets(name: str, from_stdin: bool) -> None:
    """Give NAME other secrets, after they were replaced at the platform. An empty answer keeps one."""
    given = read_lines() if from_stdin else {}
    with open_sources() as line:
        source = line.intake.sources.get(name)
        wanted = [Given(each.name, each.asks, is_needed=False) for each in known_connector(source.kind).secrets]
        changed = answers(wanted, given, {}, from_stdin, hidden=True)
        tell_connection(line, source, line.connections.change_secrets(name, changed, actor=this_user()))


@sources.command()
@click.argument("name")
def webhooks(name: str) -> None:
    """Register the webhooks of NAME again, as after a change of PUBLIC_URL."""
    with open_sources() as line:
        tell_connection(line, line.intake.sources.get(name), line.connections.register(name))


@sources.command()
@click.argument("name")
def pause(name: str) -> None:
    """Stop asking NAME, and pass over what it sends."""
    with open_sources() as line:
        line.intake.sources.pause(name, paused=True, actor=this_user())
    click.echo(f"{name} is paused: nothing of it changes until  wismo sources resume {name}")


@sources.command()
@click.argument("name")
def resume(name: str) -> None:
    """Listen to NAME again, and read what changed meanwhile."""
    with open_sources() as line:
        line.intake.sources.pause(name, paused=False, actor=this_user())
        line.connections.read_anew(name)
    click.echo(f"{name} is heard again; what changed meanwhile is read by the next job.")


@sources.command()
@click.argument("name")
@click.confirmation_option(prompt="Its secrets are deleted, its orders stay as they are. Remove it?")
def remove(name: str) -> None:
    """Remove NAME with its secrets. Its webhooks have to be deleted at the platform."""
    with open_sources() as line:
        line.intake.sources.remove(name, actor=this_user())
        line.intake.pending.forget(name)
        line.intake.notes.forget(name)
        address = line.connections.webhook_address(name)
    click.echo(f"{name} is removed. Delete the webhooks to {address} at its platform.")

"""The present state: hours, vendor shares, switches, and the audit."""

import sys
from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.cli.installation import open_installation, this_user
from ivr.reporting.audit import rows_of
from ivr.reporting.csv_table import csv_table
from ivr.reporting.times import clock_time
from routing.allocation import table
from routing.hours import HoursCalendar
from routing.model import ALWAYS


@click.command()
@click.argument("queue")
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 400))
def hours(queue: str, days: int) -> None:
    """Show the opening hours of QUEUE from today on."""
    with open_installation() as line:
        routing = line.store.current().routing
        if queue not in routing.queues:
            raise click.ClickException(f"there is no queue {queue!r}; there are {', '.join(routing.queues)}")
        name = routing.queues[queue].hours
        if name == ALWAYS:
            click.echo("Always open.")
            return
        for day in HoursCalendar(routing.hours[name]).preview(line.clock().date(), days):
            spans = ", ".join(map(str, day.spans)) or "closed"
            click.echo(f"{day.on:%a %Y-%m-%d}  {spans}{f'  ({day.name})' if day.name else ''}")


@click.command()
@click.option("--day", is_flag=True, help="Today's, instead of this month's.")
def ledger(day: bool) -> None:
    """Show the calls that each vendor was owed and given beside its share, and callers kept in their last queue."""
    with open_installation() as line:
        found = ledger_of(line.engine, line.clock())
        shown = Table("Rule", "Queue", "Vendor", "Target %", "Owed", "Given", "Kept", "Moved", "Share %", "Off by")
        for row in table(line.store.current().routing, found.day if day else found.month):
            off = f"{row.deviation:+.1f}{' !' if row.is_off else ''}"
            counts = (f"{row.assigned}", f"{row.kept}", f"{row.moved:+d}" if row.moved else "0")
            figures = (f"{row.target}", f"{row.entitled:.1f}", *counts, f"{row.share:.1f}", off)
            shown.add_row(row.rule, row.queue, row.vendor, *figures)
    Console(width=120, highlight=False).print(shown)


@click.command()
@click.argument("name")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--minutes", type=click.IntRange(1), help="Duration; by default that of the switch.")
@click.option("--why", default="", help="The reason, for the audit. Required to turn on a switch that closes queues.")
@click.option("--yes", is_flag=True, help="Do not ask before queues are closed.")
def switch(name: str, state: str, minutes: int | None, why: str, yes: bool) -> None:
    """Turn switch NAME on or off, on every worker within two seconds.

    Prints whom a switch that closes queues affects, and asks for confirmation at a terminal.
    """
    with open_installation() as line:
        known = line.store.current().routing.switches.get(name)
        if known and known.closes and state == "on":
            click.echo(f"{name} closes {line.reach(known)}.")
            if why and not yes and sys.stdin.isatty():
                click.confirm("Turn it on?", abort=True)
        lasts = timedelta(minutes=minutes or (known.minutes if known else 1))
        until = line.clock() + lasts if state == "on" else None
        line.store.flip(name, until=until, actor=this_user(), why=why)
        line.announce()
        told = f"on until {clock_time(until, line.clock())}" if until else "off"
    click.echo(f"{name} is {told}.")


@click.command()
def switches() -> None:
    """List all switches and their state: on or off, start, end, author and reason."""
    with open_installation() as line:
        on, now = line.store.switched_on(), line.clock()
        for name, each in line.store.current().routing.switches.items():
            until = f"on until {clock_time(on[name].until, now)}" if name in on else "off"
            click.echo(f"{name:24} {until:34} {each.name}")
            if name in on:
                why = f": {on[name].why}" if on[name].why else ""
                click.echo(f"{'':24} since {clock_time(on[name].since, now)}, by {on[name].who}{why}")


@click.command()
@click.option("--csv", "as_csv", is_flag=True, help="All of it, as CSV.")
def audit(as_csv: bool) -> None:
    """Show all changes with author, time, way and reason, newest first."""
    with open_installation() as line:
        entries, zone = line.store.audit_entries(limit=1_000_000 if as_csv else 50), line.clock().tzinfo
    if as_csv:
        click.echo(csv_table(rows_of(entries)), nl=False)
        return
    for each in entries:
        became = each.after if isinstance(each.after, str) and each.action != "switch" else ""
        told = "  ".join(filter(None, (became, each.why)))
        at = each.at.astimezone(zone)
        click.echo(f"{at:%Y-%m-%d %H:%M}  {each.who} ({each.via})  {each.action} {each.subject}  {told}".rstrip())

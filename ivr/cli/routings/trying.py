"""Where a caller would go, and why one went where they went."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from ivr.adapters.records.tables import decisions
from ivr.adapters.routings.counting import ledger_of
from ivr.cli.routings.opened import Opened, document, moment, opened
from ivr.flows.routed import dialled_from
from routing.caller import Caller
from routing.decide import Compiled, decide
from routing.explaining import explanation, lines
from routing.model import Routing
from routing.switches import with_switches


@click.command("try")
@click.option("--from", "number", default="", help="The caller's number (E.164), or anonymous.")
@click.option("--to", "dialled", default="", help="The number dialled.")
@click.option("--language", default="", help="The caller's language; else that of the number dialled.")
@click.option("--issue", default="other", show_default=True)
@click.option("--tier", default="")
@click.option("--order-value", type=int)
@click.option("--late", is_flag=True, help="The order is late.")
@click.option("--repeat", is_flag=True, help="The caller rang in the last seven days.")
@click.option("--at", "at", default="", help="When, as in 2026-12-25T10:00; now unless given.")
@click.option("--draft", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A document not published.")
def try_(
    number: str,
    dialled: str,
    language: str,
    issue: str,
    tier: str,
    order_value: int | None,
    late: bool,
    repeat: bool,
    at: str,
    draft: Path | None,
) -> None:
    """Show where a caller would go and why, by what is in force and by the draft; nobody waits anywhere."""
    with opened() as line:
        current = line.store.current()
        spoken = language or _language(current.routing, dialled, line)
        country, withheld = dialled_from(number)
        caller = Caller(
            language=spoken,
            issue=issue,
            tier=tier,
            country=country,
            dialled=dialled,
            order_value=order_value,
            order_state=("late",) if late else (),
            repeat=repeat,
            withheld=withheld,
        )
        _show("in force", line, Compiled(current.routing, current.number), caller, at)
        pending = line.store.draft()
        if draft is not None:
            _show(f"draft ({draft.name})", line, Compiled(document(draft), current.number), caller, at)
        elif pending.revision:
            _show("draft", line, Compiled(pending.routing, current.number), caller, at)


@click.command()
@click.argument("call_sid")
def explain(call_sid: str) -> None:
    """Show where the call CALL_SID was sent, each time, with every rule tried and every queue skipped."""
    with opened() as line, line.engine.connect() as connection:
        mine = select(decisions.c.decision).where(decisions.c.call_sid == call_sid).order_by(decisions.c.turn)
        found = connection.scalars(mine).all()
    if not found:
        raise click.ClickException(
            f"no decision is on record for {call_sid}: it was not routed, or the record is behind"
        )
    for each in found:
        click.echo("\n".join(lines(each)))


def _show(title: str, line: Opened, config: Compiled, caller: Caller, at: str) -> None:
    now = moment(at, line.settings.time_zone) if at else line.clock()
    states = with_switches(config.routing, {}, _on(line, now), caller.dialled)
    decision = decide(config, caller, states, ledger_of(line.engine, now), now)
    click.echo(f"{title}: " + "\n".join(lines(explanation(config, caller, decision))))


def _on(line: Opened, at: datetime) -> list[str]:
    """The switches that are on now and will still be then."""
    return [name for name, until in line.store.switches().items() if until > at]


def _language(routing: Routing, dialled: str, line: Opened) -> str:
    known = routing.numbers.get(dialled)
    return known.language if known else line.settings.language

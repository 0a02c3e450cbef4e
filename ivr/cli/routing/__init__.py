"""`wismo routing`: the routing of calls."""

import click

from ivr.cli.routing.current import audit, hours, ledger, switch, switches
from ivr.cli.routing.decisions import explain, try_
from ivr.cli.routing.documents import check, diff, export, plans, publish, rollback, show, versions
from ivr.cli.routing.simulate import simulate


@click.group()
def routing() -> None:
    """Check, publish, test and explain the routing of calls."""


for command in (
    *(check, show, export, diff, publish, plans, rollback, versions),
    *(try_, explain, hours, ledger, switch, switches, audit),
    simulate,
):
    routing.add_command(command)

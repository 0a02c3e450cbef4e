"""`wismo routing`: where calls go."""

import click

from ivr.cli.routing.documents import check, diff, export, plans, publish, rollback, show, versions
from ivr.cli.routing.now import audit, hours, ledger, switch, switches
from ivr.cli.routing.simulate import simulate
from ivr.cli.routing.trying import explain, try_


@click.group()
def routing() -> None:
    """Check, publish, try and explain where calls go."""


for command in (
    *(check, show, export, diff, publish, plans, rollback, versions),
    *(try_, explain, hours, ledger, switch, switches, audit),
    simulate,
):
    routing.add_command(command)

"""`wismo orders`: orders from files."""

import click

from ivr.cli.orders.files import import_, sample_
from ivr.cli.orders.folder import watch
from ivr.cli.orders.history import imports_, mappings_, report_, undo_


@click.group()
def orders() -> None:
    """Import orders, watch a folder for them, or write a sample file."""


for command in (import_, watch, imports_, report_, undo_, mappings_, sample_):
    orders.add_command(command)

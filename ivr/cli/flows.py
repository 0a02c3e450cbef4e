"""`wismo flows`: the conversation as a graph."""

import click

from ivr.engine.graph import check as problems_of
from ivr.engine.graph import mermaid
from ivr.flows import FLOWS


@click.group()
def flows() -> None:
    """Check or draw the conversation."""


@flows.command()
def check() -> None:
    """Find steps that nobody reaches and rounds that never ask the caller. Exits 1 when there are any."""
    problems = problems_of(FLOWS)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(list(FLOWS))} steps: each is reached, and each way leads to the caller or to an end.")


@flows.command()
def draw() -> None:
    """Print the graph in Mermaid's language."""
    click.echo(mermaid(FLOWS), nl=False)

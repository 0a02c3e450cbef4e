"""`wismo flows`: the conversation as a graph."""

import click

from ivr.adapters.graphviz import svg as drawn
from ivr.engine.graph import check as problems_of
from ivr.engine.graph import dot, mermaid
from ivr.flows import FLOWS


@click.group()
def flows() -> None:
    """Check or draw the conversation."""


@flows.command()
def check() -> None:
    """Find steps that no edge reaches and loops that never ask the caller. Exits 1 when there are any."""
    problems = problems_of(FLOWS)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(list(FLOWS))} steps: each is reached, and each path leads to the caller or to an end.")


@flows.command()
@click.option("--svg", is_flag=True, help="Print a picture (SVG) instead.")
def draw(svg: bool) -> None:
    """Print the graph in Mermaid's language, or as a picture."""
    click.echo(drawn(dot(FLOWS)) if svg else mermaid(FLOWS), nl=False)

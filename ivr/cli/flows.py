"""`wismo flows`: the conversation as a graph."""

import click

from ivr.engine.graph import check as problems_of
from ivr.engine.graph import dot, mermaid
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
@click.option("--svg", is_flag=True, help="Print a picture (SVG) instead.")
@click.option("--map", "as_map", is_flag=True, help="Print the console's map (SVG): narrow, without the outcomes.")
def draw(svg: bool, as_map: bool) -> None:
    """Print the graph in Mermaid's language, or as a picture."""
    click.echo(_picture(is_map=as_map) if svg or as_map else mermaid(FLOWS), nl=False)


def _picture(*, is_map: bool) -> str:
    import pygraphviz  # Graphviz is loaded for pictures alone

    drawn: bytes = pygraphviz.AGraph(dot(FLOWS, is_map=is_map)).draw(format="svg", prog="dot")
    return drawn.decode()

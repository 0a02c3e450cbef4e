"""`wismo flows`: the conversation as a graph."""

import re

import click

from ivr.engine.graph import check as problems_of
from ivr.engine.graph import dot, mermaid
from ivr.engine.maps import maps
from ivr.flows import FLOWS

_OUR_OWN = re.compile(r'<!--.*?-->\n| (?:xml:space|font-\w+|fill|stroke|text-anchor|id|xmlns:xlink)="[^"]*"', re.DOTALL)
"""What the style sheet says of a picture, not the picture itself."""


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
@click.option("--maps", "as_maps", is_flag=True, help="Print the console's maps: part of a page, a picture a flow.")
def draw(svg: bool, as_maps: bool) -> None:
    """Print the graph in Mermaid's language, or as pictures."""
    if as_maps:
        click.echo("\n".join(_map(name, drawn) for name, drawn in maps(FLOWS).items()))
    else:
        click.echo(_picture(dot(FLOWS)) if svg else mermaid(FLOWS), nl=False)


def _map(name: str, drawn: str) -> str:
    """A picture for our own style sheet: without the colours and letters that Graphviz gives it."""
    bare = _OUR_OWN.sub("", _picture(drawn))
    return f'<div class="map" data-flow="{name}" hidden>{bare[bare.index("<svg") :].strip()}</div>'


def _picture(drawn: str) -> str:
    import pygraphviz  # Graphviz is loaded for pictures alone

    picture: bytes = pygraphviz.AGraph(drawn).draw(format="svg", prog="dot")
    return picture.decode()

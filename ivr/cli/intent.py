"""`wismo intent`: what a caller's words are about, and how often the line gets it right."""

import json
from dataclasses import asdict

import click

from prompts.book import CatalogueError
from prompts.intent import Intents


@click.command()
@click.option("--language", default="en-US", show_default=True, help="The locale of what is said.")
def intent(language: str) -> None:
    """Read what callers say from standard input, a line each; print a line of JSON with the issue of each.

    `issue` is null when it is about none that we know, `score` runs from 0 to 1, and where `sure` is false the line
    would ask back.
    """
    try:
        intents = Intents.load([language])
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None
    with click.open_file("-", errors="replace") as lines:
        for line in lines:
            click.echo(json.dumps(asdict(intents.find(line, language))))

"""`wismo prompts`: the words that callers hear."""

import click

from ivr.calls.repertoire import WANTED
from ivr.cli.environment import read_settings
from ivr.cli.rendering import render
from prompts.book import CatalogueError
from prompts.catalogue import Catalogue
from prompts.check import check as problems_of


@click.group()
def prompts() -> None:
    """Check the words that callers hear, or record them ahead."""


prompts.add_command(render)


@prompts.command()
def check() -> None:
    """Find what is missing, never said, or wrong in its slots and forms, in each language. Exits 1 then."""
    languages = read_settings().languages
    try:
        catalogue = Catalogue.load(languages)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None
    problems = problems_of(catalogue, WANTED)
    for problem in problems:
        click.echo(f"{problem.locale}: {problem.prompt} {problem.reason}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(catalogue.prompts(languages[0]))} prompts in {', '.join(languages)}: nothing is wrong.")

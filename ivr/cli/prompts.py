"""`wismo prompts`: the words that callers hear."""

from collections.abc import Iterator

import click

from ivr.cli.environment import read_settings
from ivr.engine.graph import wanted_prompts
from ivr.flows import FLOWS
from prompts.book import CatalogueError
from prompts.catalogue import Catalogue


@click.group()
def prompts() -> None:
    """Check the words that callers hear."""


@prompts.command()
def check() -> None:
    """Find prompts that a step says and no catalogue has, in any language of the line. Exits 1 when there are any."""
    languages = read_settings().languages
    try:
        catalogue = Catalogue.load(languages)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None
    problems = list(problems_of(catalogue))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(catalogue.prompts(languages[0]))} prompts in {', '.join(languages)}: nothing is missing.")


def problems_of(catalogue: Catalogue) -> Iterator[str]:
    """A sentence for each prompt that the flows say and a language lacks."""
    for locale in catalogue.locales:
        known = set(catalogue.prompts(locale))
        for prompt in sorted(wanted_prompts(FLOWS).keys() - known):
            yield f"{locale}: a step says {prompt}, which the catalogue does not have"

"""`wismo intent`: what a caller's words are about, and how often the line gets it right."""

import json

import click

from prompts.intent import IssueClassifiers
from prompts.intent_accuracy import OUTCOMES, PARTS, locales, measure, table
from prompts.po_file import CatalogueError


@click.command()
@click.option("--language", default="en-US", show_default=True, help="The locale of what is said.")
@click.option("--measure", "measured", is_flag=True, help="Print how often the issue is found, and read nothing.")
def intent(language: str, measured: bool) -> None:
    """Read what callers say from standard input, a line each; print a line of JSON with the issue of each.

    `issue` is null when it is about none that we know, `score` runs from 0 to 1, and where `sure` is false the line
    would ask back.
    """
    try:
        if measured:
            _measure()
        else:
            _find(language)
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None


def _find(language: str) -> None:
    intents = IssueClassifiers.load([language])
    with click.open_file("-", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = intents.find(line, language)
            click.echo(json.dumps({"issue": found.issue, "score": found.score, "sure": found.sure}))


def _measure() -> None:
    """By locale: the utterances that were held out, and beside them those used for tuning."""
    intents = IssueClassifiers.load(locales())
    for line in table([measure(intents, locale, part) for part in PARTS for locale in locales()]):
        click.echo(line)
    click.echo()
    for name, meaning in OUTCOMES.items():
        click.echo(f"{name:>15}: {meaning}")

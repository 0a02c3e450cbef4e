"""`wismo intent`: classify utterances of callers, and measure the accuracy."""

import json

import click

from prompts import hearing_accuracy
from prompts.catalogue import Catalogue
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers
from prompts.intent_accuracy import OUTCOMES, PARTS, locales, measure, table
from prompts.po_file import CatalogueError


@click.command()
@click.option("--language", default="en-US", show_default=True, help="The locale of the utterances.")
@click.option("--measure", "measured", is_flag=True, help="Print the accuracy on the recorded utterances instead.")
def intent(language: str, measured: bool) -> None:
    """Classify utterances from standard input, one a line; print one line of JSON for each.

    `issue` is null if none fits, `score` runs from 0 to 1, and if `sure` is false the line would ask back.
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
    """Print the accuracy by locale and kind of speech, on held-out utterances and on those used for tuning."""
    intents = IssueClassifiers.load(locales())
    hearing = Hearing(Catalogue.load(locales()), intents)
    for part in PARTS:
        heard = [each for locale in locales() for each in measure(intents, locale, part)]
        click.echo("\n".join([*table(part, heard), ""]))
    click.echo("\n".join([*hearing_accuracy.table(hearing, locales()), ""]))
    for name, meaning in OUTCOMES.items():
        click.echo(f"{name:>15}: {meaning}")

"""`wismo prompts`: the words that callers hear."""

import click

from ivr.cli.prompts.check import check
from ivr.cli.prompts.render import render
from ivr.cli.prompts.say import say
from ivr.cli.prompts.studio import import_, script


@click.group()
def prompts() -> None:
    """Check the words that callers hear, record them ahead, or exchange them with a studio."""


for command in (check, render, script, import_, say):
    prompts.add_command(command)

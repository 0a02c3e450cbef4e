"""`wismo prompts check`: the errors in the words of each locale."""

from collections.abc import Iterable, Mapping
from itertools import groupby, product
from operator import attrgetter

import click
from rich.console import Console
from rich.table import Table

from ivr.calls.prompt_registry import WANTED
from ivr.cli.environment import read_settings
from ivr.engine.graph import unbroken
from ivr.flows import FLOWS
from prompts import choice_words, universals
from prompts.catalogue import LAST_RESORT, Catalogue, packaged
from prompts.check import LONGEST, LONGEST_MENU, PromptProblem, longest, menu_seconds, seconds
from prompts.check import check as problems_of
from prompts.choice_words import ChoiceWords
from prompts.po_file import CatalogueError
from prompts.universals import Universals

_Tables = Mapping[str, Universals | ChoiceWords]
"""File name to what was read from it."""
OF_A_TURN = "(a turn)"
"""Stands in place of a prompt where several prompts in a row are too long."""


@click.command()
def check() -> None:
    """Check every locale: missing, unused and overlong prompts, wrong slots and plural forms, and the phrases that are
    understood at every question or choose an order. Exits 1 on any problem.

    Checks all packaged locales and those that WISMO_LANGUAGES names.
    """
    locales = tuple(dict.fromkeys((*packaged(), *read_settings().languages)))
    try:
        catalogue = Catalogue.load(locales)
        tables: _Tables = {universals.FILE: Universals.load(locales), choice_words.FILE: ChoiceWords.load(locales)}
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None
    turns = [*_long_turns(catalogue), *_long_menus(catalogue)]
    problems = [*problems_of(catalogue, WANTED), *turns, *_gaps(tables, locales)]
    Console(width=110, highlight=False).print(_table(catalogue, problems))
    for problem in problems:
        click.echo(f"{problem.locale}: {problem.prompt} {problem.reason}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo("Nothing is wrong.")


def _gaps(tables: _Tables, locales: Iterable[str]) -> Iterable[PromptProblem]:
    """The sections without a phrase in a locale, by file."""
    for (file, table), locale in product(tables.items(), locales):
        yield from (PromptProblem(locale, file, f"has no phrase under [{each}]") for each in table.gaps(locale))


def _long_turns(catalogue: Catalogue) -> Iterable[PromptProblem]:
    for locale in catalogue.locales:
        for chain in sorted(unbroken(FLOWS)):
            if len(chain) > 1 and (length := _length(catalogue, locale, chain)) > LONGEST:
                reason = f"{' and '.join(chain)} last {length:.0f} seconds, while no key can be pressed"
                yield PromptProblem(locale, OF_A_TURN, reason)


def _long_menus(catalogue: Catalogue) -> Iterable[PromptProblem]:
    for locale in catalogue.locales:
        for at, step in FLOWS:
            if (length := _menu_length(catalogue, locale, step.read_out)) > LONGEST_MENU:
                yield PromptProblem(
                    locale, at, f"reads out options for {length:.0f} seconds; {LONGEST_MENU} are the most"
                )


def _menu_length(catalogue: Catalogue, locale: str, options: Iterable[str]) -> float:
    """Seconds that the options of a menu last."""
    words = {**catalogue.original(locale), **catalogue.own(locale)}
    return menu_seconds([words[prompt] for prompt in options if prompt in words], locale)


def _length(catalogue: Catalogue, locale: str, chain: Iterable[str]) -> float:
    """Seconds that prompts last in a row."""
    words = {**catalogue.original(locale), **catalogue.own(locale)}
    return sum(seconds(words[prompt], locale) for prompt in chain if prompt in words)


def _table(catalogue: Catalogue, problems: Iterable[PromptProblem]) -> Table:
    found = {locale: list(some) for locale, some in groupby(sorted(problems), key=attrgetter("locale"))}
    shown = Table(
        "Locale", "Prompts", "Missing", "Other faults", "Longest prompt", "Longest menu", "Turn without a key"
    )
    for locale in catalogue.locales:
        own, faults = catalogue.own(locale), found.get(locale, [])
        missing = sum(fault.reason == "is missing" for fault in faults)
        length, prompt = longest(catalogue, locale, WANTED)
        menu = max(_menu_length(catalogue, locale, step.read_out) for _, step in FLOWS)
        turn = max(_length(catalogue, locale, chain) for chain in unbroken(FLOWS))
        shown.add_row(
            f"{locale}{' (last resort)' if locale == LAST_RESORT else ''}",
            str(len(own.keys() & WANTED.keys())),
            str(missing),
            str(len(faults) - missing),
            f"{length:.0f} s {prompt}",
            f"{menu:.0f} s",
            f"{turn:.0f} s",
        )
    return shown

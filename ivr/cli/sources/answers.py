"""The values of a source: from standard input, from the environment, or asked for."""

import os
import sys
from collections.abc import Mapping

import click

from ivr.orders.sources.connector import Given
from ivr.settings.source_secrets import secrets_of, source_secrets


def read_lines() -> dict[str, str]:
    """Values from standard input."""
    pairs = (line.partition("=") for line in sys.stdin.read().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def secrets_in_environment(name: str) -> Mapping[str, str]:
    return secrets_of(name, source_secrets(os.environ))


def answers(
    wanted: tuple[Given, ...] | list[Given],
    given: Mapping[str, str],
    known: Mapping[str, str],
    from_stdin: bool,
    *,
    hidden: bool,
) -> dict[str, str]:
    """The values that are not known yet, given or asked for."""
    found = {each.name: answer(each, given, from_stdin, hidden=hidden) for each in wanted if each.name not in known}
    return {name: value for name, value in found.items() if value}


def answer(wanted: Given, given: Mapping[str, str], from_stdin: bool, *, hidden: bool = False) -> str:
    if from_stdin or wanted.name in given:
        return given.get(wanted.name, "")
    default = None if wanted.is_needed else ""
    answer: str = click.prompt(wanted.asks, default=default, hide_input=hidden, show_default=False)
    return answer.strip()

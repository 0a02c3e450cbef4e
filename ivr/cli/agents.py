"""`wismo agents`: those who take calls at the desk."""

import re
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from ivr.adapters.agents import SqlAgents
from ivr.adapters.redis import connect
from ivr.cli.environment import redis_at
from ivr.cli.routings.opened import COMMAND_PATIENCE, Opened, opened
from ivr.orders.numbers import E164

T = TypeVar("T")

PIN = re.compile(r"\d{4,8}")


@click.group()
def agents() -> None:
    """Say who may take calls at the desk."""


@agents.command()
@click.argument("number")
@click.option("--name", required=True)
@click.option("--queues", required=True, help="The queues that they serve, separated by commas.")
@click.option("--pin-stdin", is_flag=True, help="Read the PIN from standard input.")
def add(number: str, name: str, queues: str, pin_stdin: bool) -> None:
    """Let whoever rings from NUMBER (E.164) take calls, by a PIN of four to eight digits."""
    if not E164.fullmatch(number):
        raise click.BadParameter(f"{number!r} is no number; write it as in +12125550142")
    pin = sys.stdin.readline().strip() if pin_stdin else click.prompt("PIN", hide_input=True, confirmation_prompt=True)
    if not PIN.fullmatch(pin):
        raise click.BadParameter("a PIN is four to eight digits")
    wanted = [each.strip() for each in queues.split(",")]
    with opened() as line:
        _check(line, wanted)
        _with(line, lambda found: found.add(number, name=name, queues=wanted, pin=pin))
    click.echo(f"{name} may take calls of {', '.join(wanted)}.")


@agents.command()
@click.argument("number")
def remove(number: str) -> None:
    """Let whoever rings from NUMBER take no more calls."""
    with opened() as line:
        if not _with(line, lambda found: found.remove(number)):
            raise click.ClickException("nobody takes calls from that number; `wismo agents list` shows who does")


@agents.command("list")
def list_() -> None:
    """List those who take calls, their numbers by the last two digits."""
    with opened() as line:
        for each in _with(line, lambda found: found.all()):
            state = "away" if each.away else ""
            click.echo(f"...{each.number[-2:]}  {each.name:24} {', '.join(each.queues)}  {state}".rstrip())


def _check(line: Opened, queues: list[str]) -> None:
    known = line.store.current().routing.queues
    for name in queues:
        if name not in known:
            raise click.BadParameter(f"there is no queue {name!r}; there are {', '.join(known)}")


def _with(line: Opened, act: Callable[[SqlAgents], T]) -> T:
    key = line.settings.secret_key.get_secret_value().encode()
    with redis_at(line.settings) as url, connect(url, COMMAND_PATIENCE) as client:
        return act(SqlAgents(line.engine, line.engine, client, key))

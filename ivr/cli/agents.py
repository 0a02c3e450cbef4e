"""`wismo agents`: the agents of the desk line."""

import re
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from ivr.adapters.redis.connections import connect
from ivr.adapters.sql.agents import SqlAgents
from ivr.calls.agent_desk import ALL
from ivr.cli.environment import redis_at
from ivr.cli.installation import COMMAND_PATIENCE, Installation, open_installation
from ivr.orders.phone_numbers import E164

T = TypeVar("T")

PIN = re.compile(r"\d{4,8}")
SWITCHING_PIN = re.compile(r"\d{6,8}")
"""Switches close a whole line, and numbers can be forged: their PIN must be harder to guess."""


@click.group()
def agents() -> None:
    """Manage the agents of the desk line."""


@agents.command()
@click.argument("number")
@click.option("--name", required=True)
@click.option("--queues", default="", help="The queues that the agent serves, separated by commas.")
@click.option(
    "--switches", default="", help="The switches that the agent may turn by telephone, separated by commas; or all."
)
@click.option("--pin-stdin", is_flag=True, help="Read the PIN from standard input.")
def add(number: str, name: str, queues: str, switches: str, pin_stdin: bool) -> None:
    """Let the person at NUMBER (E.164) take calls (PIN of 4 to 8 digits) or turn switches (6 to 8 digits)."""
    if not E164.fullmatch(number):
        raise click.BadParameter(f"{number!r} is no number; write it as in +12125550142")
    pin = sys.stdin.readline().strip() if pin_stdin else click.prompt("PIN", hide_input=True, confirmation_prompt=True)
    serves, turns = _names(queues), _names(switches)
    _check_pin(pin, turns=bool(turns))
    with open_installation() as line:
        _check(line, serves, turns)
        _with(line, lambda found: found.add(number, name=name, queues=serves, pin=pin, switches=turns))
    if serves:
        click.echo(f"{name} may take calls of {', '.join(serves)}.")
    if turns:
        click.echo(f"{name} may turn {', '.join(turns)} by telephone.")


@agents.command()
@click.argument("number")
def remove(number: str) -> None:
    """Remove the agent at NUMBER."""
    with open_installation() as line:
        if not _with(line, lambda found: found.remove(number)):
            raise click.ClickException("nobody takes calls from that number; `wismo agents list` shows who does")


@agents.command("list")
def list_() -> None:
    """List all agents; numbers are shown by their last two digits."""
    with open_installation() as line:
        for each in _with(line, lambda found: found.all()):
            state = "  away" if each.away else ""
            turns = f"  turns {', '.join(each.switches)}" if each.switches else ""
            click.echo(f"...{each.number[-2:]}  {each.name:24} {', '.join(each.queues)}{turns}{state}".rstrip())


def _names(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _check_pin(pin: str, *, turns: bool) -> None:
    if not PIN.fullmatch(pin):
        raise click.BadParameter("a PIN is four to eight digits")
    if turns and not SWITCHING_PIN.fullmatch(pin):
        raise click.BadParameter("a PIN that turns switches is six to eight digits")


def _check(line: Installation, queues: list[str], switches: list[str]) -> None:
    routing = line.store.current().routing
    if not queues and not switches:
        raise click.BadParameter("say --queues, --switches or both")
    for name in queues:
        if name not in routing.queues:
            raise click.BadParameter(f"there is no queue {name!r}; there are {', '.join(routing.queues)}")
    for name in switches:
        if name not in (*routing.switches, ALL):
            raise click.BadParameter(f"there is no switch {name!r}; there are {', '.join(routing.switches)}")


def _with(line: Installation, act: Callable[[SqlAgents], T]) -> T:
    key = line.settings.secret_key.get_secret_value().encode()
    with redis_at(line.settings) as url, connect(url, COMMAND_PATIENCE) as client:
        return act(SqlAgents(line.engine, line.engine, client, key))

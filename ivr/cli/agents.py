"""`wismo agents`: the people who take calls."""

import sys
from collections.abc import Callable
from typing import TypeVar

import click

from ivr.adapters.redis.connections import connect
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.users import SqlUsers
from ivr.calls.agent_desk import ALL
from ivr.calls.desk.agent_presence import Station
from ivr.cli.environment import redis_at
from ivr.cli.installation import COMMAND_PATIENCE, Installation, open_installation
from ivr.orders.phone_numbers import E164
from ivr.reporting.agent_rules import wrong_with_pin

T = TypeVar("T")


@click.group()
def agents() -> None:
    """Manage the agents."""


@agents.command()
@click.argument("number", default="")
@click.option("--name", required=True)
@click.option("--user", default="", help="The user of the console who is this agent, to work in the browser.")
@click.option("--queues", default="", help="The queues that the agent serves, separated by commas.")
@click.option("--languages", default="", help="The languages that the agent speaks; all of the queues by default.")
@click.option("--issues", default="", help="The issues that the agent is trained for; all by default.")
@click.option("--station", type=click.Choice(("browser", "phone")), help="Where calls ring at first.")
@click.option(
    "--switches", default="", help="The switches that the agent may turn by telephone, separated by commas; or all."
)
@click.option("--pin-stdin", is_flag=True, help="Read the PIN from standard input.")
def add(
    number: str,
    name: str,
    user: str,
    queues: str,
    languages: str,
    issues: str,
    station: Station | None,
    switches: str,
    pin_stdin: bool,
) -> None:
    """Let a person take calls, at NUMBER (E.164), in the console as --user, or both.

    Who rings the desk line from NUMBER gives a PIN: 4 to 8 digits, or 6 to 8 to turn switches. Somebody with a user and
    no NUMBER has none.
    """
    _check_person(number, user)
    serves, turns = _names(queues), _names(switches)
    pin = _pin(from_stdin=pin_stdin) if number else ""
    if number:
        _check_pin(pin, turns=bool(turns))
    with open_installation() as line:
        _check(line, serves, turns)
        _check_user(line, user)
        _with(
            line,
            lambda found: found.add(
                number,
                name=name,
                queues=serves,
                pin=pin,
                switches=turns,
                user=user,
                languages=_names(languages),
                issues=_names(issues),
                station=station or ("browser" if user else "phone"),
            ),
        )
    if serves:
        click.echo(f"{name} may take calls of {', '.join(serves)}.")
    if turns:
        click.echo(f"{name} may turn {', '.join(turns)} by telephone.")


@agents.command()
@click.argument("number")
def remove(number: str) -> None:
    """Remove the agent at NUMBER, or the one who is this user of the console."""
    with open_installation() as line:
        if not _with(line, lambda found: _removed(found, number)):
            raise click.ClickException("there is no such agent; `wismo agents list` shows all")


@agents.command("list")
def list_() -> None:
    """List all agents; numbers are shown by their last two digits."""
    with open_installation() as line:
        for each in _with(line, lambda found: found.all()):
            state = "  away" if each.away else ""
            turns = f"  turns {', '.join(each.switches)}" if each.switches else ""
            told = f"...{each.number[-2:]}" if each.number else "     "
            user = f"  user {each.user}" if each.user else ""
            click.echo(f"{told}  {each.name:24} {', '.join(each.queues)}{turns}{user}{state}".rstrip())


def _names(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _removed(found: SqlAgents, number: str) -> bool:
    agent = None if E164.fullmatch(number) else found.of_user(number)
    return found.remove_agent(agent.id) if agent else found.remove(number)


def _pin(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().strip()
    return str(click.prompt("PIN", hide_input=True, confirmation_prompt=True))


def _check_person(number: str, user: str) -> None:
    if not number and not user:
        raise click.BadParameter("say NUMBER, --user or both")
    if number and not E164.fullmatch(number):
        raise click.BadParameter(f"{number!r} is no number; write it as in +12125550142")


def _check_user(line: Installation, user: str) -> None:
    if user and user not in {each.name for each in SqlUsers(line.engine, clock=line.clock, key=b"").all()}:
        raise click.BadParameter(f"there is no user {user!r}; `wismo users list` shows all")


def _check_pin(pin: str, *, turns: bool) -> None:
    if wrong := wrong_with_pin(pin, turns_switches=turns):
        raise click.BadParameter(wrong)


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

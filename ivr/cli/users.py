"""`wismo users`: those who may use the console."""

from collections.abc import Callable
from typing import TypeVar

import click

from ivr.adapters.sql.users import ROLES, NameTaken, Role, SqlUsers, UnknownUser, User
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.cli.installation import Opened, me, opened

T = TypeVar("T")


@click.group()
def users() -> None:
    """Say who may use the console."""


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--vendor", default="", help="For the role vendor: whose calls they see, by its name in the routing.")
@click.option("--sees-numbers", is_flag=True, help="Show them callers' numbers in full while a call lasts.")
@click.option("--company", is_flag=True, help="They sign in with an account of their company, whose name is NAME.")
def add(name: str, role: Role, vendor: str, sees_numbers: bool, company: bool) -> None:
    """Let NAME use the console, and print a link with which they set a password, once, within a day."""
    user = User(name, role, vendor, sees_numbers, by_company=company)
    with opened() as line:
        _check(line, role, vendor)
        _with(line, lambda found: found.add(user, hand=me()))
        click.echo(f"{name} may sign in with the account of their company." if company else _link(line, name))


@users.command()
@click.argument("name")
def link(name: str) -> None:
    """Print a new link for NAME: for a password that was forgotten."""
    with opened() as line:
        click.echo(_link(line, name))


@users.command("list")
def list_() -> None:
    """List those who may use the console."""
    with opened() as line:
        for each in _with(line, lambda found: found.users.all()):
            told = [each.vendor, "" if each.has_password else "no password yet", "codes" if each.has_codes else ""]
            click.echo(f"{each.name:24} {each.role:12} {', '.join(filter(None, told))}".rstrip())


@users.command()
@click.argument("name")
def remove(name: str) -> None:
    """Let NAME use the console no more; their sessions end at once."""
    with opened() as line:
        _with(line, lambda found: found.remove(name, hand=me()))
    click.echo(f"{name} may no longer sign in.")


@users.command("no-codes")
@click.argument("name")
def no_codes(name: str) -> None:
    """Ask NAME for no more codes: for a telephone that was lost."""
    with opened() as line:
        _with(line, lambda found: found.no_codes(name, hand=me()))
    click.echo(f"{name} signs in by password alone.")


def _check(line: Opened, role: Role, vendor: str) -> None:
    known = line.store.current().routing.vendors
    if role == "vendor" and vendor not in known:
        there = ", ".join(known) or "none"
        raise click.UsageError(f"name the vendor whose calls they see with --vendor; the routing has {there}")
    if role != "vendor" and vendor:
        raise click.UsageError("--vendor goes with --role vendor alone")


def _link(line: Opened, name: str) -> str:
    token = _with(line, lambda found: found.link(name, hand=me()))
    return f"{line.settings.public_url}/console/link/{token}"


def _with(line: Opened, act: Callable[[NotedUsers], T]) -> T:
    key = line.settings.secret_key.get_secret_value().encode()
    try:
        users = SqlUsers(line.engine, clock=line.clock, key=key)
        return act(NotedUsers(users, line.engine, line.clock))
    except (UnknownUser, NameTaken) as error:
        raise click.ClickException(str(error)) from None

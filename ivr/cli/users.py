"""`wismo users`: the users of the console."""

from collections.abc import Callable
from typing import TypeVar

import click

from ivr.accounts import ROLES, NameTaken, Role, UnknownUser, User
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.users.audited_users import AuditedUsers
from ivr.cli.installation import Installation, open_installation, this_user

T = TypeVar("T")


@click.group()
def users() -> None:
    """Manage the users of the console."""


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--vendor", default="", help="For the role vendor: the vendor whose calls the user sees.")
@click.option(
    "--sees-numbers", is_flag=True, help="Show full telephone numbers: of callers while a call lasts, and of orders."
)
@click.option("--company", is_flag=True, help="Sign in with the company account called NAME.")
def add(name: str, role: Role, vendor: str, sees_numbers: bool, company: bool) -> None:
    """Add NAME, and print a link that sets a password; it works once, within a day."""
    user = User(name, role, vendor, sees_numbers, by_company=company)
    with open_installation() as line:
        _check(line, role, vendor)
        _with(line, lambda found: found.add(user, actor=this_user()))
        click.echo(f"{name} may sign in with the account of their company." if company else _link(line, name))


@users.command()
@click.argument("name")
def link(name: str) -> None:
    """Print a new link for NAME, after a forgotten password."""
    with open_installation() as line:
        click.echo(_link(line, name))


@users.command("list")
def list_() -> None:
    """List all users."""
    with open_installation() as line:
        for each in _with(line, lambda found: found.users.all()):
            told = [each.vendor, "" if each.has_password else "no password yet", "codes" if each.has_codes else ""]
            click.echo(f"{each.name:24} {each.role:12} {', '.join(filter(None, told))}".rstrip())


@users.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove NAME; open sessions end at once."""
    with open_installation() as line:
        _with(line, lambda found: found.remove(name, actor=this_user()))
    click.echo(f"{name} may no longer sign in.")


@users.command("no-codes")
@click.argument("name")
def no_codes(name: str) -> None:
    """Stop asking NAME for one-time codes, after a lost telephone."""
    with open_installation() as line:
        _with(line, lambda found: found.no_codes(name, actor=this_user()))
    click.echo(f"{name} signs in by password alone.")


def _check(line: Installation, role: Role, vendor: str) -> None:
    known = line.store.current().routing.vendors
    if role == "vendor" and vendor not in known:
        there = ", ".join(known) or "none"
        raise click.UsageError(f"name the vendor whose calls they see with --vendor; the routing has {there}")
    if role != "vendor" and vendor:
        raise click.UsageError("--vendor goes with --role vendor alone")


def _link(line: Installation, name: str) -> str:
    token = _with(line, lambda found: found.link(name, actor=this_user()))
    return f"{line.settings.console_url}/console/link/{token}"


def _with(line: Installation, act: Callable[[AuditedUsers], T]) -> T:
    key = line.settings.secret_key.get_secret_value().encode()
    try:
        users = SqlUsers(line.engine, clock=line.clock, key=key)
        return act(AuditedUsers(users, line.engine, line.clock))
    except (UnknownUser, NameTaken) as error:
        raise click.ClickException(str(error)) from None

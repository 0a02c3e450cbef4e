"""`wismo requests`: see what callers have asked for, and settle it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ivr.adapters.sql.requests.store import SqlRequests
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import open_stores, shop_clock
from ivr.app.request_desk import request_desk
from ivr.cli.environment import load_settings, redis_at
from ivr.cli.installation import COMMAND_PATIENCE, this_user
from ivr.effects.make_request import KINDS
from ivr.reporting.requests import (
    LISTED,
    NoSuchRequest,
    RequestChange,
    RequestMoved,
    RequestRecord,
    RequestState,
)

_NOTE = click.option("--note", default=None, help="A note for others; it replaces the one that is there.")


@click.group()
def requests() -> None:
    """List what callers have asked for without a person, and settle it."""


@requests.command("list")
@click.option("--open", "unsettled", is_flag=True, help="Only those that are open or taken.")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Only those of one kind.")
def list_(unsettled: bool, kind: str | None) -> None:
    """List the newest requests."""
    with _desk() as desk:
        found = desk.all(state="unsettled" if unsettled else "", kind=kind or "")
    for each in found:
        click.echo(_line(each))
    if len(found) == LISTED:
        click.echo(f"These are the newest {LISTED}.")
    if not found:
        click.echo("There are none.")


@requests.command()
@click.argument("name")
def show(name: str) -> None:
    """Show a request: what was asked and answered, and where to answer."""
    with _desk() as desk:
        for line in _told(desk.get(name)):
            click.echo(line)


@requests.command()
@click.argument("name")
@_NOTE
def take(name: str, note: str | None) -> None:
    """Say that you work on a request."""
    _move(name, "taken", note)


@requests.command()
@click.argument("name")
@_NOTE
def done(name: str, note: str | None) -> None:
    """Settle a request: it was done."""
    _move(name, "done", note)


@requests.command()
@click.argument("name")
@_NOTE
def refuse(name: str, note: str | None) -> None:
    """Settle a request: it was refused."""
    _move(name, "refused", note)


def _move(name: str, to: RequestState, note: str | None) -> None:
    with _desk() as desk:
        try:
            after = desk.change(name, RequestChange(to, desk.get(name).revision, note), this_user())
        except RequestMoved as error:
            raise click.ClickException(f"{name}: {error}") from None
    click.echo(f"{after.id}: {after.state}.")


@contextmanager
def _desk() -> Iterator[SqlRequests]:
    """Open the stores for one command."""
    settings = load_settings()
    with redis_at(settings) as url:
        stores = open_stores(settings.model_copy(update={"redis_url": url, "redis_deadline": COMMAND_PATIENCE}))
        try:
            upgrade(stores.engine)
            yield request_desk(settings, stores, shop_clock(settings))
        except NoSuchRequest as error:
            raise click.ClickException(str(error)) from None
        finally:
            stores.close()


def _line(each: RequestRecord) -> str:
    order = " ".join(filter(None, ("order", each.shop, each.order_number))) if each.order_number else ""
    by = f"{each.state} by {each.taken_by}" if each.taken_by else each.state
    again = f"asked {len(each.again) + 1} times" if each.again else ""
    return "  ".join(filter(None, (each.id, f"{each.asked_at:%Y-%m-%d %H:%M}", each.kind, by, order, again)))


def _told(each: RequestRecord) -> Iterator[str]:
    yield _line(each)
    yield f"  caller {each.caller or 'withheld'}, {each.language}, known at level {each.level}; call {each.call_sid}"
    for name, text in each.answers.items():
        yield f"  {name}: {text}"
    for later in each.again:
        answers = ", ".join(f"{name}: {text}" for name, text in later.answers.items())
        yield f"  again {later.at:%Y-%m-%d %H:%M}, call {later.call}  {answers}".rstrip()
    if each.note:
        yield f"  note: {each.note}"

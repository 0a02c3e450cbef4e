"""`wismo privacy`: export or erase one person's data."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import orjson

from ivr.adapters.sql.privacy.requests import RequestRecord, RequestSealed, UnknownRequest
from ivr.adapters.sql.schema import upgrade
from ivr.adapters.twilio.failures import RestFailed
from ivr.app.parts import open_stores, shop_clock
from ivr.app.privacy import PersonalData, counts_of
from ivr.cli.environment import load_settings, redis_at
from ivr.cli.installation import COMMAND_PATIENCE, this_user
from ivr.orders.personal_data import Person, SharedNumber, Unidentified

Command = Callable[..., None]

_NAMES = (
    click.option("--phone", "phones", multiple=True, help="A telephone number, as in +14155550100."),
    click.option("--email", "emails", multiple=True, help="An e-mail address."),
    click.option("--order", "numbers", multiple=True, help="An order number, as its shop writes it."),
    click.option("--shop", default="", help="The shop of the order, if several have one of that number."),
    click.option(
        "--everybody",
        is_flag=True,
        help="Mean all customers who have given a telephone number that several have given.",
    ),
)


def _names(command: Command) -> Command:
    """The options that name a person; each may be given several times."""
    for option in reversed(_NAMES):
        command = option(command)
    return command


@click.group()
def privacy() -> None:
    """Export or erase one person's data, and list such requests."""


@privacy.command("export")
@_names
@click.option("--request", "request", default="", help="The name of a request that a shop's platform has passed on.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def export_(file: Path, request: str, **names: Any) -> None:
    """Write everything that the line has of one person to FILE, as JSON that only this user may read."""
    with _personal_data() as data:
        who = data.requests.get(request).person if request else _person(data, **names)
        found = data.export(who)
        _write_privately(file, orjson.dumps(found, option=orjson.OPT_INDENT_2))
        if request:
            data.requests.settle(request)
    _show(counts_of(found), "found")
    click.echo(f"{file}: written.")


@privacy.command("erase")
@_names
@click.option("--dry-run", is_flag=True, help="Count what would be deleted, and delete nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_(dry_run: bool, yes: bool, **names: Any) -> None:
    """Delete everything that the line and Twilio have of one person. It cannot be undone.

    Orders that are still at their shop, or in the next file, come back with it: delete them there first.
    """
    with _personal_data() as data:
        who = _person(data, **names)
        _show(counts_of(data.export(who)), "found")
        if dry_run:
            return
        if not yes:
            click.confirm(f"Delete all data of {who.means}?", abort=True)
        name = data.requests.add("erase", who, asked_by=this_user().who)
        run = data.run(name)
    _show(run.counts, "deleted")
    if run.left:
        click.echo(f"Left for now: {run.left}.")
    click.echo(f"Request {name}: a job looks again until nothing is left. `wismo privacy list` shows it.")


@privacy.command("list")
def list_() -> None:
    """List requests, the open ones first: by what a person was named, and what was deleted where."""
    with _personal_data() as data:
        for each in data.requests.all():
            click.echo(_line(each))


def _line(each: RequestRecord) -> str:
    state = f"done {each.done_at:%Y-%m-%d %H:%M}" if each.done_at else f"open, {each.tries} runs"
    counts = ", ".join(f"{name} {count}" for name, count in sorted(each.counts.items()))
    parts = (each.name, f"{each.asked_at:%Y-%m-%d %H:%M}", each.kind, each.means, f"by {each.asked_by}", state)
    return "  ".join(filter(None, (*parts, counts, each.trouble)))


def _person(data: PersonalData, **names: Any) -> Person:
    phones, emails, numbers = names["phones"], names["emails"], names["numbers"]
    if not (phones or emails or numbers):
        raise click.UsageError("Name the person, by --phone, --email or --order.")
    who = data.person(phones, emails, numbers)
    return replace(who, shop=names["shop"], is_everybody=names["everybody"])


@contextmanager
def _personal_data() -> Iterator[PersonalData]:
    """Open the stores for one command. What an operator can mend ends it with a message."""
    settings = load_settings()
    with redis_at(settings) as url:
        stores = open_stores(settings.model_copy(update={"redis_url": url, "redis_deadline": COMMAND_PATIENCE}))
        try:
            upgrade(stores.engine)
            yield PersonalData.of(settings, stores, shop_clock(settings))
        except SharedNumber as error:
            raise click.ClickException(
                f"{error}: say with --email or --order whose data is meant, or --everybody"
            ) from None
        except (Unidentified, UnknownRequest, RequestSealed) as error:
            raise click.ClickException(str(error)) from None
        except RestFailed as failed:
            raise click.ClickException(f"Twilio: {failed}") from None
        finally:
            stores.close()


def _write_privately(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)


def _show(counts: Mapping[str, int], done: str) -> None:
    if not any(counts.values()):
        click.echo(f"nothing {done}")
    for name, count in sorted(counts.items()):
        if count:
            click.echo(f"{name}: {count} {done}")

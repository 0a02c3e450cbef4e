"""Routing documents: check, show, compare, publish, roll back."""

from collections.abc import Sequence
from pathlib import Path

import click

from ivr.app.parts import check_of, editor_of
from ivr.cli.environment import read_settings
from ivr.cli.installation import open_installation, read_document, this_user
from ivr.reporting.times import day_time
from routing.diff import differences
from routing.document import DEFAULT, to_yaml
from routing.model import Routing

FILE = click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
GIVEN = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.command()
@FILE
def check(file: Path | None) -> None:
    """Check a routing document: FILE, or WISMO_ROUTING_FILE, or the packaged one."""
    settings = read_settings()
    found = read_document(file or settings.routing_file or DEFAULT)
    wrong = check_of(settings, editor_of(settings))(found)
    for problem in wrong:
        click.echo(f"{problem.severity}: {problem}", err=True)
    if any(problem.severity == "error" for problem in wrong):
        raise SystemExit(1)
    click.echo(f"{len(found.queues)} queues, {len(found.rules)} rules, {len(found.numbers)} numbers: {_verdict(wrong)}")


@click.command()
@FILE
@click.option("--version", "number", type=int, help="A version by its number.")
def show(file: Path | None, number: int | None) -> None:
    """Print the routing document in force, a version of it, or FILE, as YAML."""
    click.echo(to_yaml(read_document(file) if file else _in_force(number)), nl=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def export(file: Path) -> None:
    """Write the routing document in force to FILE, as YAML."""
    file.write_text(to_yaml(_in_force(None)), encoding="utf-8")


@click.command()
@GIVEN
def diff(file: Path) -> None:
    """Describe what publishing FILE would change."""
    new = read_document(file)
    with open_installation() as line:
        _say_changes(differences(line.store.current().routing, new))


@click.command()
@GIVEN
@click.option("--note", default="", help="Why; kept with the version.")
@click.option("--based-on", type=int, help="Refuse if a different version is in force by now.")
def publish(file: Path, note: str, based_on: int | None) -> None:
    """Put FILE in force for every call that begins from now on."""
    new = read_document(file)
    with open_installation() as line:
        changed = differences(line.store.current().routing, new)
        version = line.store.publish(new, actor=this_user(), note=note, based_on=based_on)
        line.announce()
        troubles = line.plans.troubles(version)
    _say_changes(changed)
    click.echo(f"Version {version.number} is in force.")
    _say_troubles(troubles)


@click.command()
@click.argument("number", type=click.IntRange(0, 2**31 - 1))
@click.option("--note", required=True, help="Why; kept with the version.")
def rollback(number: int, note: str) -> None:
    """Put the document of version NUMBER in force again."""
    with open_installation() as line:
        version = line.store.roll_back(number, actor=this_user(), note=note)
        line.announce()
        troubles = line.plans.troubles(version)
    click.echo(f"Version {version.number} is in force, with the document of version {number}.")
    _say_troubles(troubles)


@click.command()
def plans() -> None:
    """List the planned publications, and what prevents them."""
    with open_installation() as line:
        for each in line.plans.foreseen(line.store.current()):
            plan = each.plan
            click.echo(f"{plan.number:>5}  {day_time(plan.at, line.clock()):40} {plan.author:16} {plan.note}")
            if each.trouble:
                click.echo(f"       {each.words}")


@click.command()
def versions() -> None:
    """List every version with time, author and note."""
    with open_installation() as line:
        for row in line.store.versions():
            at = row["published_at"].astimezone(line.clock().tzinfo)
            click.echo(f"{row['number']:>5}  {at:%Y-%m-%d %H:%M}  {row['author']:16} {row['note']}")
    click.echo("    0  as installed")


def _in_force(number: int | None) -> Routing:
    with open_installation() as line:
        return (line.store.current() if number is None else line.store.version(number)).routing
    raise AssertionError  # `open_installation` ends the command instead


def _say_changes(changed: list[str]) -> None:
    for sentence in changed or ["Nothing changes."]:
        click.echo(sentence)


def _say_troubles(troubles: Sequence[str]) -> None:
    for words in troubles:
        click.echo(f"{words}. Settle it in the console, under Review and publish.", err=True)


def _verdict(wrong: Sequence[object]) -> str:
    return f"{len(wrong)} warnings." if wrong else "nothing is wrong."

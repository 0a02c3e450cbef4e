"""`wismo routing`: where calls go."""

from pathlib import Path

import click
import yaml

from ivr.cli.environment import read_settings
from ivr.cli.simulate import simulate
from routing.document import DEFAULT, RoutingError, read_file
from routing.model import Routing

FILE = click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))


@click.group()
def routing() -> None:
    """Check or show where calls go."""


routing.add_command(simulate)


@routing.command()
@FILE
def check(file: Path | None) -> None:
    """Check a routing document: FILE, else WISMO_ROUTING_FILE, else the one that comes with Wismo."""
    found = _read(file)
    click.echo(f"{len(found.queues)} queues, {len(found.numbers)} numbers: nothing is wrong.")


@routing.command()
@FILE
def show(file: Path | None) -> None:
    """Print the routing document in force, or FILE, as YAML."""
    document = _read(file).model_dump(mode="json", exclude_defaults=True)
    click.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), nl=False)


def _read(file: Path | None) -> Routing:
    path = file or read_settings().routing_file or DEFAULT
    try:
        return read_file(path)
    except RoutingError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        raise SystemExit(1) from None

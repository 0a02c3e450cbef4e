"""Import a file of orders, and write one of samples."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import Engine

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.imports.mappings import ColumnMappings, UnknownMapping
from ivr.adapters.sql.imports.records import Imports
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import shop_clock
from ivr.app.reading import reading_of
from ivr.cli.environment import load_settings
from ivr.cli.installation import check_brand, this_user
from ivr.orders.samples.personas import PERSONAS
from ivr.orders.samples.sample_file import sample, write_csv
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.csv.profiles import profiles
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_report import FileRefused, ImportReport
from ivr.settings import Settings

F = TypeVar("F", bound=Callable[..., None])

_OPTIONS = (
    click.option(
        "--dates",
        type=click.Choice([each.value for each in DateOrder]),
        help="Whether the day or the month comes first in dates such as 5/6/2026, if the file leaves it open.",
    ),
    click.option("--profile", type=click.Choice(list(profiles())), help="The program that wrote the file."),
    click.option(
        "--map", "maps", multiple=True, metavar="THEIRS=OURS", help="A column of the file, and ours. Repeatable."
    ),
    click.option("--mapping", default="", metavar="NAME", help="A mapping that was saved before."),
    click.option("--shop", default="", help="A name in front of the numbers, where two shops have the same ones."),
    click.option("--brand", default="", help="The brand of the routing document whose callers hear of the orders."),
)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The options that say how a file is read."""

    dates: str | None = None
    profile: str | None = None
    maps: tuple[str, ...] = ()
    mapping: str = ""
    shop: str = ""
    brand: str = ""

    def choice(self, engine: Engine, settings: Settings) -> ColumnChoice:
        """What they say of the columns; --profile and --map go before a saved mapping."""
        saved = ColumnChoice()
        if self.mapping:
            try:
                saved = ColumnMappings(engine, shop_clock(settings)).get(self.mapping)
            except UnknownMapping as error:
                raise click.BadParameter(str(error), param_hint="--mapping") from None
        return ColumnChoice(self.profile or saved.profile, {**saved.columns, **_columns(self.maps)})


def read_options(command: F) -> F:
    """Declare the options of `ReadOptions`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@read_options
@click.option("--save-mapping", default="", metavar="NAME", help="Keep --profile and --map under this name.")
def import_(file: Path, save_mapping: str, **options: Any) -> None:
    """Import FILE: CSV, or JSON by its name.

    The exports of known programs are recognised by their header; --profile and --map say what a header does not.
    An order replaces the one with the same number. Rows that cannot be read are listed with line and reason and
    skipped; the others are imported. Exits 1 if a row was skipped. Optional values that cannot be read are skipped too
    and counted with their lines, like unknown status words and orders without a usable number; these are no errors.
    `wismo orders undo` takes an import back.
    """
    settings, said = load_settings(), ReadOptions(**options)
    with opened(settings) as engine:
        check_brand(settings, engine, said.brand)
        choice = said.choice(engine, settings)
        try:
            number, report = run(engine, settings, file, said, choice)
        except FileRefused as error:
            raise click.ClickException(f"{file.name}: {error}") from None
        if save_mapping:
            ColumnMappings(engine, shop_clock(settings)).save(save_mapping, choice, actor=this_user())
    show(report)
    click.echo(f"To take it back: wismo orders undo {number}")
    raise SystemExit(not report.clean)


@click.command("sample")
@click.option("--count", default=1000, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same orders on the same day.")
@click.argument("file", default="orders.csv", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def sample_(count: int, seed: int, file: Path) -> None:
    """Write FILE with sample orders around today: first one caller for each kind of order, then other customers."""
    with file.open("w", newline="", encoding="utf-8") as out:
        write_csv(out, sample(count, seed, datetime.now(UTC)))
    for persona in PERSONAS.values():
        click.echo(f"{persona.phone:15} {persona.shows}")
    click.echo(f"{file}: ring up as one of these with  wismo call --from NUMBER")


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The migrated database, for one command."""
    engine = connect(settings.database_url, settings.data_dir)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()


def import_orders(settings: Settings, file: Path) -> ImportReport:
    """Migrate the database and import a file. Raises FileRefused."""
    with opened(settings) as engine:
        return run(engine, settings, file, ReadOptions(), ColumnChoice())[1]


def run(
    engine: Engine, settings: Settings, file: Path, said: ReadOptions, choice: ColumnChoice
) -> tuple[int, ImportReport]:
    """Import a file. Returns the number of the import, and the report. Raises FileRefused."""
    clock = shop_clock(settings)
    dates = DateOrder(said.dates) if said.dates else None
    reading = reading_of(settings, clock(), dates, shop=said.shop, brand=said.brand)
    return Imports(engine, clock).run(file, reading, actor=this_user(), choice=choice)


def _columns(maps: tuple[str, ...]) -> dict[str, str]:
    """Our columns by the file's. The file's may have an equals sign in its name."""
    pairs = [each.rpartition("=") for each in maps]
    if wrong := [each for each, (theirs, _, _) in zip(maps, pairs, strict=True) if not theirs]:
        raise click.BadParameter(f"{wrong[0]!r} is not THEIRS=OURS", param_hint="--map")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}


def show(report: ImportReport) -> None:
    """Print the report of an import; problems go to standard error."""
    if report.profile:
        click.echo(f"Read as: {profiles()[report.profile].title}.")
    for line in report.lines:
        click.echo(line, err=True)
    for line in report.summary:
        click.echo(line)

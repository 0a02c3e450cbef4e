"""`wismo orders`: import orders, write sample files."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.schema import upgrade
from ivr.cli.environment import load_settings
from ivr.orders.samples.personas import PERSONAS
from ivr.orders.samples.sample_file import sample, write_csv
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.csv.profiles import profiles
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_report import FileRefused, ImportReport
from ivr.orders.sources.importing import load
from ivr.orders.sources.order_rows import ImportSettings
from ivr.settings import Settings


@click.group()
def orders() -> None:
    """Import orders, or write a sample file."""


@orders.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--dates",
    type=click.Choice([each.value for each in DateOrder]),
    help="Whether the day or the month comes first in dates such as 5/6/2026, if the file leaves it open.",
)
@click.option("--profile", type=click.Choice(list(profiles())), help="The program that wrote the file.")
@click.option("--map", "maps", multiple=True, metavar="THEIRS=OURS", help="A column of the file, and ours. Repeatable.")
def import_(file: Path, dates: str | None, profile: str | None, maps: tuple[str, ...]) -> None:
    """Import FILE: CSV, or JSON by its name.

    The exports of known programs are recognised by their header; --profile and --map say what a header does not.
    An order replaces the one with the same number. Rows that cannot be read are listed with line and reason and
    skipped; the others are imported. Exits 1 if a row was skipped. Optional values that cannot be read are skipped too
    and counted with their lines, like unknown status words and orders without a usable number; these are no errors.
    """
    settings, choice = load_settings(), ColumnChoice(profile or "", _columns(maps))
    try:
        report = import_orders(settings, file, dates=DateOrder(dates) if dates else None, choice=choice)
    except FileRefused as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    show(report)
    raise SystemExit(not report.clean)


@orders.command("sample")
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


def _columns(maps: tuple[str, ...]) -> dict[str, str]:
    """Our columns by the file's. The file's may have an equals sign in its name."""
    pairs = [each.rpartition("=") for each in maps]
    if wrong := [each for each, (theirs, _, _) in zip(maps, pairs, strict=True) if not theirs]:
        raise click.BadParameter(f"{wrong[0]!r} is not THEIRS=OURS", param_hint="--map")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}


def import_orders(
    settings: Settings, file: Path, *, dates: DateOrder | None = None, choice: ColumnChoice | None = None
) -> ImportReport:
    """Migrate the database and import a file. Raises FileRefused."""
    engine = connect(settings.database_url, settings.data_dir)
    try:
        upgrade(engine)
        key = settings.secret_key.get_secret_value().encode()
        reading = ImportSettings(
            key=key,
            shop_country=settings.country,
            now=datetime.now(UTC),
            shop_zone=ZoneInfo(settings.time_zone),
            date_order=dates,
        )
        return load(file, OrderIndex(engine, engine), reading, choice)
    finally:
        engine.dispose()


def show(report: ImportReport) -> None:
    """Print the report of an import; problems go to standard error."""
    if report.profile:
        click.echo(f"Read as: {profiles()[report.profile].title}.")
    for column in report.unknown_columns:
        click.echo(f"column {column}: not known, passed over", err=True)
    for note in report.notes:
        click.echo(str(note), err=True)
    for problem in report.problems:
        click.echo(str(problem), err=True)
    if report.left_out > len(report.problems):
        click.echo(f"... and {report.left_out - len(report.problems)} more", err=True)
    click.echo(f"{report.orders} orders imported, {report.left_out} rows left out.")
    if report.notes:
        click.echo("; ".join(f"{kind.plural}: {count}" for kind, count in report.notes.counts().items()) + ".")

"""Watch a folder into which another program puts files of orders."""

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ivr.app.order_folder import AlreadyWatched, OrderFolder
from ivr.cli.environment import start_process
from ivr.cli.installation import check_brand
from ivr.cli.orders.files import ReadOptions, opened, read_options, run


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False, writable=True))
@read_options
@click.option("--every", default=10.0, show_default=True, type=click.FloatRange(0.1), help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Import what is there, and end. Exits 1 if a file failed.")
def watch(directory: Path, every: float, once: bool, **options: Any) -> None:
    """Import every file that is put into DIRECTORY, until SIGTERM or Ctrl-C.

    A file is taken once its size has not changed between two looks, and moved to `done` or `failed`, with a report
    beside it. One whose import was cut off is imported again. While the database is away, files wait.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings, said = start_process(), ReadOptions(**options)
    with opened(settings) as engine:
        check_brand(settings, engine, said.brand)
        choice = said.choice(engine, settings)
        folder = OrderFolder(
            directory,
            lambda file: run(engine, settings, file, said, choice)[1],
            lambda: datetime.now(UTC),
        )
        try:
            with folder.alone():
                failed = _once(folder, every, stop) if once else _until(folder, every, stop)
        except AlreadyWatched as error:
            raise click.ClickException(str(error)) from None
    raise SystemExit(failed > 0)


def _once(folder: OrderFolder, every: float, stop: threading.Event) -> int:
    folder.look()
    stop.wait(every)
    return folder.look()


def _until(folder: OrderFolder, every: float, stop: threading.Event) -> int:
    while not stop.is_set():
        folder.look()
        stop.wait(every)
    return 0

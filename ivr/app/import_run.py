"""One import of an uploaded file, from its beginning to its end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from ivr.adapters.sql.imports.records import Imports
from ivr.adapters.uploads import Uploads
from ivr.console.ports.imports import Phase
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.import_report import FileRefused
from ivr.orders.sources.importing import is_json
from ivr.orders.sources.order_rows import ImportSettings
from ivr.reporting.audit import Actor

BROKEN = "The database did not take it to the end. Import the file again: nothing is doubled."

log = structlog.get_logger()


@dataclass(slots=True)
class ImportRun:
    """An import under way, with notes beside the file, where its page reads them. `free` is called at its end."""

    imports: Imports
    uploads: Uploads
    token: str
    name: str
    actor: Actor
    free: Callable[[], None]
    rows: int = 0
    done: int = 0

    def note(self, phase: Phase, told: str = "", number: int = 0) -> None:
        """Write how far it is."""
        progress = {"done": self.done, "of": self.rows, "told": told, "number": number}
        self.uploads.write(self.token, name=self.name, phase=phase, **progress)

    def to_the_end(self, path: Path, settings: ImportSettings, choice: ColumnChoice) -> None:
        """Import the file. It is deleted afterwards, unless it has to be imported again."""
        try:
            self.rows = 0 if is_json(path) else max(0, _lines(path) - 1)
            number, _ = self.imports.run(
                path, settings, actor=self.actor, choice=choice, name=self.name, progress=self._progress
            )
            self.note("done", number=number)
            self.uploads.delete_file(self.token)
        except FileRefused as error:
            self.note("failed", f"Nothing was imported: {error}.")
        except Exception:
            log.exception("an import was cut off")
            self.note("failed", BROKEN)
        finally:
            self.free()

    def _progress(self, done: int) -> None:
        self.done = done
        self.note("running")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))

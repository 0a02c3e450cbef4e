"""Imports of uploaded files: looked at by their beginning, and run in a thread of this process."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Self

import structlog

from ivr.adapters.sql.imports.mappings import ColumnMappings, UnknownMapping
from ivr.adapters.sql.imports.records import Imports
from ivr.adapters.uploads import FOLDER, LARGEST, Uploads
from ivr.app.import_run import ImportRun
from ivr.app.parts import Parts
from ivr.app.reading import reading_of
from ivr.console.ports.imports import FileChoice, FileLook, ImportBusy, ImportProgress, Phase
from ivr.orders.delivery_status import delivery_status
from ivr.orders.model import Order
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.orders.sources.csv.csv_sample import SampleColumn, sample_columns
from ivr.orders.sources.dates import DateOrder
from ivr.orders.sources.import_record import ImportRecord, NothingToUndo, Undone
from ivr.orders.sources.import_report import FileRefused, ImportReport
from ivr.orders.sources.importing import is_json, read
from ivr.orders.sources.order_rows import ImportSettings
from ivr.reporting.audit import Actor

BEGINNING = 500_000
"""Bytes of a file that are looked at."""
SHOWN = 3
"""Orders whose callers are heard before the import."""
LISTED = 20
"""Imports in the list."""
PATIENCE = 5.0
"""Seconds that a page waits for an import to be taken back."""
LOST_AFTER = 60.0
"""Seconds after which an import that says nothing more has been cut off."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """Uploaded files of this machine. One is imported at a time, so that the others of the console do not wait."""

    parts: Parts
    uploads: Uploads
    imports: Imports
    kept: ColumnMappings
    running: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, parts: Parts) -> Self:
        """Create the parts."""
        engine, clock = parts.stores.engine, parts.clock
        uploads = Uploads(parts.settings.data_dir / FOLDER)
        return cls(parts, uploads, Imports(engine, clock), ColumnMappings(engine, clock))

    @property
    def largest(self) -> int:
        """The most bytes of a file."""
        return LARGEST

    def begin(self, name: str) -> str:
        """A new file; returns its token. Raises FileRefused."""
        return self.uploads.begin(name)

    def add(self, token: str, at: int, piece: bytes) -> int:
        """Add the piece that begins at a byte; returns the size so far. Raises FileRefused."""
        return self.uploads.add(token, at, piece)

    def discard(self, token: str) -> None:
        """Delete a file."""
        self.uploads.delete(token)

    def look(self, token: str, choice: FileChoice) -> FileLook:
        """The beginning of a file, read as somebody says."""
        path, about = self.uploads.path(token), self.uploads.about(token)[0]
        with TemporaryDirectory() as name:
            sample = _beginning_of(path, Path(name))
            return self._looked(sample, choice, str(about["name"]), path.stat().st_size)

    def _looked(self, sample: Path, choice: FileChoice, name: str, size: int) -> FileLook:
        report, asked = ImportReport(), ColumnChoice(choice.profile, choice.columns)
        columns: tuple[SampleColumn, ...] = ()
        try:
            columns = () if is_json(sample) else sample_columns(sample, asked)
            found = list(read(sample, self._reading(choice), report, asked))
        except FileRefused as error:
            return FileLook(name, size, choice.profile, columns, trouble=str(error))
        return FileLook(name, size, report.profile, columns, self._different(found), report)

    def _different(self, orders: Sequence[Order]) -> tuple[Order, ...]:
        """A few orders, in different states if there are any."""
        states = {delivery_status(order, self.parts.clock()).state: order for order in reversed(orders)}
        different = list(reversed(states.values()))
        return tuple([*different, *(order for order in orders if order not in different)][:SHOWN])

    def start(self, token: str, choice: FileChoice, *, actor: Actor) -> None:
        """Begin the import. Raises ImportBusy."""
        path, about = self.uploads.path(token), self.uploads.about(token)[0]
        if not self.running.acquire(blocking=False):
            raise ImportBusy
        run = ImportRun(self.imports, self.uploads, token, str(about["name"]), actor, free=self.running.release)
        run.note("running")
        how = self._reading(choice), ColumnChoice(choice.profile, choice.columns)
        Thread(target=run.to_the_end, args=(path, *how), name="import", daemon=True).start()

    def progress(self, token: str) -> ImportProgress:
        """How far the import is."""
        about, age = self.uploads.about(token)
        phase: Phase = about.get("phase", "waiting")
        if phase == "running" and age > LOST_AFTER:
            phase = "cut_off"
        counts = about.get("done", 0), about.get("of", 0)
        return ImportProgress(phase, *counts, about.get("told", ""), about.get("number", 0))

    def mappings(self) -> Sequence[str]:
        """The names of the choices of columns that are kept."""
        return self.kept.names()

    def mapping(self, name: str) -> FileChoice | None:
        """The choice that is kept under a name."""
        try:
            found = self.kept.get(name)
        except UnknownMapping:
            return None
        return FileChoice(found.profile, found.columns)

    def keep(self, name: str, choice: FileChoice, *, actor: Actor) -> None:
        """Keep a choice under a name, for files to come."""
        self.kept.save(name, ColumnChoice(choice.profile, choice.columns), actor=actor)

    def last(self) -> Sequence[ImportRecord]:
        """The last imports, newest first."""
        return self.imports.list(LISTED)

    def find(self, number: int) -> ImportRecord | None:
        """One import; None if there is none of this number."""
        return self.imports.find(number)

    def report(self, number: int) -> str:
        """The report of an import."""
        return self.imports.report(number)

    def undo(self, number: int, *, actor: Actor) -> Undone | None:
        """Take an import back in a thread. Returns None if that takes longer than PATIENCE. Raises NothingToUndo."""
        outcome = Future[Undone]()
        Thread(target=self._undo, args=(number, actor, outcome), name="undo", daemon=True).start()
        try:
            return outcome.result(PATIENCE)
        except TimeoutError:
            return None

    def _undo(self, number: int, actor: Actor, outcome: "Future[Undone]") -> None:
        try:
            outcome.set_result(self.imports.undo(number, actor=actor))
        except Exception as error:
            if not isinstance(error, NothingToUndo):
                log.exception("an import could not be taken back")
            outcome.set_exception(error)

    def _reading(self, choice: FileChoice) -> ImportSettings:
        dates = DateOrder(choice.dates) if choice.dates else None
        return reading_of(self.parts.settings, self.parts.clock(), dates)


def _beginning_of(path: Path, folder: Path) -> Path:
    """A copy of the beginning of a file, without the line that is cut off."""
    with path.open("rb") as file:
        text = file.read(BEGINNING)
        whole = text if not file.read(1) else text[: text.rfind(b"\n") + 1] or text
    sample = folder / path.name
    sample.write_bytes(whole)
    return sample

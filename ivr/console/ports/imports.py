"""Importing a file of orders: uploaded in pieces, looked at with its columns, then imported while its page tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ivr.orders.model import Order
from ivr.orders.sources.csv.csv_sample import SampleColumn
from ivr.orders.sources.import_record import ImportRecord, Undone
from ivr.orders.sources.import_report import ImportReport
from ivr.reporting.audit import Actor


@dataclass(frozen=True, slots=True)
class FileChoice:
    """What a person says of a file: its program (a profile), our column by its own, and the order of its dates."""

    profile: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""


@dataclass(frozen=True, slots=True)
class FileLook:
    """The beginning of a file. `trouble` says why it cannot be imported like this; then there are no orders."""

    name: str
    size: int
    profile: str = ""
    columns: tuple[SampleColumn, ...] = ()
    orders: tuple[Order, ...] = ()
    report: ImportReport = field(default_factory=ImportReport)
    trouble: str = ""


Phase = Literal["waiting", "running", "done", "failed", "cut_off"]


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is: `done` orders of `of` rows. `told` is the cause of its end; `number` is its record."""

    phase: Phase = "waiting"
    done: int = 0
    of: int = 0
    told: str = ""
    number: int = 0


class ImportBusy(Exception):
    """Another file is being imported on this machine."""


class ImportDesk(Protocol):
    """Uploaded files and their import. Whatever names a file by its token raises UploadGone."""

    @property
    def largest(self) -> int:
        """The most bytes of a file."""

    def begin(self, name: str) -> str:
        """A new file; returns its token. Raises FileRefused."""

    def add(self, token: str, at: int, piece: bytes) -> int:
        """Add the piece that begins at a byte; returns the size so far. Raises FileRefused."""

    def look(self, token: str, choice: FileChoice) -> FileLook:
        """The beginning of a file, read as somebody says."""

    def start(self, token: str, choice: FileChoice, *, actor: Actor) -> None:
        """Begin the import. Raises ImportBusy."""

    def progress(self, token: str) -> ImportProgress:
        """How far the import is."""

    def discard(self, token: str) -> None:
        """Delete a file."""

    def mappings(self) -> Sequence[str]:
        """The names of the choices of columns that are kept."""

    def mapping(self, name: str) -> FileChoice | None:
        """The choice that is kept under a name."""

    def keep(self, name: str, choice: FileChoice, *, actor: Actor) -> None:
        """Keep a choice under a name, for files to come."""

    def last(self) -> Sequence[ImportRecord]:
        """The last imports, newest first."""

    def find(self, number: int) -> ImportRecord | None:
        """One import; None if there is none of this number."""

    def report(self, number: int) -> str:
        """The report of an import, without a customer's data."""

    def undo(self, number: int, *, actor: Actor) -> Undone | None:
        """Remove the orders that an import added, and bring back those that it replaced; None while that goes on.

        Raises NothingToUndo.
        """

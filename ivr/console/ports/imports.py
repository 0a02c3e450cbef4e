"""Importing a file of orders: uploaded in pieces, looked at with its columns, then imported while its page tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ivr.orders.model import Order
from ivr.orders.sources.csv.csv_sample import SampleColumn
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
    """How far an import is: `done` of `of` rows. `told` is its outcome, or the cause of its end."""

    phase: Phase = "waiting"
    done: int = 0
    of: int = 0
    told: str = ""
    report: tuple[str, ...] = ()
    """The lines of its report, without a customer's data."""


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

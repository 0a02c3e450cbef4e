"""The record of an import: the file, its author and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ImportState(StrEnum):
    """The state of an import."""

    RUNNING = "running"
    CUT_OFF = "cut_off"
    """It stopped in mid-file; what it stored until then is there. Importing the file again makes up for it."""
    DONE = "done"
    FAILED = "failed"
    """Nothing of the file could be read; the report says why."""
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import. `orders` counts the orders stored so far, `added` those among them of which no file spoke before."""

    id: int
    file: str
    who: str
    via: str
    began_at: datetime
    state: ImportState
    profile: str = ""
    orders: int = 0
    added: int = 0
    left_out: int = 0
    ended_at: datetime | None = None
    can_be_undone: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """The effect of undoing an import: orders removed, and brought back. Orders imported since then stay."""

    removed: int = 0
    restored: int = 0
    stayed: int = 0


class NothingToUndo(ValueError):
    """The import does not exist, is undone already, or is too old to be undone."""

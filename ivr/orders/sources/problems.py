"""What an import says of what it could not take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was left out. `reason` holds no value of the row, so that it may be shown and logged."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class FileRefused(ValueError):
    """A file of which nothing can be read; nothing was imported. The message says why."""

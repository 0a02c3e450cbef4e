"""Tables of figures as Parquet files, by pyarrow, which the extra `wismo[reports]` installs."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from ivr.reporting.history_table import SCHEMA_VERSION, Cell, FigureTable, ParquetNotInstalled

TEXTS = ("key", "name")
"""Columns of text; the first one is as well, unless it holds times. All others are numbers."""


def parquet_of(table: FigureTable) -> bytes:
    """The file, with `schema_version` in its metadata; unknown figures are null. Raises ParquetNotInstalled."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise ParquetNotInstalled(
            "Parquet needs another package on the server: pip install 'wismo[reports]'. The same table is there as CSV."
        ) from None
    kinds = {"text": arrow.string(), "time": arrow.timestamp("us", tz="UTC"), "number": arrow.float64()}
    schema = arrow.schema(
        [(name, kinds[_kind(name, place)]) for place, name in enumerate(table.heading)],
        metadata={"schema_version": str(SCHEMA_VERSION)},
    )
    columns: list[Any] = [
        arrow.array([_plain(row[place]) for row in table.rows], type=field.type) for place, field in enumerate(schema)
    ]
    written = BytesIO()
    parquet.write_table(arrow.table(columns, schema=schema), written, compression="zstd")
    return written.getvalue()


def _kind(name: str, place: int) -> str:
    if name == "starts_at":
        return "time"
    return "text" if place == 0 or name in TEXTS else "number"


def _plain(cell: Cell) -> Cell:
    return cell.astimezone(UTC) if isinstance(cell, datetime) else cell

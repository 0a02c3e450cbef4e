"""The import of files, beside a bare `executemany` of the rows that it writes; and the memory that it takes.

`python -m tools.bench.importing FILE` imports a file into an empty SQLite, and prints its largest size in MB.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, delete, insert, select

from ivr.adapters.sql.database import connect, writing
from ivr.adapters.sql.imports.records import Imports
from ivr.adapters.sql.imports.tables import import_undo
from ivr.adapters.sql.orders.tables import order_parcels, order_phones, orders
from ivr.adapters.sql.schema import upgrade
from ivr.orders.samples.sample_file import sample, write_csv
from ivr.orders.sources.order_rows import ImportSettings
from ivr.reporting.audit import Actor

TABLES = (orders, order_phones, order_parcels, import_undo)
_OF_A_PARCEL = ("carrier", "tracking_number", "tracking_url", "last_scan_at", "last_scan_city", "delivered_at")
_READING = ImportSettings(key=b"a key of the bench", shop_country="US", now=datetime.now(UTC))


@dataclass(slots=True)
class Imported:
    """Seconds of imports by format, and of a bare `executemany` of the same rows, round by round."""

    files: dict[str, list[float]] = field(default_factory=dict)
    bare: list[float] = field(default_factory=list)


def importing(database_url: str, directory: Path, *, orders: int, rounds: int) -> Imported:
    """Import a file of each format in turn, and write its rows without it."""
    found = Imported()
    files = written(directory, orders)
    engine = connect(database_url, directory)
    upgrade(engine)
    for _ in range(rounds):
        for name, file in files.items():
            _empty(engine)
            started = time.perf_counter()
            Imports(engine, lambda: datetime.now(UTC)).run(file, _READING, actor=Actor("bench", "cli"))
            found.files.setdefault(name, []).append(time.perf_counter() - started)
        found.bare.append(_bare(engine, {table: _rows(engine, table) for table in TABLES}))
    engine.dispose()
    return found


def memory(directory: Path, sizes: Sequence[int]) -> Mapping[int, float]:
    """The largest size in MB of a process that imports so many orders."""
    found = {}
    for size in sizes:
        file = written(directory, size)["CSV"]
        run = subprocess.run([sys.executable, "-m", __name__, file], capture_output=True, text=True, check=True)
        found[size] = float(run.stdout)
    return found


def written(directory: Path, count: int) -> Mapping[str, Path]:
    """The same orders as CSV and as JSON, one order a line."""
    files = {"CSV": directory / f"{count}.csv", "JSONL": directory / f"{count}.jsonl"}
    now = datetime.now(UTC)
    with files["CSV"].open("w", newline="", encoding="utf-8") as out:
        write_csv(out, sample(count, 1, now))
    with files["JSONL"].open("w", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(document)}\n" for document in _documents(sample(count, 1, now)))
    return files


def _documents(rows: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, Any]]:
    for number, group in groupby(rows, key=itemgetter("order_number")):
        same = list(group)
        head = {name: text for name, text in same[0].items() if text and not _is_of_parcel(name)}
        parcels = [_parcel(row) for row in same if row["tracking_number"]]
        yield {**head, "number": number, "phones": [same[0]["phone"]], "shipments": parcels}


def _is_of_parcel(name: str) -> bool:
    return name in (*_OF_A_PARCEL, "tracking_status", "order_number", "phone", "items") or name.startswith("window_")


def _parcel(row: Mapping[str, str]) -> Mapping[str, Any]:
    window = {end: row[f"window_{end}"] for end in ("start", "end", "basis") if row[f"window_{end}"]}
    texts = {name: row[name] for name in _OF_A_PARCEL if row[name]}
    return {"status": row["tracking_status"], **texts, "windows": [window] if "start" in window else []}


def _empty(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in reversed(TABLES):
            connection.execute(delete(table))


def _rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def _bare(engine: Engine, rows: Mapping[Table, list[dict[str, Any]]]) -> float:
    _empty(engine)
    started = time.perf_counter()
    with writing(engine) as connection:
        for table, found in rows.items():
            connection.execute(insert(table), found)
    return time.perf_counter() - started


def _import_alone(file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="wismo-bench-") as home:
        engine = connect("", Path(home))
        upgrade(engine)
        Imports(engine, lambda: datetime.now(UTC)).run(file, _READING, actor=Actor("bench", "cli"))
        engine.dispose()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    _import_alone(Path(sys.argv[1]))

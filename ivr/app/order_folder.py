"""A folder in which other programs put files of orders, over SFTP for example: each is imported once it is whole."""

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ivr.orders.sources.import_report import FileRefused, ImportReport

DONE, FAILED = "done", "failed"
_LOCK = ".wismo-watch"
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", "~")
"""Endings of files that other programs still write."""

_Look = tuple[int, int]
"""The size and time of change of a file."""


class AlreadyWatched(Exception):
    """Another process watches this folder."""


@dataclass
class OrderFolder:
    """The files of a folder. A file is whole once its size and time have not changed between two looks.

    It stays where it is until it is imported, so that one whose import was cut off is imported again.
    `run` imports a file; `clock` is for the names in `done` and `failed`.
    """

    directory: Path
    run: Callable[[Path], ImportReport]
    clock: Callable[[], datetime]
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))
    _seen: dict[str, _Look] = field(default_factory=dict)
    _stuck: dict[str, _Look] = field(default_factory=dict)
    """Files that were taken and could not be moved away; they are not taken again unless they change."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this machine from watching the folder. Raises AlreadyWatched and OSError."""
        with (self.directory / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyWatched(f"{self.directory} is watched already") from None
            yield

    def look(self) -> int:
        """Import the files that are whole now, in the order of their names. Returns the number that failed.

        A file whose orders cannot be stored now stays, and is tried again at the next look.
        """
        seen = dict(_files(self.directory))
        whole = [name for name, now in sorted(seen.items()) if self._seen.get(name) == now != self._stuck.get(name)]
        self._seen = seen
        return sum([not self._take(self.directory / name) for name in whole])

    def _take(self, file: Path) -> bool:
        """Import one file and move it away. Returns whether it was imported."""
        try:
            report = self.run(file)
        except FileRefused as error:
            return self._failed(file, str(error))
        except PermissionError:
            return self._failed(file, "this program may not open the file")
        except (SQLAlchemyError, OSError) as error:
            self.log.warning("a file of orders cannot be stored now", file=file.name, cause=type(error).__name__)
            return False
        except Exception:
            self.log.exception("a file of orders could not be read", file=file.name)
            return self._failed(file, "a fault of this program; its log says which")
        self.log.info("a file of orders was imported", file=file.name, orders=report.orders, left_out=report.left_out)
        self._put_away(file, DONE, [*report.summary, *report.lines])
        return True

    def _failed(self, file: Path, reason: str) -> bool:
        self.log.warning("a file of orders was refused", file=file.name, why=reason)
        self._put_away(file, FAILED, [f"Not imported: {reason}"])
        return False

    def _put_away(self, file: Path, place: str, report: list[str]) -> None:
        """Move a file away under a name of its own, with its report beside it."""
        try:
            (self.directory / place).mkdir(exist_ok=True)
            target = _free(self.directory / place / f"{self.clock():%Y%m%d-%H%M%S}-{file.name}")
            file.replace(target)
            target.with_name(f"{target.name}.report.txt").write_text("\n".join([*report, ""]), encoding="utf-8")
        except OSError as error:
            self._stuck[file.name] = self._seen.get(file.name, (0, 0))
            self.log.warning("a file of orders cannot be moved away", file=file.name, cause=type(error).__name__)


def _files(directory: Path) -> Iterator[tuple[str, _Look]]:
    """The files that may be imported: no links, devices, hidden or empty files, or files still being written."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if not entry.name.startswith(".") and not entry.name.lower().endswith(_UNFINISHED):
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode) and found.st_size:
                    yield entry.name, (found.st_size, found.st_mtime_ns)


def _free(target: Path) -> Path:
    """A name that no file has, beginning like the given one."""
    names = (target, *(target.with_name(f"{target.name}.{count}") for count in range(2, 1000)))
    return next(each for each in names if not each.exists())

"""Check the data directory: writable, enough room, private."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

from ivr.cli.checks import Finding
from ivr.settings import Settings

LEAST = 200_000_000
"""Bytes: a day of a busy line's append-only file and of its call records in SQLite."""
PRIVATE = ("wismo.db*", "secret_key", "twilio_auth_token", "appendonlydir/*")


def check_storage(settings: Settings, *, free: Callable[[Path], int] | None = None) -> Iterator[Finding]:
    """Check the directory, or the place where it would be made. `free` returns the free bytes of a disk."""
    directory = settings.data_dir.absolute()
    if settings.redis_url and settings.database_url and not directory.exists():
        yield Finding("ok", "WISMO_DATA_DIR", "not there, and not needed: REDIS_URL and DATABASE_URL are set")
        return
    there = next(each for each in (directory, *directory.parents) if each.exists())
    if reason := _refusal(there):
        mend = "Let WISMO_DATA_DIR name a directory that this user may write, on a disk that can be written."
        yield Finding("fail", "WISMO_DATA_DIR", f"cannot be written ({reason})", mend)
        return
    left = (free or _free)(there)
    if left < LEAST:
        mend = "Make room: without it the record waits, and the embedded Redis takes no more turns."
        yield Finding("fail", "disk", f"{left // 1_000_000} MB are left where WISMO_DATA_DIR is", mend)
    else:
        yield Finding("ok", "disk", f"{left // 1_000_000_000} GB are left where WISMO_DATA_DIR is")
    yield from _opened(directory)


def _refusal(directory: Path) -> str:
    try:
        with TemporaryFile(dir=directory) as file:
            file.write(b"written")
    except OSError as error:
        return error.strerror or "no reason given"
    return ""


def _free(directory: Path) -> int:
    return shutil.disk_usage(directory).free


def _opened(directory: Path) -> Iterator[Finding]:
    """Warn about private files that other users of this machine may read."""
    found = [each for pattern in PRIVATE for each in directory.glob(pattern) if each.stat().st_mode & 0o077]
    if found:
        names = ", ".join(each.name for each in found[:3])
        yield Finding("warn", "files", f"others on this machine may read {names}", f"chmod -R go= {directory}")

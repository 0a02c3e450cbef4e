"""Files that people upload in pieces: on the disk of this machine, until they are imported or a day old."""

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.orders.sources.import_report import FileRefused, UploadGone

FOLDER = "uploads"
"""The name of the folder in WISMO_DATA_DIR."""
LARGEST = 200_000_000
"""Bytes of a file."""
KEPT = 24 * 3600.0
"""Seconds until a file that nobody imported is deleted."""
AT_ONCE = 20
"""Files that wait to be imported."""
_TOKEN = re.compile(r"[0-9a-f]{32}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of the uploads: one folder each, named by a token that nobody guesses."""

    folder: Path
    clock: Callable[[], float] = time.time

    def begin(self, name: str) -> str:
        """A new file; `name` is its name at the browser. Returns its token. Raises FileRefused."""
        self.delete_old()
        if len(list(self._all())) >= AT_ONCE:
            raise FileRefused("too many files wait to be imported; import or discard one")
        token = secrets.token_hex(16)
        place = self.folder / token
        place.mkdir(mode=0o700, parents=True)
        self.write(token, name=Path(name.replace("\\", "/")).name[:100])
        (place / f"file{_suffix(name)}").touch(mode=0o600)
        return token

    def add(self, token: str, at: int, piece: bytes) -> int:
        """Write a piece at its place, which is the end of those before it, or before it. Returns the size so far.

        Raises FileRefused and UploadGone.
        """
        path = self.path(token)
        size = path.stat().st_size
        if at > size:
            raise FileRefused("a piece before this one is missing")
        if at + len(piece) > LARGEST:
            raise FileRefused(f"the file is larger than {LARGEST // 1_000_000} MB; import it by command")
        if shutil.disk_usage(self.folder).free < 2 * LARGEST:
            raise FileRefused("the disk of this machine is nearly full")
        with path.open("r+b") as file:
            file.seek(at)
            file.write(piece)
            file.truncate()
        return at + len(piece)

    def path(self, token: str) -> Path:
        """Where a file is. Raises UploadGone if it is not here (any more)."""
        found = sorted(self._place(token).glob("file*"))
        if not found:
            raise UploadGone(token)
        return found[0]

    def about(self, token: str) -> tuple[Mapping[str, Any], float]:
        """What is known about a file, and how many seconds ago it was written. Raises UploadGone."""
        path = self._place(token) / "about.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return found, self.clock() - path.stat().st_mtime
        except FileNotFoundError:
            raise UploadGone(token) from None

    def write(self, token: str, **about: object) -> None:
        """Write what is known about a file, all or nothing."""
        place = self.folder / token
        (place / "next.json").write_text(json.dumps(about), "utf-8")
        (place / "next.json").replace(place / "about.json")

    def delete_file(self, token: str) -> None:
        """Delete a file, but not what is known about it. Raises UploadGone."""
        self.path(token).unlink()

    def delete(self, token: str) -> None:
        """Delete a file, and all that is known about it. Raises UploadGone."""
        shutil.rmtree(self._place(token), ignore_errors=True)

    def _place(self, token: str) -> Path:
        place = self.folder / token
        if not _TOKEN.fullmatch(token) or not place.is_dir():
            raise UploadGone(token)
        return place

    def _all(self) -> Iterator[Path]:
        return (each for each in self.folder.glob("*") if _TOKEN.fullmatch(each.name))

    def delete_old(self) -> None:
        """Delete the files that nobody imported in time."""
        for each in self._all():
            if each.stat().st_mtime < self.clock() - KEPT:
                shutil.rmtree(each, ignore_errors=True)


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ".csv"

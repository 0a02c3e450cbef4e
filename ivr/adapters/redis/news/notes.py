"""What could not be read in the news of each source, counted in Redis for operators."""

from collections.abc import Iterable
from typing import Any, cast

import orjson
import redis

from ivr.orders.sources.import_report import NOTES_KEPT, Note, NoteCount, NoteKind

KEPT = 30 * 24 * 3600
"""Seconds after the last note of a source."""


class SourceNotes:
    """Counts notes: unknown words of a platform, values that were left out. They hold no data of a customer."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def add(self, source: str, notes: Iterable[Note]) -> None:
        """Count the notes of some news."""
        names = [orjson.dumps([each.kind, each.name, each.detail]).decode() for each in notes]
        if not names:
            return
        key = _key(source)
        known = cast("list[str]", self._redis.hkeys(key))
        with self._redis.pipeline() as together:
            for name in names:
                if name in known or len(known) < NOTES_KEPT:
                    known.append(name)
                    together.hincrby(key, name, 1)
            together.expire(key, KEPT)
            together.execute()

    def of(self, source: str) -> list[NoteCount]:
        """The notes of a source, the most frequent first."""
        counted = cast("dict[str, str]", self._redis.hgetall(_key(source)))
        found = [_count(orjson.loads(name), int(count)) for name, count in counted.items()]
        return sorted(found, key=lambda each: (-each.count, each.name, each.detail))

    def forget(self, source: str) -> None:
        """Forget the notes of a source."""
        self._redis.delete(_key(source))


def _key(source: str) -> str:
    return f"wismo:news:notes:{source}"


def _count(note: Any, count: int) -> NoteCount:
    kind, name, detail = note
    return NoteCount(NoteKind(kind), name, detail, count)

"""What happened lately, in a Redis stream that programs follow: each entry has a place, from which they go on."""

import re
from collections.abc import Iterable, Sequence
from typing import cast

import orjson
import redis
from redis.client import Pipeline

from ivr.reporting.happenings import Happening, HappeningKind, ToldHappening

HAPPENINGS = "wismo:happenings"
"""Stream; each entry has the kind, and the happening as JSON."""
HAPPENINGS_KEPT = 50_000
"""Some minutes of 100 events a second: for as long may a program be away and miss nothing."""
START = "0-0"
_PLACE = re.compile(r"\d{1,20}-\d{1,20}")


def add_happenings(together: Pipeline, told: Iterable[Happening]) -> None:
    """Add to the stream, as part of a pipeline."""
    for each in told:
        fields = {"kind": each.kind, "told": orjson.dumps(each.to_json()).decode()}
        together.xadd(
            HAPPENINGS,
            cast("dict[redis.typing.FieldT, redis.typing.EncodableT]", fields),
            maxlen=HAPPENINGS_KEPT,
            approximate=True,
        )


class HappeningStream:
    """Reads the stream. Raises redis-py's errors."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def is_place(self, text: str) -> bool:
        """Whether a text can be a place in the stream."""
        return _PLACE.fullmatch(text) is not None

    def newest(self) -> str:
        """The place of the newest entry."""
        found = cast("list[tuple[str, dict[str, str]]]", self._redis.xrevrange(HAPPENINGS, count=1))
        return found[0][0] if found else START

    def after(self, place: str, most: int) -> Sequence[ToldHappening]:
        """The entries behind a place, oldest first."""
        found = cast("list[tuple[str, dict[str, str]]]", self._redis.xrange(HAPPENINGS, f"({place}", count=most))
        return [ToldHappening(at, cast(HappeningKind, fields["kind"]), fields["told"]) for at, fields in found]

    def has_lost(self, place: str) -> bool:
        """Whether entries behind a place are not kept any more."""
        found = cast("list[tuple[str, dict[str, str]]]", self._redis.xrange(HAPPENINGS, count=1))
        return bool(found) and _order(place) < _order(found[0][0]) and place != START


def _order(place: str) -> tuple[int, ...]:
    return tuple(map(int, place.split("-")))

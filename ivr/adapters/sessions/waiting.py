"""Who waits in a queue, by the live map: for people on the desk line to hear who comes next."""

import json
from typing import cast

import redis

from ivr.adapters.sessions.store import LIVE, key_of
from ivr.calls.ports import Unavailable
from ivr.engine.call import Call, call_from_json

MOST_LOOKED_AT = 50


class WaitingLine:
    """Implements ivr.calls.ports.Waiting. The carrier keeps the order of the line; this is what we know of it."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def first(self, queue: str, at: str) -> Call | None:
        """The call that has been longest at the step `at` with this destination. Raises Unavailable."""
        try:
            places = cast("dict[str, str]", self._redis.hgetall(LIVE))
            calls = self._calls([sid for sid, place in _by_age(places) if json.loads(place)[0] == at])
        except Exception as error:
            raise Unavailable("the live map did not answer") from error
        return next((call for call in calls if call.destination and call.destination.queue == queue), None)

    def _calls(self, sids: list[str]) -> list[Call]:
        with self._redis.pipeline(transaction=False) as together:
            for sid in sids[:MOST_LOOKED_AT]:
                together.hget(key_of(sid), "doc")
            return [call_from_json(json.loads(doc)) for doc in together.execute() if doc]


def _by_age(places: dict[str, str]) -> list[tuple[str, str]]:
    """Oldest first; a place is [step, language, since (ISO 8601)]."""
    return sorted(places.items(), key=lambda item: str(json.loads(item[1])[2]))

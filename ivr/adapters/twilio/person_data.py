"""One person's data at Twilio: calls, recorded messages and texts, found by telephone number and by SID."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.rest import Rest

AT_ONCE = 200
"""Entries of each list that are looked at in one run. What is deleted makes room for the next ones."""
GONE = 404
NOT_OVER = 409
"""The call or text is under way and can be deleted once it has ended."""


@dataclass(frozen=True, slots=True)
class TwilioTraces:
    """SIDs of one person's calls, of texts to or from them, and of recordings of those calls."""

    calls: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.calls) + len(self.texts) + len(self.recordings)


class TwilioPersonData:
    """Looks one person's data up and deletes it. Every method raises RestFailed."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def find(self, phones: Iterable[str], calls: Iterable[str] = (), texts: Iterable[str] = ()) -> TwilioTraces:
        """What Twilio has: of telephones (E.164), and of calls and texts that our record names, if they still exist."""
        phones = list(phones)
        sids = dict.fromkeys(each.sid for each in self._listed("calls", phones))
        sids |= dict.fromkeys(sid for sid in calls if sid not in sids and self._exists("calls", sid))
        sent = dict.fromkeys(each.sid for each in self._listed("messages", phones))
        sent |= dict.fromkeys(sid for sid in texts if sid not in sent and self._exists("messages", sid))
        recordings = [sid for call in dict.fromkeys([*sids, *calls]) for sid in self._recordings_of(call)]
        return TwilioTraces(tuple(sids), tuple(sent), tuple(recordings))

    def erase(self, traces: TwilioTraces) -> Counter[str]:
        """Delete what was found, recordings first, since nothing leads to them without their call.

        Returns the counts by kind. What is still under way is left.
        """
        kinds = (("recordings", traces.recordings), ("messages", traces.texts), ("calls", traces.calls))
        return Counter(kind for kind, sids in kinds for sid in sids if self._delete(kind, sid))

    def _listed(self, kind: str, phones: Iterable[str]) -> Iterator[Any]:
        for phone in phones:
            for side in ({"to": phone}, {"from_": phone}):
                yield from self._rest.ask(partial(_list, kind, **side))

    def _recordings_of(self, call: str) -> list[str]:
        return [each.sid for each in self._rest.ask(partial(_list, "recordings", call_sid=call))]

    def _exists(self, kind: str, sid: str) -> bool:
        return self._unless(GONE, lambda api: getattr(api, kind)(sid).fetch())

    def _delete(self, kind: str, sid: str) -> bool:
        return self._unless(NOT_OVER, lambda api: getattr(api, kind)(sid).delete())

    def _unless(self, status: int, request: Callable[[Any], Any]) -> bool:
        """Ask, and return False if there is no such resource, or if it is answered with `status`."""
        try:
            self._rest.ask(request)
        except RestFailed as failed:
            if failed.status in (status, GONE):
                return False
            raise
        return True


def _list(kind: str, api: Any, **filters: str) -> list[Any]:
    found: list[Any] = getattr(api, kind).list(limit=AT_ONCE, **filters)
    return found

"""The page of a call: what was said, where it went and why.

A hand-off carries the page's URL (adapters/twilio/hand_offs), for the screen of the agent who answers.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flask import abort, request

from ivr.accounts import User, visible_queues
from ivr.calls.ports import Unavailable
from ivr.console.desk.call_acts import call_acts
from ivr.console.heard_sentence import heard_sentence
from ivr.console.page import Answer, PageGroup, page
from ivr.console.responses import back_to, rendered
from ivr.console.roles import CALL_READERS, WATCHERS
from ivr.console.session import me
from ivr.reporting.call_record import CallRecord, TurnRow
from ivr.reporting.dispositions import QUEUES
from ivr.reporting.handling import Handling
from ivr.reporting.legs import ending
from ivr.reporting.live_snapshot import LiveCall
from ivr.reporting.requests import RequestRecord
from ivr.reporting.times import clock_time
from routing.display_names import queue_names
from routing.explanation import lines
from routing.json_value import Json, members

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)")

ENDED_BY = {
    "caller": "the caller",
    "agent": "the agent",
    "transfer": "a transfer",
    "supervisor": "a supervisor",
    "failure": "a failure",
}
"""Who or what ended an agent's part in a call."""


class CallPages(PageGroup):
    """The page of one call, and the former address of their list."""

    @page("/calls", roles=CALL_READERS)
    def calls(self) -> Answer:
        """Redirect to the search: the calls of a day, today's without one."""
        given = {name: value.strip() for name, value in request.args.items()}
        fields = {"outcome": given.get("disposition", ""), "queue": given.get("queue", ""), "sid": given.get("sid", "")}
        day = given.get("day", "")
        days = {"span": "between", "since": day, "until": day} if day else {} if fields["sid"] else {"span": "today"}
        return back_to("search", **days, **{name: value for name, value in fields.items() if value})

    @page("/calls/<sid>", roles=CALL_READERS, template="calls/call.html")
    def call(self, sid: str) -> Answer:
        """All that is known of a call."""
        story = self.ports.records.call(sid, queues=self._queues(me()))
        place = self._place(sid)
        if story is None:
            return self._soon(sid, place)
        return {
            "story": story,
            "place": place,
            "who": self._who(story),
            "now": self.ports.clock(),
            "turns": list(map(self._turn(story), story.turns)),
            "reasons": self._reasons(story),
            "owed": self.ports.work.of_call(sid, queues=self._queues(me())),
            "asked": (asked := self._asked(story)),
            "orders": list(dict.fromkeys(each.order_number for each in asked if each.order_number)),
            "caller": self._caller(story),
            "handled": self._handled(sid),
            "settles": me().role in WATCHERS,
            "dispositions": {code: each.name for code, each in self.ports.in_force().agent_desk.dispositions.items()},
            "ended_by": ENDED_BY,
            **call_acts(self.ports, me(), place),
        }

    def _caller(self, story: CallRecord) -> Json:
        """What was known of the caller at the last decision: tier, issue, state of the order."""
        known = [members(decision.get("caller")) for _, decision in sorted(story.decisions.items())]
        return known[-1] if known else {}

    def _handled(self, sid: str) -> list[Handling]:
        """The agents who had the call. Users bound to queues see those of their own queues."""
        queues, found = self._queues(me()), self.ports.handlings.of_calls([sid]).get(sid, ())
        return [each for each in found if queues is None or each.queue in queues]

    def _asked(self, story: CallRecord) -> list[RequestRecord]:
        """What was asked for in the call or is still owed to its caller. Users bound to queues see the former only."""
        found = self.ports.requests.of_call(story.call["sid"], story.call["caller_key"])
        return [each for each in found if self._queues(me()) is None or each.is_of(story.call["sid"])]

    def _place(self, sid: str) -> LiveCall | None:
        """Where a call is now. Users do not see the queues of others."""
        place = next((call for call in self.ports.live_calls.now().calls if call.sid == sid), None)
        queues = self._queues(me())
        return place if place is None or queues is None or place.queue in queues else replace(place, queue="")

    def _soon(self, sid: str, place: LiveCall | None) -> str:
        """The page of a call that is not on record yet, which takes seconds. Users bound to queues see it later."""
        if place is None or self._queues(me()) is not None:
            abort(404)
        return rendered("calls/call_soon.html", sid=sid, place=place)

    def _queues(self, user: User) -> Sequence[str] | None:
        """The queues whose calls a user may see; None for all."""
        return visible_queues(user, self.ports.in_force())

    def _who(self, story: CallRecord) -> str:
        """The caller: the full number only while the call lasts, and only for users with the right to see it."""
        hint = story.call["caller_hint"]
        if me().sees_numbers and story.call["ended_at"] is None:
            try:
                call = self.ports.sessions.load(story.call["sid"], 0).call
            except Unavailable:
                call = None
            if call:
                return call.ani
        if hint and me().sees_numbers and story.call["ended_at"] is not None:
            return f"number ending in {hint} (in full only while the call lasts)"
        return f"number ending in {hint}" if hint else "number withheld"

    def _turn(self, story: CallRecord) -> Callable[[TurnRow], dict[str, object]]:
        def told(turn: TurnRow) -> dict[str, object]:
            said = [heard_sentence(self.ports.heard_words, each, turn["at"]) for each in turn["said"]]
            hops = list(_hops(story, turn["turn"]))
            ended = hops[0][1] if hops and hops[0][0] in QUEUES else ""
            return {**turn, "said": said, "hops": hops, "ended": ended}

        return told

    def _reasons(self, story: CallRecord) -> list[tuple[int, list[str]]]:
        """The reasons of the routing decisions; none for users bound to queues, since they name those of others."""
        if self._queues(me()) is not None:
            return []
        now, decided = self.ports.clock(), sorted(story.decisions.items())
        names = queue_names(self.ports.in_force())
        return [(turn, [_readable(line, now) for line in lines(decision, names)]) for turn, decision in decided]


def _hops(story: CallRecord, turn: int) -> Iterator[tuple[str, str, str]]:
    """The steps of a turn: step, outcome in words, next step."""
    for step, outcome, to in story.hops.get(turn, ()):
        yield step, _outcome(story, turn, step, outcome), to


def _outcome(story: CallRecord, turn: int, step: str, outcome: str) -> str:
    """The outcome of a step in words. The outcome of a stay in a queue is read from its leg, as in all figures."""
    if step not in QUEUES:
        return outcome.replace("_", " ")
    stays = [leg["became"] for leg in story.legs if leg["turn"] < turn]
    return ending(outcome, stays[-1] if stays else "")


def _readable(line: str, now: datetime) -> str:
    """A line with its ISO times replaced by clock times."""
    return _TIME.sub(lambda found: clock_time(datetime.fromisoformat(found[0]), now), line)

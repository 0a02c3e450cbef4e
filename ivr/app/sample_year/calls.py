"""Generates the calls of a year, a day at a time: the same for the same seed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from random import Random
from typing import TypedDict

from ivr.app.sample_year.calendar import BUSIEST, HOURS, CalendarDay, calendar
from ivr.app.sample_year.desk import DISPOSITIONS, DeskDay, StateRow, agent_id, talk_time
from ivr.app.sample_year.quality import SampleQueue
from ivr.reporting.call_record import CallRow
from ivr.reporting.legs import Became

SID = "CA5a3b1e"
"""How the SIDs of generated calls begin."""
ISSUES = {
    "order_status": 38, "late": 14, "missing": 8, "damaged": 5, "returns": 13, "refund": 9, "loyalty": 3,
    "product_help": 6, "payment": 4,
}  # fmt: skip
SELF_SERVED = {"order_status": 0.78, "returns": 0.6, "loyalty": 0.8, "refund": 0.45}
"""The share of callers with an issue who need no person; 0.25 with any other."""
PATIENCE = 200.0
"""Mean seconds after which a caller hangs up."""


class SampleCall(CallRow):
    """A generated call, with what its row holds besides; `issue` and `event` are for rows of other tables."""

    last_at: datetime
    last_turn: int
    status: str
    status_sequence: int
    answered_at: datetime | None


class SampleLeg(TypedDict):
    """A stay in a queue, as it is stored."""

    call_sid: str
    turn: int
    queue: str
    language: str
    issue: str
    rule: str
    entered_at: datetime
    waited: float | None
    became: Became


@dataclass(slots=True)
class SampleDay:
    """What happened on one day, as rows. `issues` has the issue of each call by SID, `event` what was special.

    `vendors` has the vendor of each queue, empty in house.
    """

    day: date
    event: str
    calls: list[SampleCall] = field(default_factory=list)
    legs: list[SampleLeg] = field(default_factory=list)
    handlings: list[Mapping[str, object]] = field(default_factory=list)
    hops: list[Mapping[str, object]] = field(default_factory=list)
    states: list[StateRow] = field(default_factory=list)
    issues: dict[str, str] = field(default_factory=dict)
    vendors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Caller:
    key: str
    hint: str
    dnis: str
    language: str
    issue: str


@dataclass(slots=True, kw_only=True)
class SampleYear:
    """A span of days with about `calls` calls, up to `now`. `numbers` are the numbers dialled, with their languages."""

    seed: int
    calls: int
    first: date
    now: datetime
    zone: tzinfo
    queues: Sequence[SampleQueue]
    numbers: Mapping[str, Sequence[str]]
    _again: dict[date, list[tuple[datetime, _Caller]]] = field(default_factory=lambda: defaultdict(list))
    _count: int = 0

    def days(self) -> Iterator[SampleDay]:
        """Yield the days in order."""
        last = self.now.astimezone(self.zone).date()
        found = list(calendar(self.first, last))
        whole = sum(day.weight for day in found)
        for day in found:
            yield self._day(day, round(0.87 * self.calls * day.weight / whole))  # the others call again

    @property
    def agents(self) -> int:
        """The number of agents at the desk in house: enough for most hours."""
        days = max((self.now.astimezone(self.zone).date() - self.first).days, 1)
        return min(max(6, round(self.calls / days / 28)), 200)

    def _day(self, told: CalendarDay, many: int) -> SampleDay:
        random = Random(f"{self.seed}:{told.day}")  # noqa: S311 - no secret
        begins = datetime(told.day.year, told.day.month, told.day.day, tzinfo=self.zone).astimezone(UTC)
        found, desk = SampleDay(told.day, told.event), DeskDay(begins, self.agents)
        found.vendors = {queue.key: queue.vendor for queue in self.queues}
        hours = random.choices(range(24), HOURS, k=many)
        rung = [(begins + timedelta(hours=hour, seconds=random.random() * 3600), None) for hour in hours]
        again = self._again.pop(told.day, [])
        for at, caller in sorted([*rung, *again], key=lambda each: each[0]):
            if at < self.now - timedelta(hours=1):
                self._call(found, desk, random, told, at, caller or self._caller(random, told))
        desk.close()
        found.states = [row for row in desk.states if row["at"] < self.now]
        return found

    def _caller(self, random: Random, told: CalendarDay) -> _Caller:
        issues = dict(ISSUES)
        if told.event == "bad_day":
            issues |= {"late": 60, "missing": 20}
        if told.event == "launch":
            issues |= {"product_help": 40, "payment": 15}
        number = random.randrange(max(self.calls // 2, 10))
        dnis = random.choice(list(self.numbers))
        spoken = self.numbers[dnis]
        language = spoken[0] if len(spoken) == 1 or random.random() < 0.78 else random.choice(list(spoken[1:]))
        key = "" if random.random() < 0.04 else sha256(f"nobody {number}".encode()).hexdigest()
        (issue,) = random.choices(list(issues), list(issues.values()))
        return _Caller(key, f"{number % 100:02}" if key else "", dnis, language, issue)

    def _call(
        self, found: SampleDay, desk: DeskDay, random: Random, told: CalendarDay, at: datetime, caller: _Caller
    ) -> None:
        self._count += 1
        sid = f"{SID}{self.seed % 2**32:08x}{self._count:018x}"
        story = _Story(found, desk, random, told.strain, sid, caller, at + timedelta(seconds=random.uniform(25, 80)))
        disposition, again = story.tell(self.queues, self._load(at))
        found.issues[sid] = caller.issue
        found.calls.append(_row(sid, at, caller, story, disposition, random))
        if caller.key and random.random() < again:
            then = at + timedelta(hours=random.uniform(2, 130))
            self._again[then.astimezone(self.zone).date()].append((then, caller))

    def _load(self, at: datetime) -> float:
        return HOURS[at.astimezone(self.zone).hour] / BUSIEST


@dataclass(slots=True)
class _Story:
    """One call under way: `at` is the time that it has reached."""

    day: SampleDay
    desk: DeskDay
    random: Random
    strain: float
    sid: str
    caller: _Caller
    at: datetime
    answered_at: datetime | None = None
    turn: int = 2

    def tell(self, queues: Sequence[SampleQueue], load: float) -> tuple[str, float]:
        """Let the call happen. Returns its disposition, and how likely the caller calls again."""
        served = SELF_SERVED.get(self.caller.issue, 0.25)
        luck = self.random.random()
        if luck < served:
            return "contained", 0.07
        if luck < served + 0.06:
            return "gave_up", 0.3
        able = [queue for queue in queues if self.caller.language in queue.languages] or list(queues)
        if load < 0.3:  # at night the desk is not there
            able = [queue for queue in able if queue.vendor] or able
        return self._queue(able, load)

    def _queue(self, able: Sequence[SampleQueue], load: float) -> tuple[str, float]:
        (queue,) = self.random.choices(able, [each.quality.share for each in able])
        wait = self._wait(queue, load)
        patience = self.random.expovariate(1 / PATIENCE) + (3 if self.random.random() < 0.8 else 0)
        if wait > patience:
            self._leg(queue, patience, "abandoned")
            return "abandoned", 0.42
        if wait > 110 and self.random.random() < 0.4:
            self._leg(queue, 110.0, "flowed")
            return "callback", 0.1
        return self._talk(queue, able, wait, load)

    def _wait(self, queue: SampleQueue, load: float) -> float:
        if self.random.random() < 0.5 / max(self.strain * load, 0.4):
            return self.random.uniform(1.5, 7.0)
        return self.random.expovariate(1 / (queue.quality.wait * self.strain * (0.3 + 1.8 * load)))

    def _talk(self, queue: SampleQueue, able: Sequence[SampleQueue], wait: float, load: float) -> tuple[str, float]:
        talk = talk_time(queue.quality.talk, self.random)
        self._leg(queue, wait, "answered")
        self.answered_at = self.answered_at or self.at
        if not queue.vendor:
            self._handle(queue, talk)
        self.at += timedelta(seconds=talk)
        if self.random.random() < queue.quality.back and self.turn < 8:
            over = {"place": 0, "at": self.at, "step": "hand_off.connect", "outcome": "transferred"}
            self.day.hops.append({"call_sid": self.sid, "turn": self.turn, **over, "target": "hand_off.route"})
            return self._queue([each for each in able if not each.vendor] or able, load)
        return "handed_off", queue.quality.again

    def _leg(self, queue: SampleQueue, waited: float, became: Became) -> None:
        self.day.legs.append(
            SampleLeg(
                call_sid=self.sid, turn=self.turn, queue=queue.key, language=self.caller.language,
                issue=self.caller.issue, rule="default", entered_at=self.at, waited=round(waited, 1), became=became,
            )
        )  # fmt: skip
        self.turn += 2
        self.at += timedelta(seconds=round(waited, 1))

    def _handle(self, queue: SampleQueue, talk: float) -> None:
        wrap, hold = self.random.uniform(10, 75), self.random.choice((0.0, 0.0, 0.0, 0.2)) * talk
        agent = self.desk.take(self.at, talk, wrap)
        if agent is None:
            agent = self.random.randrange(self.desk.agents)  # somebody in overtime
        over = self.at + timedelta(seconds=talk)
        self.day.handlings.append(
            {
                "id": f"{self.sid[2:26]}{self.sid[-6:]}{self.turn:02}",
                "call_sid": self.sid,
                "queue": queue.key,
                "agent": agent_id(agent),
                "agent_name": "",
                "language": self.caller.language,
                "direction": "in",
                "issue": self.caller.issue,
                "offered_at": self.at,
                "answered_at": self.at,
                "ended_at": over,
                "wrapped_at": over + timedelta(seconds=wrap),
                "hold_seconds": round(hold, 1),
                "noted_at": None,
                "became": "answered",
                "ended_by": "caller",
                "note": "",
                "disposition": self.random.choice(DISPOSITIONS),
            }
        )


def _row(sid: str, began_at: datetime, caller: _Caller, story: _Story, disposition: str, random: Random) -> SampleCall:
    asked = disposition == "contained" and random.random() < 0.2
    return SampleCall(
        sid=sid, began_at=began_at, last_at=story.at, dnis=caller.dnis, caller_key=caller.key,
        caller_hint=caller.hint, language=caller.language, last_turn=story.turn, status="completed",
        status_sequence=3, ended_at=story.at, seconds=round((story.at - began_at).total_seconds()),
        answered_at=story.answered_at, disposition=disposition,
        survey=random.choices(("yes", "no", "asked"), (6, 2, 2))[0] if asked else "",
    )  # fmt: skip

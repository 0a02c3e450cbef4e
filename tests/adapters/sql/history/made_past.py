"""A small made-up past: calls, stays in queues, handlings, written as the record keeps them."""

from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import Engine, insert

from ivr.adapters.sql.desk.tables import agent_states, handlings
from ivr.adapters.sql.records.tables import calls, hops, legs

BEGINS = datetime(2026, 10, 30, 4, 0, tzinfo=UTC)
"""Midnight of a Friday in New York, two days before its clock is set back."""
QUEUES = ("care-en", "acme-es", "gone")
BECAME = ("answered", "answered", "answered", "abandoned", "flowed", "waiting")


class MadePast:
    """Random calls of a few callers within some days."""

    def __init__(self, seed: int, *, many: int, days: float = 4.0, begins: datetime = BEGINS) -> None:
        self._random = Random(seed)
        self.calls: list[dict[str, object]] = []
        self.legs: list[dict[str, object]] = []
        self.handlings: list[dict[str, object]] = []
        self.hops: list[dict[str, object]] = []
        self.states: list[dict[str, object]] = []
        times = [begins + timedelta(seconds=self._random.randrange(int(days * 86400))) for _ in range(many)]
        self.first = min(times, default=begins)
        for number, at in enumerate(times):
            self._call(f"CA{seed}x{number}", at)

        self._states(begins, days)

    def write(self, engine: Engine) -> None:
        """Write it to the record."""
        with engine.begin() as connection:
            for table, rows in (
                (calls, self.calls),
                (legs, self.legs),
                (handlings, self.handlings),
                (hops, self.hops),
                (agent_states, self.states),
            ):
                if rows:
                    connection.execute(insert(table), rows)

    def _states(self, begins: datetime, days: float) -> None:
        for agent in ("a1", "a2"):
            at, number = self.first, 0
            while self.calls and at < begins + timedelta(days=days):
                state = self._random.choice(("ready", "ringing", "talking", "wrap_up", "away", "offline"))
                self.states.append({"agent": agent, "at": at, "number": number, "state": state, "reason": ""})
                number, at = number + 1, at + timedelta(seconds=self._random.choice((7, 400, 5000, 30_000, 90_000)))

    def _call(self, sid: str, at: datetime) -> None:
        pick, ended = self._random.choice, None if self._random.random() < 0.1 else at + timedelta(minutes=9)
        taken = [self._leg(sid, at + timedelta(seconds=40 * turn), turn) for turn in range(1, pick((1, 2, 2, 3)))]
        self.calls.append(
            {
                "sid": sid,
                "began_at": at,
                "last_at": at,
                "ended_at": ended,
                "dnis": pick(("+1800", "+1801")),
                "caller_key": pick(("", "anna", "bert", "cleo")),
                "caller_hint": "",
                "last_turn": 1,
                "status": "",
                "language": pick(("en-US", "es-MX")),
                "status_sequence": 3,
                "survey": "",
                "seconds": 540 if ended else None,
                "answered_at": at if any(taken) else None,
                "disposition": pick(("contained", "gave_up", "handed_off")) if ended else "",
            }
        )

    def _leg(self, sid: str, at: datetime, turn: int) -> bool:
        became, queue = self._random.choice(BECAME), self._random.choice(QUEUES)
        waited = None if became == "waiting" else self._random.choice((0.0, 3.0, 12.5, 20.0, 31.0))
        issue = self._random.choice(("returns", "refund"))
        stay = {"call_sid": sid, "turn": turn, "queue": queue, "language": "en-US", "issue": issue, "rule": ""}
        self.legs.append({**stay, "entered_at": at, "waited": waited, "became": became})
        if became != "answered":
            return False
        if queue == "care-en":
            for place in range(self._random.choice((1, 1, 2))):
                self._handling(sid, at + timedelta(seconds=waited or 0, milliseconds=place), queue)
        elif self._random.random() < 0.5:
            over = {"step": "hand_off.connect", "outcome": "done", "target": "hand_off.goodbye"}
            self.hops.append({"call_sid": sid, "turn": turn + 1, "place": 0, "at": at + timedelta(seconds=38), **over})
        return True

    def _handling(self, sid: str, at: datetime, queue: str) -> None:
        pick, ended = self._random.choice, None if self._random.random() < 0.1 else at + timedelta(seconds=200)
        self.handlings.append(
            {
                "id": f"H{len(self.handlings):04}{sid[2:]}",
                "call_sid": sid,
                "queue": queue,
                "language": "en-US",
                "agent": pick(("a1", "a2")),
                "agent_name": "Somebody",
                "issue": "returns",
                "note": "",
                "offered_at": at,
                "answered_at": at,
                "ended_at": ended,
                "became": "answered",
                "ended_by": "caller",
                "wrapped_at": ended and ended + timedelta(seconds=30),
                "hold_seconds": float(pick((0, 20))),
                "disposition": pick(("", "solved")),
                "direction": "in",
            }
        )

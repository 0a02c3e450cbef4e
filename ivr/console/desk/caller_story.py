"""The story of a caller on the screen of the agent: who calls, about what, what was said, why it came here, and before.

What the live call knows is there at once. What the record knows follows within seconds, and is left out before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel import Locale, UnknownLocaleError

from ivr.calls.desk.screen_pop import ScreenPop, screen_pop
from ivr.calls.ports import Unavailable
from ivr.console.desk.desk_words import ADVICE, GROUNDS, LEVELS, plain
from ivr.console.desk.order_card import OrderCard, order_card
from ivr.console.heard_sentence import heard_sentence
from ivr.console.ports import Ports
from ivr.orders.identity.verification import Level
from ivr.orders.model import Order
from ivr.reporting.call_record import CallRecord, CallRow, TurnRow
from ivr.reporting.handling import Handling
from ivr.reporting.requests import RequestRecord
from routing.json_value import Json, items, members

SHOWN_ORDERS = 4
SHOWN_CALLS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the caller did at a time, and the sentences that the line said then, each with its language."""

    at: datetime
    did: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """An earlier call of the same caller, with what agents wrote of it."""

    call: CallRow
    handlings: Sequence[Handling]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerStory:
    """All of it, as shown. `points` are loyalty points; `why` are the reasons for this queue."""

    pop: ScreenPop
    number: str
    level: str
    advice: str
    grounds: Sequence[str]
    language: str
    subject: str
    heard: Sequence[tuple[str, str]]
    orders: Sequence[OrderCard]
    orders_failed: bool
    points: int | None
    asked: Sequence[RequestRecord]
    turns: Sequence[Turn]
    why: Sequence[str]
    earlier: Sequence[EarlierCall]
    is_on_record: bool


@dataclass(frozen=True, slots=True)
class StoryTeller:
    """Collects the story of a call for a user with or without the right to see numbers."""

    ports: Ports
    sees_numbers: bool

    def story(self, sid: str) -> CallerStory | None:
        """The story of a live call; None if the call is over, or the sessions do not answer."""
        try:
            call = self.ports.sessions.load(sid, 0).call
        except Unavailable:
            call = None
        return self._told(screen_pop(call)) if call else None

    def _told(self, pop: ScreenPop) -> CallerStory:
        now, record = self.ports.clock(), self.ports.records.call(pop.sid)
        orders, failed = self._orders(pop)
        return CallerStory(
            pop=pop,
            number=self._number(pop),
            level=LEVELS[pop.sureness.level],
            advice=ADVICE[pop.sureness.level],
            grounds=[GROUNDS[each] for each in pop.sureness.grounds],
            language=language_name(pop.language),
            subject=plain(pop.problem or pop.issue),
            heard=[(self.ports.heard_words(each, now), each.language) for each in pop.heard],
            orders=[order_card(each, now, is_it=each.key == pop.order) for each in orders],
            orders_failed=failed,
            points=next((each.loyalty_points for each in orders if each.loyalty_points is not None), None),
            asked=self.ports.requests.of_call(pop.sid, record.call["caller_key"]) if record else (),
            turns=self._turns(record),
            why=list(self._why(record)) if record else (),
            earlier=self._earlier(record),
            is_on_record=record is not None,
        )

    def _number(self, pop: ScreenPop) -> str:
        if not pop.number:
            return "Number withheld" if "withheld" in pop.sureness.grounds else "Number not usable"
        return pop.number if self.sees_numbers else f"Number ending in {pop.number[-2:]}"

    def _orders(self, pop: ScreenPop) -> tuple[list[Order], bool]:
        """The caller's orders, that of the call first; and whether the orders did not answer.

        Of a number that identifies nobody only the order is shown that the caller has proven.
        """
        is_known = bool(pop.number) and not {"unknown_number", "forged"} & set(pop.sureness.grounds)
        texts = [pop.number] if is_known else []
        if pop.order and pop.sureness.level > Level.NOTHING:
            texts.append(pop.order_number)
        found: dict[str, Order] = {}
        try:
            for text in texts:
                if pop.order not in found:
                    found |= {each.order.key: each.order for each in self.ports.orders.find(text)}
        except Unavailable:
            return [], True
        ours = [each for each in found.values() if is_known or each.key == pop.order]
        return sorted(ours, key=lambda each: (each.key != pop.order, -each.placed_at.timestamp()))[:SHOWN_ORDERS], False

    def _turns(self, record: CallRecord | None) -> list[Turn]:
        """What was said and pressed so far, without turns in which nothing was said."""
        if record is None:
            return []
        told = (
            Turn(
                at=each["at"],
                did=_did(each),
                said=tuple(heard_sentence(self.ports.heard_words, said, each["at"]) for said in each["said"]),
            )
            for each in record.turns
        )
        return [each for each in told if each.said or each.did]

    def _why(self, record: CallRecord) -> Iterator[str]:
        """Why the call came to this queue: by its last decision."""
        if not record.decisions:
            return
        decision = record.decisions[max(record.decisions)]
        rule = str(decision.get("rule") or "")
        yield "No rule fits: this is the default queue." if rule == "default" else f"By the rule “{rule}”."
        yield from map(self._skipped, map(members, items(decision.get("skipped"))))

    def _skipped(self, skipped: Json) -> str:
        detail = f" ({skipped['detail']})" if skipped.get("detail") else ""
        return f"{self.queue_name(str(skipped.get('queue')))} was skipped: {skipped.get('reason')}{detail}."

    def queue_name(self, queue: str) -> str:
        """The name that people gave to a queue; its key if it is gone."""
        found = self.ports.in_force().queues.get(queue)
        return found.name if found else queue

    def _earlier(self, record: CallRecord | None) -> list[EarlierCall]:
        calls = record.earlier[:SHOWN_CALLS] if record else ()
        notes = self.ports.handlings.of_calls([each["sid"] for each in calls])
        return [EarlierCall(call=each, handlings=notes.get(each["sid"], ())) for each in calls]


def _did(turn: TurnRow) -> str:
    """What the caller did in a turn."""
    if turn["turn"] == 0:
        return "calls"
    if turn["pressed"]:
        return f"presses {turn['pressed']}"
    return {"speech": "speaks", "keys": "keys in something"}.get(turn["heard"], turn["heard"].replace("_", " "))


def language_name(tag: str) -> str:
    """A language as people call it: "Spanish (Mexico)"."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag

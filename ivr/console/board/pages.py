"""The board for supervisors: how the queues stand now, and what they gave today."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from flask import Response, current_app, request
from sqlalchemy import Engine

from ivr.adapters.redis.live_calls import LiveCall, Scene, Scenes
from ivr.adapters.resilience.cached_value import Kept
from ivr.adapters.sql.records.legs import counts, dispositions
from ivr.adapters.sql.records.repeat_contacts import DAYS, repeats
from ivr.console.board.filters import choices, in_address, link, view_of
from ivr.console.cached_response import Sheet, Sheets
from ivr.console.event_stream import Audience
from ivr.console.live.pages import WATCHERS
from ivr.console.page import Pages, csv_file, shown, token
from ivr.reporting.alerts import Standing
from ivr.reporting.board import Board, Past, Present, Row, board, lines, targets
from ivr.reporting.board_view import View, by_queue, fits, seen
from ivr.reporting.dispositions import QUEUES
from ivr.reporting.kpis import Repeats, Yardstick
from routing.model import Routing

FRESH = 2.0
"""Seconds that a board serves everybody who looks at one."""
WEEK_FRESH = 60.0
"""Seconds that the figures of the week are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """How it stands: the figures, what is wrong, a text that tells which switches are on, and when that was so."""

    board: Board
    routing: Routing
    alerts: Sequence[Standing]
    switched: str
    is_stale: bool
    at: datetime


@dataclass(frozen=True)
class Boards:
    """The board's pages. `keeps` is false for tests, who want all at once."""

    engine: Engine
    scenes: Scenes
    audience: Audience
    routing: Callable[[], Routing]
    clock: Callable[[], datetime]
    by: Yardstick = field(default_factory=Yardstick)
    keeps: bool = True
    _week: Kept[Repeats] = field(init=False)
    _newest: Kept[Moment] = field(init=False)
    _sheets: Sheets = field(init=False, default_factory=lambda: Sheets("text/html; charset=utf-8"))

    def __post_init__(self) -> None:
        """Nothing is kept yet."""
        fresh, week = (FRESH, WEEK_FRESH) if self.keeps else (0.0, 0.0)
        object.__setattr__(self, "_week", Kept(self._repeats, every=week, clock=time.monotonic))
        object.__setattr__(self, "_newest", Kept(self._read, every=fresh, clock=time.monotonic))

    def add_to(self, pages: Pages) -> None:
        """The page, the part of it that changes, and the same figures as a file."""
        pages.add("/board", "board", self.board, to=WATCHERS)
        pages.add("/board/part", "board_part", self.part, to=WATCHERS)
        pages.add("/board/stream", "board_stream", self.stream, to=WATCHERS)
        pages.add("/board.csv", "board_file", self.file, to=WATCHERS)

    def board(self) -> str:
        """Everything at a glance; `?wall=1` for a screen across the room."""
        view, wall, routing = view_of(request.args), "wall" in request.args, self.routing()
        part = self._sheet(view, wall).body.decode()
        return shown(
            "board/board", part=part, view=view, wall=wall, choices=choices(routing), chosen=in_address(view, wall=wall)
        )

    def part(self) -> Response:
        """What changes on the page, made once for all who look."""
        return self._sheet(view_of(request.args), "wall" in request.args).answer()

    def stream(self) -> Response:
        """The same whenever it changes (Server-sent events)."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy's
        view, wall = view_of(request.args), "wall" in request.args

        def newest() -> Sheet:
            with app.app_context():
                return self._sheet(view, wall)

        return self.audience.seated(newest, token())

    def file(self) -> Response:
        """The same figures for other programs."""
        return csv_file("board.csv", lines(self._newest().board))

    def _sheet(self, view: View, wall: bool) -> Sheet:
        newest = self._newest()
        return self._sheets.of(newest, (view, wall), lambda: _part(newest, view, wall).encode())

    def _read(self) -> Moment:
        scene, routing, now = self.scenes.now(), self.routing(), self.clock()
        since, until = day_of(now)
        past = Past(
            counts=counts(self.engine, since, until, targets=targets(routing), short=self.by.short),
            ended=dispositions(self.engine, since, until),
            repeats=self._week(),
        )
        found = board(routing, past, present(scene, now), self.by)
        return Moment(found, routing, scene.alerts, scene.switched, scene.is_stale, now)

    def _repeats(self) -> Repeats:
        _, until = day_of(self.clock())
        return repeats(self.engine, until - DAYS, until)


def _part(newest: Moment, view: View, wall: bool) -> str:
    """What changes on the page. Vendors and languages are in the order of the queues, and all of them fit."""
    alerted, order = by_queue(newest.alerts), View(sort=view.sort, is_whole=view.is_whole)
    tables = {
        "queues": seen(newest.board.queues, fits(view, newest.routing, alerted), alerted, view),
        "vendors": seen(newest.board.vendors, _any, {}, order),
        "languages": seen(newest.board.languages, _any, {}, order),
    }
    to = partial(link, view, wall=wall)
    return shown("board/board_part", now=newest, tables=tables, alerted=alerted, wall=wall, view=view, link=to)


def _any(_row: Row) -> bool:
    return True


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """The beginning of the day on the clock of `now`, and its end: 23 or 25 hours later when the clocks change."""
    begins = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return begins, begins + timedelta(days=1)


def present(scene: Scene, now: datetime) -> Present:
    """How it stands, as the live map has it. A wait counts from the queue that it is in."""
    waits: dict[tuple[str, str], tuple[int, float]] = {}
    menus: Counter[str] = Counter()
    for call in scene.calls:
        if call.step not in QUEUES:
            menus[call.language] += 1
        elif not call.talks:
            many, longest = waits.get((call.queue, call.language), (0, 0.0))
            waits[call.queue, call.language] = many + 1, max(longest, _waited(call, now))
    return Present(waits, menus, scene.at_desk(now.timestamp()), is_known=not scene.is_stale)


def _waited(call: LiveCall, now: datetime) -> float:
    return max(now.timestamp() - call.since, 0.0)

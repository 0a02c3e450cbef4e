"""The board for supervisors: how the queues stand now, and what they gave today."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Any

from flask import Response, request
from sqlalchemy import Engine

from ivr.adapters.agents import SqlAgents
from ivr.adapters.live_calls import Scenes
from ivr.adapters.records.legs import counts, dispositions
from ivr.reports.board import Board, board, lines, targets
from ivr.reports.dispositions import QUEUES
from ivr.reports.figures import containment, give_up
from ivr.web.console.live import WATCHERS
from ivr.web.console.pages import Pages, shown
from routing.caller import QueueState
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Boards:
    """The board's pages. `states` gives the queues as they stand."""

    engine: Engine
    agents: SqlAgents
    scenes: Scenes
    states: Callable[[], Mapping[str, QueueState]]
    routing: Callable[[], Routing]
    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The page and the same as a file."""
        pages.add("/board", "board", self.board, to=WATCHERS)
        pages.add("/board.csv", "board_file", self.file, to=WATCHERS)

    def board(self) -> str:
        """Everything at a glance; `?wall=1` for a screen across the room."""
        since, until = self._today()
        ended = dispositions(self.engine, since, until)
        facts: dict[str, Any] = {"contained": containment(ended), "gave_up": give_up(ended), "ended": ended}
        scene = self.scenes.now()
        facts["menus"] = sum(call.step not in QUEUES for call in scene.calls)
        facts |= {"stale": scene.is_stale, "at": self.clock(), "wall": "wall" in request.args}
        return shown("board", board=self._read(), **facts)

    def file(self) -> Response:
        """The same figures for other programs."""
        text = StringIO()
        csv.writer(text).writerows(lines(self._read()))
        headers = {"Content-Disposition": 'attachment; filename="board.csv"'}
        return Response(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)

    def _read(self) -> Board:
        routing = self.routing()
        found = counts(self.engine, *self._today(), targets=targets(routing))
        return board(routing, found, self.states(), self._at_desks())

    def _at_desks(self) -> dict[str, int]:
        there: dict[str, int] = {}
        for agent in self.agents.all():
            for queue in agent.queues if not agent.away else ():
                there[queue] = there.get(queue, 0) + 1
        return there

    def _today(self) -> tuple[datetime, datetime]:
        now = self.clock()
        begins = datetime.combine(now.date(), time(), now.tzinfo)
        return begins, begins + timedelta(days=1)

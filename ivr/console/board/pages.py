"""The board for supervisors: the state of the queues now, and their figures of today."""

from functools import cached_property, partial

from flask import Response, current_app, request

from ivr.accounts import visible_queues
from ivr.console.board.filters import choices, in_address, link, view_of
from ivr.console.cached_response import Sheet, Sheets
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.ports.board import Reading
from ivr.console.responses import csv_file, rendered
from ivr.console.roles import BOARD_READERS
from ivr.console.session import me, session_token
from ivr.reporting.board import BoardRow, routing_within, table_rows
from ivr.reporting.board_view import BoardFilter, above, below, by_queue, fits, shown_rows

ALERT_WAIT = 120.0
"""Seconds of waiting beyond which a tile is marked, where the routing document has no alert of its own."""
MARGIN = 0.1
"""How far below its target a service level is still near it."""


class BoardPages(PageGroup):
    """The page, the part of it that changes, and the same figures as a file."""

    @cached_property
    def _sheets(self) -> Sheets:
        return Sheets("text/html; charset=utf-8")

    @page("/board", roles=BOARD_READERS, nav=Nav("Board", 10), template="board/board.html")
    def board(self) -> Facts:
        """The board; `?wall=1` for a screen across the room."""
        view, wall, seen = view_of(request.args), "wall" in request.args, self._seen()
        routing = self.ports.in_force() if seen is None else routing_within(self.ports.in_force(), seen)
        part = self._sheet(view, wall, seen).body.decode()
        chosen = in_address(view, wall=wall)
        return {"part": part, "view": view, "wall": wall, "choices": choices(routing), "chosen": chosen}

    @page("/board/part", roles=BOARD_READERS)
    def board_part(self) -> Response:
        """The part that changes, rendered once for all users with the same filters."""
        return self._sheet(view_of(request.args), "wall" in request.args, self._seen()).answer()

    @page("/board/stream", roles=BOARD_READERS)
    def board_stream(self) -> Response:
        """The same whenever it changes (Server-sent events)."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy's
        view, wall, seen = view_of(request.args), "wall" in request.args, self._seen()

        def newest() -> Sheet:
            with app.app_context():
                return self._sheet(view, wall, seen)

        return self.ports.board_audience.seated(newest, session_token(), queues=seen)

    @page("/board.csv", roles=BOARD_READERS)
    def board_file(self) -> Response:
        """The same figures for other programs."""
        return csv_file("board.csv", table_rows(self.ports.board().within(self._seen()).board))

    def _seen(self) -> tuple[str, ...] | None:
        """The queues that the user sees; None for all."""
        return visible_queues(me(), self.ports.in_force())

    def _sheet(self, view: BoardFilter, wall: bool, seen: tuple[str, ...] | None) -> Sheet:
        newest = self.ports.board()
        return self._sheets.of(
            newest, (view, wall, seen), lambda: drawn_board(newest.within(seen), view, wall=wall).encode()
        )


def drawn_board(newest: Reading, view: BoardFilter, *, wall: bool) -> str:
    """The part that changes. Vendors and languages are in the order of the queues, and all of them fit."""
    alerted, order = by_queue(newest.alerts), BoardFilter(sort=view.sort, is_whole=view.is_whole)
    tables = {
        "queues": shown_rows(newest.board.queues, fits(view, newest.routing, alerted), alerted, view),
        "vendors": shown_rows(newest.board.vendors, _any, {}, order),
        "languages": shown_rows(newest.board.languages, _any, {}, order),
    }
    to, targets = partial(link, view, wall=wall), _targets(newest)
    facts = {"tables": tables, "alerted": alerted, "wall": wall, "view": view, "link": to, **targets}
    return rendered("board/board_part.html", now=newest, **facts)


def _targets(newest: Reading) -> Facts:
    """The targets of the tiles, in seconds, and how the figures of the whole line stand against them."""
    levels = [queue.service_level.seconds for queue in newest.routing.queues.values()]
    within, wait = max(levels, default=0), newest.routing.alerts.wait if newest.routing.alerts else None
    limit, whole, goal = ALERT_WAIT if wait is None else wait, newest.board.whole, newest.board.goal
    most = limit or float("inf")
    return {
        "within": within,
        "limit": limit,
        "stands": {
            "waiting": above(whole.longest, within, most),
            "longest": above(whole.longest, within, most),
            "service": below(whole.service.value, goal / 100 if goal else None, MARGIN),
            "speed": above(whole.speed.value, within, most),
        },
    }


def _any(_row: BoardRow) -> bool:
    return True

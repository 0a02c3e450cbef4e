"""Links to boards for walls, and the boards that they lead to.

A wall shows figures of queues and alerts about them, never callers or agents. It shows what the maker of its link
may see today: a link ends with its maker's account, and narrows with their queues.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from flask import Response, abort, flash, request, url_for

from ivr.accounts import UnknownUser, visible_queues
from ivr.console.board.pages import drawn_board
from ivr.console.cached_response import Sheet, Sheets
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to
from ivr.console.roles import ANONYMOUS, WATCHERS
from ivr.console.session import as_actor, me
from ivr.console.typed_times import day_typed
from ivr.reporting.board_view import BoardFilter
from ivr.reporting.wall_link import LONGEST_WALL_NAME, TooManyWallLinks, WallLink
from routing.display_names import queue_names

TEMPLATE = "wall/walls.html"
LONGEST_WALL = timedelta(days=400)
USUAL_WALL = timedelta(days=90)


class WallPages(PageGroup):
    """The list of links, the form that makes one, and the board of a link."""

    @cached_property
    def _sheets(self) -> Sheets:
        return Sheets("text/html; charset=utf-8")

    @page("/walls", roles=WATCHERS, nav=Nav("Wall boards", 80, group="figures"), template=TEMPLATE)
    def walls(self) -> Facts:
        """The links: all for who sees all queues, else one's own."""
        return self._facts({})

    @page("/walls", roles=WATCHERS, methods=("POST",), template=TEMPLATE)
    def make_wall(self) -> Answer:
        """Make a link for some queues or all."""
        given, queues = form_fields(), request.form.getlist("queues")
        name, ends = given.get("name", ""), self._end(given.get("ends", ""))
        wrong: dict[str, str] = {}
        if not name.isprintable() or not 0 < len(name) <= LONGEST_WALL_NAME:
            wrong["name"] = f"Say where it hangs, with {LONGEST_WALL_NAME} characters at most."
        if ends is None:
            wrong["ends"] = f"Write a day as 2027-03-31, from tomorrow and within {LONGEST_WALL.days} days."
        if set(queues) - set(self._names()):
            wrong["queues"] = "Choose from the list."
        typed = {**given, "queues": ", ".join(queues)}
        if wrong or ends is None:
            return self._facts(typed, wrong), 422
        try:
            self.ports.wall_links.make(name, queues or None, ends_at=ends, actor=as_actor())
        except TooManyWallLinks as error:
            return self._facts(typed, {"name": str(error)}), 422
        flash("The link is made. Open it on the screen; whoever has it sees the board.")
        return back_to("walls")

    @page("/walls/revoke", roles=WATCHERS, methods=("POST",), form_on="walls")
    def revoke_wall(self) -> Answer:
        """End a link at once."""
        wanted = form_fields().get("link", "")
        if wanted in {each.id for each in self._mine()}:
            self.ports.wall_links.revoke(wanted, actor=as_actor())
            flash("The link is revoked: screens that show it stay as they were, and are marked as old.")
        return back_to("walls")

    @page("/wall/<token>", roles=ANONYMOUS, template="wall/wall.html")
    def wall(self, token: str) -> Facts:
        """The board of a link. Nobody is signed in on it, also in a browser where somebody is."""
        link, sheet = self._board(token)
        return {"part": sheet.body.decode(), "token": token, "link": link, "wall": True, "me": None}

    @page("/wall/<token>/part", roles=ANONYMOUS)
    def wall_part(self, token: str) -> Response:
        """The part that changes."""
        return self._board(token)[1].answer()

    def _board(self, token: str) -> tuple[WallLink, Sheet]:
        """The link of a token and its board as it is now; 404 if the link has ended."""
        link = self.ports.wall_links.find(token)
        queues = None if link is None else self._queues(link)
        if link is None or queues is None:
            abort(404)
        newest, view = self.ports.board(), BoardFilter(is_whole=True)
        draw = lambda: drawn_board(newest.within(queues), view, wall=True).encode()  # noqa: E731 - once a reading
        return link, self._sheets.of(newest, queues, draw)

    def _queues(self, link: WallLink) -> tuple[str, ...] | None:
        """The queues of a link that its maker sees now, by the routing in force; None if the maker is gone."""
        routing = self.ports.in_force()
        try:
            maker = self.ports.users.find(link.made_by)
        except UnknownUser:
            return None
        if maker.role not in WATCHERS:
            return None
        seen = visible_queues(maker, routing)
        wanted = routing.queues if link.queues is None else link.queues
        return tuple(each for each in wanted if each in routing.queues and (seen is None or each in seen))

    def _mine(self) -> list[WallLink]:
        """The links that the user may see and revoke."""
        is_bound = visible_queues(me(), self.ports.in_force()) is not None
        return [each for each in self.ports.wall_links.all() if not is_bound or each.made_by == me().name]

    def _names(self) -> dict[str, str]:
        """The names of the queues that the user sees, by key."""
        routing = self.ports.in_force()
        seen = visible_queues(me(), routing)
        return {key: name for key, name in queue_names(routing).items() if seen is None or key in seen}

    def _end(self, text: str) -> datetime | None:
        """The end of the typed day; None if it cannot be read or is out of range."""
        now = self.ports.clock()
        day = day_typed(text, now.tzinfo)
        end = None if day is None else day + timedelta(days=1)
        return end if end is not None and now + timedelta(hours=1) < end < now + LONGEST_WALL else None

    def _address(self, link: WallLink) -> str:
        """The whole address of a link, for another machine."""
        return self.ports.public_url(url_for("console.wall", token=self.ports.wall_links.token(link)))

    def _facts(self, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> Facts:
        now = self.ports.clock()
        return {
            "links": [(each, self._address(each), each.ends_at <= now) for each in self._mine()],
            "names": self._names(),
            "usual_end": f"{now + USUAL_WALL:%Y-%m-%d}",
            "typed": typed,
            "wrong": wrong or {},
        }

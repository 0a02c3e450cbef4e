"""Requests of callers: the list, and one with its answers and the states that somebody may give it."""

from collections.abc import Sequence
from typing import cast, get_args

from flask import abort, flash, request

from ivr.accounts import visible_queues
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields, whole_number
from ivr.console.responses import back_to
from ivr.console.roles import WATCHERS
from ivr.console.session import as_actor, me
from ivr.effects.make_request import KINDS
from ivr.reporting.requests import (
    LISTED,
    LONGEST_NOTE,
    MOVES,
    STATES,
    NoSuchRequest,
    RequestChange,
    RequestMoved,
    RequestRecord,
    RequestState,
)

_WORDS = {"taken": "Take it", "open": "Put it back", "done": "Done", "refused": "Refuse"}


class RequestPages(PageGroup):
    """The list, and the page of one request."""

    @page("/requests", roles=WATCHERS, nav=Nav("Requests", 30, group="work"), template="caller_requests/requests.html")
    def requests(self) -> Facts:
        """The newest requests, by default those that nobody has settled."""
        state, kind = request.args.get("state", "unsettled"), request.args.get("kind", "")
        state, kind = state if state in STATES or not state else "unsettled", kind if kind in KINDS else ""
        found = self.ports.requests.all(state=state, kind=kind, queues=self._seen())
        return {"found": found, "state": state, "kind": kind, "states": STATES, "kinds": KINDS, "most": LISTED}

    @page("/requests/<asked>", roles=WATCHERS, template="caller_requests/request.html")
    def request(self, asked: str) -> Facts:
        """A request with its answers."""
        return self._shown(asked)

    @page(
        "/requests/<asked>",
        roles=WATCHERS,
        methods=("POST",),
        form_on="request",
        template="caller_requests/request.html",
    )
    def move_request(self, asked: str) -> Answer:
        """Change the state, if nobody has changed it since the page was shown."""
        given, revision = form_fields(), whole_number(form_fields().get("revision", ""))
        if given.get("to") not in get_args(RequestState) or revision is None:
            abort(400)
        to, note = cast(RequestState, given["to"]), given.get("note", "")[:LONGEST_NOTE]
        try:
            self.ports.requests.get(asked, queues=self._seen())
            after = self.ports.requests.change(asked, RequestChange(to, revision, note), as_actor())
        except NoSuchRequest:
            abort(404)
        except RequestMoved as error:
            return {**self._shown(asked), "wrong": f"Nothing was changed: {error}.", "typed": note}, 409
        flash(f"The request is {after.state}.")
        return back_to("request", asked=asked)

    def _seen(self) -> Sequence[str] | None:
        """The queues whose calls the user sees; None for all."""
        return visible_queues(me(), self.ports.in_force())

    def _shown(self, asked: str) -> dict[str, object]:
        try:
            found = self.ports.requests.get(asked, queues=self._seen())
        except NoSuchRequest:
            abort(404)
        moves = {to: _WORDS[to] for to in MOVES[found.state]}
        return {"asked": found, "caller": _caller(found), "moves": moves, "most": LONGEST_NOTE}


def _caller(found: RequestRecord) -> str:
    """The caller's number: in full for users with the right, while something is owed."""
    if not found.caller:
        return "number withheld"
    return found.caller if me().sees_numbers and not found.is_settled else f"number ending in {found.caller[-2:]}"

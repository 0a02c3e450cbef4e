"""The acts of supervisors on live calls, as forms on the call's page and at the desk."""

from collections.abc import Callable
from typing import cast, get_args

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.calls.desk.room import Listening
from ivr.calls.ports import Unavailable
from ivr.console.desk.acts import SCRIPTED
from ivr.console.desk.call_acts import may_act_on, queue_of
from ivr.console.desk.pages import NOT_NOW, DeskPages
from ivr.console.page import PageGroup, page
from ivr.console.ports.desk import DeskRefused, Supervising
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, rendered
from ivr.console.roles import WATCHERS
from ivr.console.session import me

Act = Callable[[Supervising, str, str], object]
"""An act of a user, by name, on a call, by SID."""
OVER = "This call is over."
RINGS = "Your desk rings: answer there to come in."


class SupervisingActs(PageGroup):
    """Each form has the call's SID. Whoever is bound to queues acts on calls of these alone."""

    @page("/supervise/desk", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_set_up(self) -> ResponseReturnValue:
        """Make a desk for the user, where calls that they listen to ring."""
        try:
            self.ports.supervising.desk_of(me().name)
        except DeskRefused as refused:
            flash(str(refused))
        except Unavailable:
            flash(NOT_NOW)
        return back_to("desk")

    @page("/supervise/join", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_join(self) -> ResponseReturnValue:
        """Listen, coach or barge in; the user's own desk rings, after it was connected where nothing would ring."""
        how = _how()
        if form_fields().get("on") == "call" and not self._can_ring():
            return back_to("desk", call=form_fields().get("sid", ""), how=how)
        return self._do(lambda desk, user, sid: desk.join(user, sid, how), RINGS)

    @page("/supervise/change", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_change(self) -> ResponseReturnValue:
        """Take part in another way."""
        how = _how()
        return self._do(lambda desk, user, sid: desk.change(user, sid, how))

    @page("/supervise/take-over", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_take_over(self) -> ResponseReturnValue:
        """Be in charge in place of the agent."""
        return self._do(lambda desk, user, sid: desk.take_over(user, sid))

    @page("/supervise/leave", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_leave(self) -> ResponseReturnValue:
        """Take part no more."""
        return self._do(lambda desk, user, sid: desk.leave(user, sid))

    @page("/supervise/move", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_move(self) -> ResponseReturnValue:
        """Send the caller to another queue."""
        queue = form_fields().get("queue", "")
        if not may_act_on(self.ports, me(), queue):
            abort(404)
        return self._do(lambda desk, user, sid: desk.move(user, sid, queue), "The caller goes there now.")

    @page("/supervise/first", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_first(self) -> ResponseReturnValue:
        """Serve a waiting caller next."""
        return self._do(lambda desk, user, sid: desk.put_first(user, sid), "This caller is served next.")

    @page("/supervise/end", roles=WATCHERS, methods=("POST",), form_on="desk")
    def supervise_end(self) -> ResponseReturnValue:
        """End a call."""
        return self._do(lambda desk, user, sid: desk.end(user, sid), "The call is ended.")

    def _can_ring(self) -> bool:
        """Whether the user's own telephone would ring. While that is unknown the act itself tells what is wrong."""
        try:
            return self.ports.agent_station.can_ring(self.ports.supervising.desk_of(me().name))
        except (DeskRefused, Unavailable):
            return True

    def _do(self, act: Act, done: str = "") -> ResponseReturnValue:
        """Do it, if the call is one of the user's, and show the page that the form was on."""
        sid = form_fields().get("sid", "")
        queue = queue_of(self.ports, sid)
        if queue is None:
            return self._told(sid, OVER, done)
        if not may_act_on(self.ports, me(), queue):
            abort(404)
        try:
            act(self.ports.supervising, me().name, sid)
        except DeskRefused as refused:
            return self._told(sid, str(refused), done)
        except Unavailable:
            return self._told(sid, NOT_NOW, done)
        return self._told(sid, "", done)

    def _told(self, sid: str, wrong: str, done: str) -> ResponseReturnValue:
        if SCRIPTED in request.headers:
            return rendered("desk/desk_part.html", **DeskPages(self.ports).shown(wrong=wrong)), 409 if wrong else 200
        if wrong or done:
            flash(wrong or done)
        return back_to("call", sid=sid) if form_fields().get("on") == "call" and sid else back_to("desk")


def _how() -> Listening:
    how = form_fields().get("how", "")
    if how not in get_args(Listening) or not how:
        abort(400)
    return cast(Listening, how)

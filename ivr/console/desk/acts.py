"""What an agent does at the desk, as forms. A page with scripts sends them itself and gets the changed part back."""

from collections.abc import Callable

from flask import flash, request
from flask.typing import ResponseReturnValue

from ivr.calls.desk.agent_presence import DeskAgent, Station
from ivr.calls.ports import Unavailable
from ivr.console.desk.desk_words import NO_DESK
from ivr.console.desk.pages import NOT_NOW, DeskPages
from ivr.console.page import PageGroup, page
from ivr.console.ports.desk import AgentStation, DeskRefused, Disposed, TargetKind, TransferTarget
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, rendered
from ivr.console.roles import WORKERS
from ivr.console.session import me

Act = Callable[[AgentStation, DeskAgent], object]
_KINDS: dict[str, TargetKind] = {"queue": "queue", "agent": "agent", "number": "number"}
SCRIPTED = "X-Wismo-Part"
"""The header of a page's own script: it wants the changed part instead of a redirect."""


class DeskActs(PageGroup):
    """The forms of the desk."""

    @page("/desk/sign-in", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_sign_in(self) -> ResponseReturnValue:
        """Come to work."""
        station: Station = "phone" if form_fields().get("station") == "phone" else "browser"
        queues = request.form.getlist("queues")
        return self._do(lambda desk, agent: desk.sign_in(agent, queues=queues, station=station))

    @page("/desk/ready", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_ready(self) -> ResponseReturnValue:
        """Take calls."""
        return self._do(lambda desk, agent: desk.ready(agent))

    @page("/desk/away", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_away(self) -> ResponseReturnValue:
        """Take no calls."""
        reason = form_fields().get("reason", "")
        return self._do(lambda desk, agent: desk.away(agent, reason))

    @page("/desk/sign-out", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_sign_out(self) -> ResponseReturnValue:
        """Go home."""
        return self._do(lambda desk, agent: desk.sign_out(agent))

    @page("/desk/decline", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_decline(self) -> ResponseReturnValue:
        """Let the call go to somebody else."""
        return self._do(lambda desk, agent: desk.decline(agent))

    @page("/desk/hang-up", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_hang_up(self) -> ResponseReturnValue:
        """Leave the conversation."""
        return self._do(lambda desk, agent: desk.hang_up(agent))

    @page("/desk/hold", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_hold(self) -> ResponseReturnValue:
        """Put the caller on hold, or take them back."""
        held = form_fields().get("held") == "yes"
        return self._do(lambda desk, agent: desk.hold(agent, held=held))

    @page("/desk/mute", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_mute(self) -> ResponseReturnValue:
        """Mute the agent, or the reverse."""
        muted = form_fields().get("muted") == "yes"
        return self._do(lambda desk, agent: desk.mute(agent, muted=muted))

    @page("/desk/transfer", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_transfer(self) -> ResponseReturnValue:
        """Hand the caller over, talk to the other side first, or take them in as a third."""
        given = form_fields()
        how, to = given.get("how", ""), _target(given.get("to", ""))
        if to is None:
            return self._told("Choose where the call goes.")
        if how == "invite":
            return self._do(lambda desk, agent: desk.invite(agent, to))
        return self._do(lambda desk, agent: desk.transfer(agent, to, first=how == "first"))

    @page("/desk/complete", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_complete(self) -> ResponseReturnValue:
        """End one's own part, and leave the others to each other."""
        return self._do(lambda desk, agent: desk.complete(agent))

    @page("/desk/dismiss", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_dismiss(self) -> ResponseReturnValue:
        """Have somebody leave."""
        label = form_fields().get("label", "")
        return self._do(lambda desk, agent: desk.dismiss(agent, label))

    @page("/desk/note", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_note(self) -> ResponseReturnValue:
        """Store note and disposition, and then get ready or go away if asked to."""
        given = form_fields()
        disposed, then = Disposed(given.get("disposition", ""), given.get("note", "")), given.get("then", "")

        def act(desk: AgentStation, agent: DeskAgent) -> None:
            desk.wrap_up(agent, disposed)
            if then == "ready":
                desk.ready(agent)
            elif then:
                desk.away(agent, then)

        return self._do(act)

    @page("/desk/longer", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_longer(self) -> ResponseReturnValue:
        """More time for the wrap-up."""
        return self._do(lambda desk, agent: desk.longer(agent))

    @page("/desk/message-read", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_message_read(self) -> ResponseReturnValue:
        """The message of a supervisor was read."""
        return self._do(lambda desk, agent: desk.read_message(agent))

    def _do(self, act: Act) -> ResponseReturnValue:
        """Do it for the agent who the user is, and show the desk."""
        try:
            agent = self.ports.agent_station.agent(me().name)
            if agent is None:
                return self._told(NO_DESK)
            act(self.ports.agent_station, agent)
        except DeskRefused as refused:
            return self._told(str(refused))
        except Unavailable:
            return self._told(NOT_NOW)
        return self._told("")

    def _told(self, wrong: str) -> ResponseReturnValue:
        """The changed part for a script, else the page; `wrong` is why nothing was done."""
        if SCRIPTED in request.headers:
            return rendered("desk/desk_part.html", **DeskPages(self.ports).shown(wrong=wrong)), 409 if wrong else 200
        if wrong:
            flash(wrong)
        return back_to("desk")


def _target(text: str) -> TransferTarget | None:
    kind, _, name = text.partition(":")
    return TransferTarget(_KINDS[kind], name) if kind in _KINDS and name else None

"""The webhooks of the desk line. Their addresses are ours alone to make: Twilio's signature covers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request

from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import HUNG_UP, NOTHING, REJECTED, Renderer
from ivr.calls.callbacks import CallingBack, Due
from ivr.calls.changes import Change
from ivr.calls.desk import AWAY_KEY, Agent, Desk, ToCallBack
from ivr.engine.effects import Spoken
from ivr.web import switching
from ivr.web.switching import SwitchLine
from ivr.web.voice import markup

MOST_PINS = 3
"""Tries at the PIN in one call."""
MET = "true"
"""Twilio's word for a dial whose two parties were connected (`DialBridged`)."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """What these webhooks need.

    `proven` gives the parameters of a request that is Twilio's, or raises Forged; `answered` is told of each call (SID)
    that somebody took, with what that changes; `now` is the time in seconds.
    """

    desk: Desk
    calling_back: CallingBack
    renderer: Renderer
    proven: Callable[[], Pairs]
    answered: Callable[[str, tuple[Change, ...]], None]
    addresses: Addresses
    now: Callable[[], float]
    switches: SwitchLine
    begun: Callable[[Pairs, str, Due | None], str]
    """The document for a customer who answers our call, by the webhook, the callback's name and what was promised."""
    ended: Callable[[Pairs], bool]
    """Told how such a call ended; whether anybody had answered it."""


def desk_line(line: DeskLine) -> Blueprint:
    """The routes under /voice/agent. Everybody but an agent is turned away before the call is answered."""
    blueprint = Blueprint("desk", __name__, url_prefix="/voice/agent")

    def route(path: str, step: Callable[[Agent, dict[str, str]], str]) -> None:
        def view() -> Response:
            form = dict(line.proven())
            agent = line.desk.agent(form.get("From", ""))
            return markup(step(agent, form) if agent else REJECTED)

        blueprint.add_url_rule(path, path or "desk", view, methods=["GET", "POST"])

    for path, step in _STEPS:
        route(path, partial(step, line))
    for path, turn in switching.STEPS:
        route(path, partial(turn, line.switches))

    @blueprint.route("/answered", methods=["GET", "POST"])
    def answered() -> Response:
        """In the caller's name, when the two are put through."""
        sid = dict(line.proven()).get("CallSid", "")
        line.answered(sid, line.desk.met(request.args.get("q", ""), sid, line.now()))
        return markup(NOTHING)

    return blueprint


def customers(line: DeskLine) -> Blueprint:
    """The routes under /voice/callback: what a customer hears who is called back, by an agent or by the line itself."""
    blueprint = Blueprint("callback", __name__, url_prefix="/voice/callback")

    @blueprint.route("/<name>/begin", methods=["GET", "POST"])
    def begin(name: str) -> Response:
        return markup(line.begun(line.proven(), name, line.calling_back.due(name)))

    @blueprint.route("/<name>/ended", methods=["GET", "POST"])
    def ended(name: str) -> Response:
        if not line.ended(line.proven()):
            line.calling_back.over(name, reached=False)
        return Response(status=204)

    @blueprint.route("/<name>/hello", methods=["GET", "POST"])
    def hello(name: str) -> Response:
        line.proven()
        accept = line.addresses.callback(name, "answer")
        return markup(line.renderer.whisper(line.calling_back.hello(name), accept=accept))

    @blueprint.route("/<name>/answer", methods=["GET", "POST"])
    def answer(name: str) -> Response:
        key = dict(line.proven()).get("Digits", "")
        return markup(NOTHING if line.calling_back.is_accepted(name, key) else HUNG_UP)

    return blueprint


def _ask_pin(line: DeskLine, agent: Agent, _form: dict[str, str]) -> str:
    return _pin(line, agent, tries=0)


def _check_pin(line: DeskLine, agent: Agent, form: dict[str, str]) -> str:
    if line.desk.is_proven(agent, form.get("Digits", "")):
        may_turn = line.switches.switching.may_be_turned_by(agent)
        return switching.invite(line.switches, agent) if may_turn else _begin(line, agent, form)
    tries = int(request.args.get("n", "0")) + 1
    if tries >= MOST_PINS:
        return line.renderer.farewell(line.desk.locked_out(agent))
    return _pin(line, agent, tries=tries)


def _begin(line: DeskLine, agent: Agent, form: dict[str, str]) -> str:
    return _away(line, agent) if agent.away else _next(line, agent, form)


def _pin(line: DeskLine, agent: Agent, *, tries: int) -> str:
    asked = line.desk.asks_pin(agent, again=bool(tries))
    return line.renderer.pin(asked, action=line.addresses.desk("pin", n=str(tries)))


def _next(line: DeskLine, agent: Agent, _form: dict[str, str]) -> str:
    """The next caller; while nobody waits, a piece of music and another look."""
    offered = line.desk.next_for(agent)
    if offered is None:
        said = () if request.args.get("quiet") else line.desk.nobody_waits(agent)
        return _music(line, said, then=line.addresses.desk("next", quiet="1"))
    if isinstance(offered, ToCallBack):
        return _call_back(line, offered)
    queue, sid = offered.taken.queue, offered.taken.member
    done = line.addresses.desk("done", q=queue, sid=sid)
    answered = line.addresses.desk("answered", q=queue)
    return line.renderer.desk(offered.lane, offered.story, action=done, answered=answered)


def _call_back(line: DeskLine, offered: ToCallBack) -> str:
    name, due = offered.due.name, offered.due
    hello, rung = line.addresses.callback(name, "hello"), line.addresses.desk("rung", name=name)
    return line.renderer.call_back(offered.story, due.number, shown=due.line, hello=hello, action=rung)


def _rung(line: DeskLine, agent: Agent, form: dict[str, str]) -> str:
    """The customer was called back, or could not be reached."""
    reached = form.get("DialBridged") == MET
    line.calling_back.over(request.args.get("name", ""), reached=reached)
    if reached:
        return _next(line, agent, form)
    return _music(line, line.desk.not_reached(agent), then=line.addresses.desk("next", quiet="1"))


def _done(line: DeskLine, agent: Agent, form: dict[str, str]) -> str:
    """The conversation is over, or never was."""
    if form.get("DialBridged") != MET and form.get("QueueResult") != "bridged":
        line.desk.put_back(request.args.get("q", ""), request.args.get("sid", ""))
    return _next(line, agent, form)


def _key(line: DeskLine, agent: Agent, form: dict[str, str]) -> str:
    """A key pressed while nobody was on the line; without one, an agent who is away stays away."""
    if form.get("Digits") != AWAY_KEY:
        return _music(line, (), then=line.addresses.desk("key")) if agent.away else _next(line, agent, form)
    line.desk.step_away(agent, away=not agent.away)
    if not agent.away:
        return _away(line, agent)
    return _music(line, line.desk.is_back(agent), then=line.addresses.desk("next", quiet="1"))


def _away(line: DeskLine, agent: Agent) -> str:
    return _music(line, line.desk.is_away(agent), then=line.addresses.desk("key"))


def _music(line: DeskLine, said: Sequence[Spoken], *, then: str) -> str:
    return line.renderer.waiting(said, line.addresses.music, then=then, wish=line.addresses.desk("key"))


_STEPS: Sequence[tuple[str, Callable[[DeskLine, Agent, dict[str, str]], str]]] = (
    ("", _ask_pin),
    ("/pin", _check_pin),
    ("/begin", _begin),
    ("/next", _next),
    ("/done", _done),
    ("/rung", _rung),
    ("/key", _key),
)

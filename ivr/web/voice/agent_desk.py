"""The webhooks of the desk line. Only we generate their addresses: Twilio's signature covers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import HUNG_UP, NOTHING, REJECTED, Renderer
from ivr.calls.agent_desk import AWAY_KEY, Agent, Desk, DeskWebhook, ToCallBack, Trust
from ivr.calls.callbacks import CallingBack, DueCallback
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk_line_states import DeskLineStates
from ivr.engine.effects import Change
from ivr.engine.spoken import Spoken
from ivr.web.voice import phone_switches
from ivr.web.voice.call_status import markup
from ivr.web.voice.phone_switches import SwitchWebhooks

MOST_PINS = 3
"""PIN attempts in one call."""


@dataclass(frozen=True, slots=True)
class AgentDesk:
    """The dependencies of these webhooks.

    `proven` returns the parameters of a request with a valid Twilio signature, or raises Forged; `answered` is called
    with each answered call (SID) and the resulting changes; `now` is the time in seconds.
    """

    desk: Desk
    states: DeskLineStates
    calling_back: CallingBack
    renderer: Renderer
    proven: Callable[[], Pairs]
    answered: Callable[[str, tuple[Change, ...]], object]
    bridged: Callable[[str, str], object]
    """Called with each answered call (SID) and the agent's leg."""
    addresses: Addresses
    now: Callable[[], float]
    rung: Callable[[str], None]
    """Called with each number that agents ring; no customer is called back at such a number."""
    pin_refused: Callable[[], None]
    """Called for each wrong PIN."""
    switches: SwitchWebhooks
    begun: Callable[[Pairs, str, DueCallback | None], str]
    """The TwiML for a customer who answers our call, from the webhook, the callback's name and the promise."""
    ended: Callable[[Pairs], bool]
    """Called with the end of such a call, and whether it was answered."""


Step = Callable[[Agent, DeskWebhook], str]


def agent_desk(line: AgentDesk) -> Blueprint:
    """The routes under /voice/agent. Callers other than agents are rejected before the call is answered."""
    blueprint = Blueprint("desk", __name__, url_prefix="/voice/agent")

    def route(path: str, step: Step) -> None:
        def view() -> Response:
            webhook = incoming.desk_webhook(line.proven())
            agent = line.desk.agent(webhook.number)
            return markup(_answer(line, step, agent, webhook) if agent else REJECTED)

        blueprint.add_url_rule(path, path or "desk", view, methods=["GET", "POST"])

    for path, step in _STEPS:
        route(path, partial(step, line))
    for path, turn in phone_switches.STEPS:
        route(path, partial(turn, line.switches))

    @blueprint.route("/answered", methods=["GET", "POST"])
    def answered() -> Response:
        """Continue for the caller when the two are connected."""
        form = line.proven()
        sid = incoming.desk_webhook(form).sid
        line.answered(sid, line.desk.met(_asked("q"), sid, line.now()))
        line.states.meets(_asked("agent"), _asked("q"), sid)
        line.bridged(sid, incoming.dequeuing_leg(form))
        return markup(NOTHING)

    return blueprint


def _answer(line: AgentDesk, step: Step, agent: Agent, webhook: DeskWebhook) -> str:
    """The step, unless the network reports the agent's number as spoofed: then no PIN is accepted."""
    if line.desk.trust(webhook.attestation) is Trust.NONE:
        return line.renderer.farewell(line.desk.unverified(agent))
    return step(agent, webhook)


def customer_callbacks(line: AgentDesk) -> Blueprint:
    """The routes under /voice/callback, for customers called back by an agent or by the line itself."""
    blueprint = Blueprint("callback", __name__, url_prefix="/voice/callback")

    @blueprint.route("/<name>/begin", methods=["GET", "POST"])
    def begin(name: str) -> Response:
        form, name = line.proven(), incoming.sid_in(name)
        return markup(line.begun(form, name, line.calling_back.due(name)))

    @blueprint.route("/<name>/ended", methods=["GET", "POST"])
    def ended(name: str) -> Response:
        if not line.ended(line.proven()):
            line.calling_back.over(name, reached=False)
        return Response(status=204)

    @blueprint.route("/<name>/hello", methods=["GET", "POST"])
    def hello(name: str) -> Response:
        line.proven()
        accept = line.addresses.callback(incoming.sid_in(name), "answer")
        return markup(line.renderer.whisper(line.calling_back.hello(name), accept=accept))

    @blueprint.route("/<name>/answer", methods=["GET", "POST"])
    def answer(name: str) -> Response:
        key = incoming.keys_pressed(line.proven())
        return markup(NOTHING if line.calling_back.is_accepted(incoming.sid_in(name), key) else HUNG_UP)

    return blueprint


def _ask_pin(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    line.rung(webhook.dialled)
    return _pin(line, agent, tries=0, attestation=webhook.attestation)


def _check_pin(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    """Whether the PIN is right. The attestation of the call's first webhook counts, since later ones can lack it."""
    attestation = webhook.attestation or _asked("a")
    if line.desk.is_proven(agent, webhook.keys, call=webhook.sid, attestation=attestation):
        return _let_in(line, agent, webhook, line.desk.trust(attestation))
    line.pin_refused()
    tries = incoming.count_in(_asked("n") or "0", otherwise=MOST_PINS) + 1
    if tries >= MOST_PINS:
        return line.renderer.farewell(line.desk.locked_out(agent))
    return _pin(line, agent, tries=tries, attestation=attestation)


def _let_in(line: AgentDesk, agent: Agent, webhook: DeskWebhook, trust: Trust) -> str:
    """Continue after the right PIN. Switches also require an attested number; some agents can use switches only."""
    if trust is Trust.ALL and line.switches.switching.may_be_turned_by(agent):
        return phone_switches.invite(line.switches, agent)
    if trust is not Trust.ALL and not agent.queues:
        return line.renderer.farewell(line.desk.unverified(agent))
    return _begin(line, agent, webhook)


def _begin(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    state = line.states.asks(agent, webhook.sid)
    return _away(line, agent) if _is_away(agent, state) else _next(line, agent, webhook)


def _is_away(agent: Agent, state: AgentPresence | None) -> bool:
    """Whether an agent is away: by the state, which the agent's page can change too, or while it is unknown, by SQL."""
    return agent.away if state is None else state.state == "away"


def _pin(line: AgentDesk, agent: Agent, *, tries: int, attestation: str) -> str:
    asked, told = line.desk.asks_pin(agent, again=bool(tries)), {"a": attestation} if attestation else {}
    return line.renderer.pin(asked, action=line.addresses.desk("pin", n=str(tries), **told))


def _asked(name: str) -> str:
    """The state in our own address."""
    return request.args.get(name, "")


def _next(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    """Connect the next caller; if nobody waits, play a piece of music and check again.

    An agent who has gone away on the page, or who writes about the last call there, gets nobody.
    """
    state = line.states.asks(agent, webhook.sid)
    if state is not None and state.state == "away":
        line.desk.leave(webhook.sid)
        return _away(line, agent)
    if line.states.is_wrapping_up(state):
        return _music(line, (), then=line.addresses.desk("next", quiet="1"))
    offered = line.desk.next_for(agent, webhook.sid)
    if offered is None:
        said = () if _asked("quiet") else line.desk.nobody_waits(agent)
        return _music(line, said, then=line.addresses.desk("next", quiet="1"))
    if isinstance(offered, ToCallBack):
        return _call_back(line, offered)
    queue, sid = offered.taken.queue, offered.taken.member
    done = line.addresses.desk("done", q=queue, sid=sid)
    answered = line.addresses.desk("answered", q=queue, agent=agent.id)
    return line.renderer.desk(offered.lane, offered.story, action=done, answered=answered)


def _call_back(line: AgentDesk, offered: ToCallBack) -> str:
    name, due = offered.due.name, offered.due
    hello, rung = line.addresses.callback(name, "hello"), line.addresses.desk("rung", name=name)
    return line.renderer.call_back(offered.story, due.number, shown=due.line, hello=hello, action=rung)


def _rung(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    """Handle the end of the dial to a customer: called back, or not reached."""
    line.calling_back.over(incoming.sid_in(_asked("name")), reached=webhook.met)
    if webhook.met:
        return _next(line, agent, webhook)
    return _music(line, line.desk.not_reached(agent), then=line.addresses.desk("next", quiet="1"))


def _done(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    """Handle the end of a conversation, or of the failed attempt at one."""
    if not webhook.met:
        line.desk.put_back(_asked("q"), incoming.sid_in(_asked("sid")))
    line.states.ends(agent)
    return _next(line, agent, webhook)


def _key(line: AgentDesk, agent: Agent, webhook: DeskWebhook) -> str:
    """Handle a key pressed between calls; without a key, an agent who is away stays away."""
    is_away = _is_away(agent, line.states.asks(agent, webhook.sid))
    if webhook.keys != AWAY_KEY:
        return _music(line, (), then=line.addresses.desk("key")) if is_away else _next(line, agent, webhook)
    line.desk.step_away(agent, webhook.sid, away=not is_away)
    line.states.steps_away(agent, away=not is_away)
    if not is_away:
        return _away(line, agent)
    return _music(line, line.desk.is_back(agent), then=line.addresses.desk("next", quiet="1"))


def _away(line: AgentDesk, agent: Agent) -> str:
    return _music(line, line.desk.is_away(agent), then=line.addresses.desk("key"))


def _music(line: AgentDesk, said: Sequence[Spoken], *, then: str) -> str:
    return line.renderer.waiting(said, line.addresses.music, then=then, wish=line.addresses.desk("key"))


_STEPS: Sequence[tuple[str, Callable[[AgentDesk, Agent, DeskWebhook], str]]] = (
    ("", _ask_pin),
    ("/pin", _check_pin),
    ("/begin", _begin),
    ("/next", _next),
    ("/done", _done),
    ("/rung", _rung),
    ("/key", _key),
)

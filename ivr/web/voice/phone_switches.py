"""The webhooks of the desk line for turning switches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request

from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.render import Renderer
from ivr.calls.agent_desk import Agent, DeskWebhook
from ivr.calls.phone_switches import SWITCH_KEY, TURN_KEY, Switching
from ivr.calls.ports import Unavailable
from ivr.engine.spoken import Spoken


@dataclass(frozen=True, slots=True)
class SwitchWebhooks:
    """The dependencies of these webhooks."""

    switching: Switching
    renderer: Renderer
    addresses: Addresses


def invite(line: SwitchWebhooks, agent: Agent) -> str:
    """Offer the switches briefly; without a key the agent continues to the callers, if allowed to take any."""
    if not agent.queues:
        return _ask(line, agent)
    return line.renderer.choice(line.switching.invites(agent), action=line.addresses.desk("chosen"))


def _chosen(line: SwitchWebhooks, agent: Agent, webhook: DeskWebhook) -> str:
    return _ask(line, agent) if webhook.keys == SWITCH_KEY else _go_on(line, agent)


def _ask(line: SwitchWebhooks, agent: Agent, *before: Spoken) -> str:
    return line.renderer.pin((*before, *line.switching.asks_code(agent)), action=line.addresses.desk("switch"))


def _switch(line: SwitchWebhooks, agent: Agent, webhook: DeskWebhook) -> str:
    """Handle a switch code; without one the agent leaves the menu."""
    if not webhook.keys:
        return _go_on(line, agent)
    try:
        offer = line.switching.offer(agent, webhook.keys)
    except Unavailable:
        return _ask(line, agent, *line.switching.failed(agent))
    if offer is None:
        return _ask(line, agent, *line.switching.unknown(agent))
    to = line.addresses.desk("turn", name=offer.name, on=str(int(offer.on)))
    return line.renderer.choice(offer.spoken, action=to)


def _turn(line: SwitchWebhooks, agent: Agent, webhook: DeskWebhook) -> str:
    """Set the switch to the offered state, even if it changed meanwhile."""
    if webhook.keys != TURN_KEY:
        return _ask(line, agent)
    said = line.switching.turn(agent, request.args.get("name", ""), on=request.args.get("on") == "1")
    return _ask(line, agent, *said)


def _go_on(line: SwitchWebhooks, agent: Agent) -> str:
    if agent.queues:
        return line.renderer.onward(line.addresses.desk("begin"))
    return line.renderer.farewell(line.switching.goodbye(agent))


STEPS: Sequence[tuple[str, Callable[[SwitchWebhooks, Agent, DeskWebhook], str]]] = (
    ("/chosen", _chosen),
    ("/switch", _switch),
    ("/turn", _turn),
)
"""The routes, under those of the desk line."""

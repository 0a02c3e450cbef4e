"""An agent who rings the desk line has the same states as one who is rung; both pages and keys change them."""

from collections.abc import Callable

import pytest

from ivr.app.agent_station import AgentDesktop
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.console.ports.desk import Disposed
from ivr.emulator import Phone, Switchboard
from tests.calls.conftest import LINE, PUBLIC_URL
from tests.calls.desk.conftest import Desk

ANNA, DESK, PIN = "+12125550142", "+18005550123", "24680"


@pytest.fixture
def rings(desk: Desk, switchboard: Switchboard) -> Callable[[str], Phone]:
    """Anna rings the desk line; with or without a user of the console."""
    switchboard.add_number(DESK, f"{PUBLIC_URL}/voice/agent")

    def ring(user: str) -> Phone:
        desk.agents.add(ANNA, name="Anna", queues=["care-en"], pin=PIN, user=user)
        return Phone(switchboard, number=ANNA, to=DESK).dials().presses(f"{PIN}#")

    return ring


def anna(desk: Desk) -> DeskAgent:
    return desk.agents.everybody()[0]


def test_ready_talking_and_ready_again_without_a_page(desk: Desk, rings, caller: Phone):
    agent = rings("")
    caller.is_connected_to(ANNA)
    assert (desk.state(anna(desk)).state, desk.state(anna(desk)).call) == ("talking", caller.call_sid)
    caller.hangs_up()
    agent.waits(1)
    assert (desk.state(anna(desk)).state, desk.state(anna(desk)).call) == ("ready", "")
    (row,) = desk.handled()
    assert (row.became, row.agent_name, row.queue, bool(row.ended_at)) == ("answered", "Anna", "care-en", True)


def test_with_a_page_there_is_a_wrap_up_before_the_next_caller(desk: Desk, rings, caller: Phone, station: AgentDesktop):
    agent = rings("anna")
    caller.is_connected_to(ANNA)
    caller.hangs_up()
    station.longer(anna(desk))
    second = Phone(desk.switchboard, number="+14155550177", to=LINE).dials().presses("0")
    agent.waits(5)
    second.is_in_queue("care-en")
    assert desk.state(anna(desk)).state == "wrap_up"
    station.wrap_up(anna(desk), Disposed("resolved", "All good."))
    station.ready(anna(desk))
    agent.waits(40)
    second.is_connected_to(ANNA)
    assert [row.disposition for row in desk.handled()] == ["resolved", ""]


def test_the_key_and_the_page_set_the_same_state(desk: Desk, rings, station: AgentDesktop, shop):
    agent = rings("anna").presses("*").hears("away now")
    assert desk.state(anna(desk)).state == "away"
    station.ready(anna(desk))
    waiting = Phone(desk.switchboard, number="+14155550177", to=LINE).dials().presses("0")
    agent.waits(40)
    waiting.is_connected_to(ANNA)
    station.away(anna(desk), "Lunch")
    waiting.hangs_up()
    agent.waits(100)
    assert (desk.state(anna(desk)).state, desk.state(anna(desk)).reason) in (("wrap_up", ""), ("away", "Lunch"))
    desk.looks()
    assert desk.state(anna(desk)).reason == "Lunch"
    agent.presses("*").hears("You are back")
    assert desk.state(anna(desk)).state == "ready"


def test_nobody_rings_an_agent_who_is_on_the_desk_line(desk: Desk, rings, shop):
    agent = desk.agent("Anna", number=ANNA)
    rings("anna").hears("Nobody is waiting")
    assert desk.state(agent).desk_line
    Phone(desk.switchboard, number="+14155550177", to=LINE).dials().presses("0")
    desk.looks()
    assert not desk.rooms.in_use()


def test_an_agent_whose_call_to_the_desk_line_is_over_has_gone_home(desk: Desk, rings, clock):
    rings("").hangs_up()
    clock.advance(seconds=91)
    desk.looks()
    assert (desk.state(anna(desk)).state, desk.state(anna(desk)).desk_line) == ("offline", "")

"""A supervisor joins a bridged call (dial, ring, SIP, the desk line): it becomes a room, and nobody is lost."""

import pytest

from ivr.adapters.sql.agents import SqlAgents
from ivr.app.parts import Stores
from ivr.app.supervising import SupervisorsDesk
from ivr.console.ports.desk import DeskRefused
from ivr.emulator import Phone, Switchboard
from ivr.emulator.handset import Handset
from ivr.emulator.rest import RestFault
from ivr.settings import Settings
from tests.calls.conftest import PUBLIC_URL
from tests.calls.desk.conftest import Desk
from tests.calls.desk.test_supervision import SUE, handset, supervising, talk, users
from tests.calls.in_force import put_in_force
from tests.shop import Shop

__all__ = ["supervising", "users"]

PARTNER, ANNA, DESK_LINE = "+13055550123", "+12125550142", "+18005550123"
KINDS = {"dial": PARTNER, "ring": [PARTNER], "sip": "sip:care@acme.example"}
ACME = {"name": "Acme", "kind": "outsourced", "vendor": "acme", "languages": ["en-US"]}

Joined = SupervisorsDesk


@pytest.fixture(params=sorted(KINDS))
def hand_off(request: pytest.FixtureRequest) -> dict[str, object]:
    return {request.param: KINDS[request.param]}


@pytest.fixture
def partner(
    hand_off: dict[str, object], supervising: Joined, desk: Desk, settings: Settings, stores: Stores, shop: Shop
) -> Handset:
    """The telephone of a partner's agent."""
    queues = {"acme": {**ACME, "hand_off": hand_off}}
    vendors = {"acme": {"name": "Acme"}}
    put_in_force(settings, stores, shop, vendors=vendors, queues=queues, rules=[], default="acme")
    return desk.switchboard.telephone(str(KINDS["sip"]) if "sip" in hand_off else PARTNER)


@pytest.fixture
def bridged(partner: Handset, phone: Phone) -> Phone:
    """A caller who talks with the partner's agent."""
    phone.dials().presses("0")
    partner.accepts()
    talk(partner, phone)
    return phone


@pytest.fixture
def sue(desk: Desk, supervising: Joined) -> Handset:
    return handset(desk, supervising, SUE)


by_dial = pytest.mark.parametrize("hand_off", [{"dial": PARTNER}])


def test_both_go_on_talking_while_a_supervisor_listens(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset, sue: Handset
):
    supervising.join(SUE, bridged.call_sid, "listen")
    sue.accepts()
    desk.looks()
    talk(partner, bridged)
    sue.hears("can you hear me now", "I can hear you well").says("Hm.")
    bridged.does_not_hear("hm")
    partner.hangs_up()
    bridged.hears("Goodbye").is_hung_up()
    desk.looks().looks()
    assert sue.leg.call.is_over
    assert desk.rooms.in_use() == []


@by_dial
def test_a_supervisor_takes_over_from_a_partner(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset, sue: Handset
):
    supervising.join(SUE, bridged.call_sid, "barge")
    sue.accepts()
    desk.looks()
    supervising.take_over(SUE, bridged.call_sid)
    desk.looks()
    talk(sue, bridged)
    assert partner.leg.call.is_over
    bridged.hangs_up()
    desk.looks().looks()
    assert [(row.agent_name, row.became, row.ended_by) for row in desk.handled()] == [(SUE, "answered", "caller")]


@by_dial
def test_a_refused_conversion_leaves_both_talking(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset, sue: Handset
):
    desk.faults.add(RestFault(400, path="Calls"))
    with pytest.raises(DeskRefused, match="Nothing was changed"):
        supervising.join(SUE, bridged.call_sid, "listen")
    desk.looks()
    talk(partner, bridged)
    assert desk.rooms.in_use() == []
    supervising.join(SUE, bridged.call_sid, "listen")
    sue.accepts()
    desk.looks()
    talk(partner, bridged)


@by_dial
def test_an_answer_that_is_lost_converts_once(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset, sue: Handset
):
    desk.faults.add(RestFault(500, path="Calls"))
    supervising.join(SUE, bridged.call_sid, "listen")
    sue.accepts()
    desk.looks()
    talk(partner, bridged)
    assert len(desk.rooms.in_use()) == 1


@by_dial
def test_two_answers_that_are_lost_leave_both_talking_if_nothing_was_done(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset
):
    desk.faults.add(RestFault(500, path="Calls"), RestFault(500, path="Calls"))
    with pytest.raises(DeskRefused, match="did not answer in time"):
        supervising.join(SUE, bridged.call_sid, "listen")
    for _ in range(3):
        partner.waits(4)
        desk.looks()
    talk(partner, bridged)
    assert desk.rooms.in_use() == []


@by_dial
def test_a_partner_who_has_just_gone_leaves_the_caller_with_the_line(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset
):
    partner.hangs_up()
    with pytest.raises(DeskRefused, match=r"Nobody talks|no longer there"):
        supervising.join(SUE, bridged.call_sid, "listen")
    bridged.hears("Goodbye").is_hung_up()


@by_dial
def test_a_caller_who_hangs_up_in_the_gap_leaves_nobody_behind(
    supervising: Joined, desk: Desk, bridged: Phone, partner: Handset, sue: Handset
):
    supervising.join(SUE, bridged.call_sid, "listen")
    bridged.hangs_up()
    sue.waits(12)
    desk.looks().looks().looks()
    assert partner.leg.call.is_over
    assert sue.leg.call.is_over if sue._leg else True
    assert desk.rooms.in_use() == []


def test_a_call_of_the_desk_line_becomes_a_room_and_its_agent_stays_at_the_desk_line(
    supervising: Joined, desk: Desk, caller: Phone, switchboard: Switchboard, agents: SqlAgents, sue: Handset
):
    anna = Phone(switchboard, number=ANNA, to=DESK_LINE).dials().presses("24680#")
    caller.is_connected_to(ANNA)
    supervising.join(SUE, caller.call_sid, "listen")
    sue.accepts()
    desk.looks()
    talk(anna, caller)
    sue.hears("can you hear me now")
    caller.hangs_up()
    desk.looks().looks()
    anna.presses("*").hears("You are away now")
    assert desk.rooms.in_use() == []


@pytest.fixture
def agents(desk: Desk, switchboard: Switchboard) -> SqlAgents:
    """An agent of the desk line."""
    switchboard.add_number(DESK_LINE, f"{PUBLIC_URL}/voice/agent")
    desk.agents.add(ANNA, name="Anna", queues=["care-en"], pin="24680")
    return desk.agents

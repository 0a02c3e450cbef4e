"""What an agent does at the desk, through the port of the console on real stores."""

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.adapters.sql.agents import NumberInUse, SqlAgents
from ivr.adapters.sql.desk.tables import agent_states
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.agent_station import AgentDesktop
from ivr.app.parts import Stores
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.console.ports.desk import DeskRefused
from ivr.settings import Settings


@pytest.fixture
def agents(stores: Stores, settings: Settings) -> SqlAgents:
    return SqlAgents(stores.engine, stores.reader, stores.redis, settings.secret_key.get_secret_value().encode())


@pytest.fixture
def station(console: Flask) -> AgentDesktop:
    found: AgentDesktop = console.extensions["ports"].agent_station
    return found


@pytest.fixture
def anna(agents: SqlAgents, station: AgentDesktop) -> DeskAgent:
    agents.add("", name="Anna", queues=["care-en", "care-es"], user="anna", station="browser")
    found = station.agent("anna")
    assert found
    return found


def test_an_agent_comes_to_work_takes_calls_and_goes_home(station: AgentDesktop, anna: DeskAgent, stores: Stores):
    assert station.presence(anna).state == "offline"
    assert station.sign_in(anna, queues=["care-en"], station="browser").state == "away"
    assert station.ready(anna).state == "ready"
    assert station.away(anna, "Lunch").reason == "Lunch"
    assert station.sign_out(anna).state == "offline"
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        states = connection.scalars(select(agent_states.c.state).order_by(agent_states.c.number)).all()
    assert states == ["away", "ready", "away", "offline"]


def test_what_is_not_possible_is_refused_with_a_reason(station: AgentDesktop, anna: DeskAgent):
    with pytest.raises(DeskRefused, match="sign in"):
        station.ready(anna)
    with pytest.raises(DeskRefused, match="telephone number"):
        station.sign_in(anna, queues=["care-en"], station="phone")
    with pytest.raises(DeskRefused, match="one of your queues"):
        station.sign_in(anna, queues=["vip"], station="browser")
    station.sign_in(anna, queues=["care-en"], station="browser")
    with pytest.raises(DeskRefused, match="on the list"):
        station.away(anna, "Golf")


def test_the_live_pages_show_who_is_at_work(station: AgentDesktop, anna: DeskAgent, console: Flask):
    station.sign_in(anna, queues=["care-en"], station="browser")
    station.ready(anna)
    scene = console.extensions["ports"].live_calls.now()
    assert [(each.name, each.state) for each in scene.agents] == [("Anna", "ready")]
    assert scene.at_desk(0.0) == {"care-en": 1}


def test_an_agent_keeps_the_id_when_replaced_and_nobody_has_the_number_of_another(agents: SqlAgents):
    first = agents.add("+12125550142", name="Anna", queues=["care-en"], pin="24680", user="anna")
    assert agents.add("+12125550142", name="Anna B.", queues=[], pin="24680") == first
    other = agents.add("", name="Ben", queues=["care-en"], user="ben")
    assert len(agents.everybody()) == 2
    ben = agents.by_id(other)
    assert ben and ben.user == "ben"
    with pytest.raises(NumberInUse):
        agents.change(DeskAgent(id=other, name="Ben", number="+12125550142"))


def test_a_pin_stays_with_its_number(agents: SqlAgents):
    anna = agents.add("+12125550142", name="Anna", queues=["care-en"], pin="24680")
    agents.change(DeskAgent(id=anna, name="Anna C.", number="+12125550142"))
    assert agents.has_pin("+12125550142", "24680")
    agents.change(DeskAgent(id=anna, name="Anna C.", number="+12125550143"))
    assert not agents.has_pin("+12125550143", "24680")
    assert not agents.has_pin("+12125550143", "")

"""Alerts are taken, put to rest and noted; teams are told once, by each channel, and a level up if nobody acts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ivr.adapters.sql.sources.sealing import Sealing
from ivr.app.alert_desk import LineAlerts
from ivr.app.parts import Stores
from ivr.reporting.alert_desk import AlertChannel, AlertRecord, AlertTeam, due_deliveries
from ivr.reporting.alerts import AlertState
from ivr.settings import Settings
from tests.console.conftest import Browser
from tests.mail_server import MailServer, mail_server
from tests.shop import Shop

WAIT, LINE = "long wait: care-en", "no rule"
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, post: MailServer) -> Settings:
    post.letters.clear()
    post.refused.clear()
    sender = {"smtp_url": SecretStr(post.address), "mail_sender": "Wismo <wismo@shop.example>"}
    return settings.model_copy(update=sender)


@pytest.fixture
def desk(stores: Stores, shop: Shop, settings: Settings) -> LineAlerts:
    return LineAlerts(stores.engine, shop.now, settings)


def stand(desk: LineAlerts, *names: str) -> None:
    """These alerts stand, and no others."""
    desk.record({name: AlertState(name, f"words of {name}", is_on=True) for name in names})


@pytest.fixture
def team(ada: Browser) -> Browser:
    """An admin who made a team that is told at once, by mail."""
    ada.opens("/alerts/teams").sends("/alerts/teams", name="Floor", level="1", users=[], queues=[])
    return ada.sends("/alerts/teams/1", act="channel", kind="mail", least="minor", target="floor@shop.example")


def test_a_team_is_told_once_and_again_when_it_is_over(team: Browser, desk: LineAlerts, post: MailServer):
    stand(desk, WAIT)
    for _ in range(3):
        desk.tell_due()
    stand(desk, WAIT)
    stand(desk)
    desk.tell_due()
    assert [letter["Subject"] for letter in post.letters] == [f"Alert: words of {WAIT}", f"Over: words of {WAIT}"]
    team.opens("/alerts").shows("Nothing is wrong now", f"words of {WAIT}")


def test_nobody_acknowledged_in_time_goes_up_a_level(team: Browser, desk: LineAlerts, post, clock):
    team.opens("/alerts/teams").sends("/alerts/teams", name="Boss", level="2", after_minutes="10")
    team.sends("/alerts/teams/2", act="channel", kind="mail", least="minor", target="boss@shop.example")
    stand(desk, WAIT, LINE)
    team.opens("/alerts").sends("/alerts/2", act="take", revision="0").shows("Taken by ada")
    desk.tell_due()
    clock.advance(seconds=601)
    desk.tell_due()
    told = [letter["Subject"] for letter in post.letters if letter["To"] == "boss@shop.example"]
    assert told == [f"Nobody has taken this alert: words of {next(n for n in (WAIT, LINE) if n in told[0])}"]


def test_what_rests_is_told_to_nobody_also_when_it_comes_again(team: Browser, desk: LineAlerts, post, clock):
    stand(desk, WAIT)
    team.opens("/alerts").sends("/alerts/1", act="rest", revision="0", minutes="60", words=" ").shows(
        "Say for how long"
    )
    team.sends("/alerts/1", act="rest", revision="0", minutes="60", words="a drill").shows("a drill", "It rests until")
    stand(desk)
    stand(desk, WAIT)
    desk.tell_due()
    assert post.letters == []
    clock.advance(seconds=3601)
    desk.tell_due()
    assert len(post.letters) == 1


def test_of_two_who_act_the_later_is_told(team: Browser, desk: LineAlerts, signed_in):
    stand(desk, WAIT)
    sue = signed_in("supervisor", name="sue").opens("/alerts")
    team.opens("/alerts").sends("/alerts/1", act="take", revision="0")
    assert (
        sue.sends("/alerts/1", act="take", revision="0").shows("ada changed it meanwhile", "Taken by ada").status == 409
    )
    sue.sends("/alerts/1", act="note", revision="1", words="care is short of two").shows("sue: care is short of two")


def test_a_bound_supervisor_sees_and_changes_alerts_of_their_queues_only(ada, desk: LineAlerts, signed_in):
    stand(desk, WAIT, LINE, "vendor: acme-en")
    sue = signed_in("supervisor", queues=("acme-en",)).opens("/alerts").shows("words of vendor: acme-en")
    assert f"words of {WAIT}" not in sue.page
    number = next(each.number for each in desk.standing() if each.name == WAIT)
    assert sue.sends(f"/alerts/{number}", act="take", revision="0").status == 404


def test_a_letter_that_is_refused_is_tried_again_and_shown(team: Browser, desk: LineAlerts, post: MailServer, clock):
    post.refused.add("floor@shop.example")
    stand(desk, WAIT)
    assert desk.tell_due()["failed"] == 1
    assert desk.tell_due() == {"sent": 0, "failed": 0, "given_up": 0}
    team.opens("/alerts/teams").shows("waiting: the mail server takes no mail for this address")
    post.refused.clear()
    clock.advance(seconds=6)
    assert desk.tell_due()["sent"] == 1


def test_a_test_says_at_once_how_it_went(team: Browser, post: MailServer):
    team.sends("/alerts/channels/1", act="test").shows("The test was taken.")
    assert post.letters[0]["Subject"].startswith("Test: A test by ada")
    hidden = "http://10.0.0.1/services/T0/secret-part"
    team.sends("/alerts/teams/1", act="channel", kind="chat", least="serious", target=hidden).shows("chat to 10.0.0.1")
    refused = team.sends("/alerts/channels/2", act="test").shows("The test did not arrive: 10.0.0.1 is not allowed")
    assert "secret-part" not in refused.page


def test_targets_are_sealed(team: Browser, desk: LineAlerts, stores: Stores):
    with stores.engine.connect() as connection:
        [row] = connection.exec_driver_sql("SELECT * FROM alert_channels").all()
    assert "floor@shop.example" not in str(row)
    assert desk.target(1)[1] == "floor@shop.example"
    assert Sealing(b"another").is_other(row.sealed, {})


def test_what_is_typed_wrong_is_told_and_nothing_is_stored(ada: Browser, desk: LineAlerts):
    ada.opens("/alerts/teams").sends("/alerts/teams", name="", level="2").shows("Give a name", "after how many minutes")
    ada.sends("/alerts/teams", name="Floor", level="1")
    ada.sends("/alerts/teams/1", act="channel", kind="chat", least="minor", target="not an address")
    assert ada.shows("from https:// on").status == 422
    assert desk.channels() == []


alerts = st.builds(
    AlertRecord,
    number=st.just(1),
    name=st.sampled_from([WAIT, LINE, "vendor: acme-en"]),
    words=st.just("words"),
    raised_at=st.integers(0, 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    cleared_at=st.none() | st.just(NOW),
    taken_by=st.sampled_from(["", "sue"]),
    rests_until=st.none() | st.just(NOW + timedelta(minutes=5)),
)
teams = st.builds(
    AlertTeam,
    number=st.integers(1, 3),
    name=st.just("team"),
    queues=st.sampled_from([(), ("care-en",)]),
    level=st.integers(1, 3),
    after_minutes=st.integers(1, 30),
)
CHANNELS = [AlertChannel(number=n, team=n, kind="mail", least="serious" if n == 3 else "minor") for n in (1, 2, 3)]


@given(alerts, st.lists(teams, max_size=3, unique_by=lambda team: team.number))
def test_nobody_is_told_twice_and_nobody_of_what_rests(alert: AlertRecord, told_to: list[AlertTeam]):
    due = list(due_deliveries(alert, told_to, CHANNELS, (), NOW))
    assert len(set(due)) == len(due)
    assert list(due_deliveries(alert, told_to, CHANNELS, due, NOW)) == []
    if alert.rests_until or alert.cleared_at:
        assert due == []
    over = replace(alert, cleared_at=NOW)
    assert {channel for _, channel in due_deliveries(over, told_to, CHANNELS, due, NOW)} == {each for _, each in due}

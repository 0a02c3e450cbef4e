"""Spoofed numbers of agents: the effect of attestation at the desk, and of lockouts by wrong PINs."""

from collections.abc import Callable

import pytest
from flask import Flask
from pydantic import SecretStr

from ivr.adapters.sql.agents import SqlAgents
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.orders.identity.attestation import POLICIES
from ivr.settings import Settings
from tests.calls.conftest import ACCOUNT, PUBLIC_URL, TOKEN
from tests.calls.hostile import FORM, signed
from tests.calls.test_switches_by_telephone import ANNA, DESK, PIN, RUTH, agents, store
from tests.shop import Shop

__all__ = ["agents", "store"]
FAILED = sorted(word for word in POLICIES["balanced"] if "Failed" in word)
COUNTED_FOR = "a-token-of-those-who-watch-the-line"
PASSED_A, PASSED_C = "TN-Validation-Passed-A", "TN-Validation-Passed-C"

Rings = Callable[..., Phone]


@pytest.fixture
def app(settings: Settings, stores: Stores, shop: Shop, request: pytest.FixtureRequest) -> Flask:
    """The line, by the policy that the test names, else by the usual one."""
    policy = getattr(request, "param", settings.attestation)
    changed = {"attestation": policy, "metrics_token": SecretStr(COUNTED_FOR)}
    return create_app(settings.model_copy(update=changed), clock=shop.now, stores=stores)


@pytest.fixture
def rings(app: Flask, clock: VirtualClock, agents: SqlAgents, store: object) -> Rings:
    """Somebody rings the desk line with an agent's number, signed or not."""
    switchboard = Switchboard(wire=in_process(app), clock=clock, account_sid=ACCOUNT, auth_token=TOKEN)
    switchboard.add_number(DESK, f"{PUBLIC_URL}/voice/agent")
    return lambda number, stir="": Phone(switchboard, number=number, to=DESK).dials(stir=stir)


def guesses(rings: Rings, calls: int, **signed: str) -> None:
    """Somebody guesses Anna's PIN, three times a call."""
    for _ in range(calls):
        rings(ANNA, **signed).presses("1111#").presses("1111#").presses("1111#").is_hung_up()


@pytest.mark.parametrize("app", ["balanced", "strict"], indirect=True)
@pytest.mark.parametrize("stir", FAILED)
def test_a_feigned_number_is_not_asked_for_a_pin(rings: Rings, stir: str):
    rings(ANNA, stir).hears("couldn't confirm").does_not_hear("enter your PIN").is_hung_up()


@pytest.mark.parametrize("path", ["pin", "begin", "next", "key", "chosen", "switch", "turn?name=storm&on=1"])
def test_no_step_of_the_desk_opens_to_a_feigned_number(app: Flask, rings: Rings, path: str):
    form = {**FORM, "From": RUTH, "Digits": PIN, "StirVerstat": FAILED[0]}
    answer = signed(app, f"/voice/agent/{path}", form)
    assert "couldn't confirm" in answer.text
    assert "<Hangup/>" in answer.text


@pytest.mark.parametrize(
    ("app", "stir", "switches"),
    [
        ("balanced", "", True),
        ("balanced", PASSED_A, True),
        ("balanced", PASSED_C, False),
        ("strict", PASSED_A, True),
        ("strict", "", False),
        ("strict", PASSED_C, False),
    ],
    indirect=["app"],
)
def test_switches_take_a_number_that_a_customer_would_be_told_their_order_by(rings: Rings, stir: str, switches: bool):
    rings(RUTH, stir).presses(f"{PIN}#").hears("switch" if switches else "Nobody is waiting")


def test_whoever_is_there_for_switches_alone_is_told_why_they_get_none(rings: Rings, agents: SqlAgents):
    agents.add(RUTH, name="Ruth", queues=[], pin=PIN, switches=["storm"])
    rings(RUTH, PASSED_C).presses(f"{PIN}#").hears("couldn't confirm").is_hung_up()


def test_right_pins_lock_nobody_out(rings: Rings):
    for _ in range(20):
        rings(ANNA).presses(f"{PIN}#").hears("Nobody is waiting").hangs_up()


def test_a_right_pin_does_not_wipe_out_the_wrong_ones(rings: Rings):
    for _ in range(2):
        rings(ANNA).presses("1111#").presses("1111#").presses(f"{PIN}#").hears("Nobody is waiting").hangs_up()
    rings(ANNA).presses("1111#").presses(f"{PIN}#").hears("not right")


def test_who_feigns_a_number_does_not_lock_out_an_agent_whose_number_is_vouched_for(rings: Rings):
    guesses(rings, 4)
    rings(ANNA, PASSED_A).presses(f"{PIN}#").hears("Nobody is waiting")


def test_wrong_pins_are_counted_for_those_who_watch_the_line(app: Flask, rings: Rings):
    guesses(rings, 2)
    seen = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {COUNTED_FOR}"})
    assert "wismo_wrong_pins_total 6.0" in seen.text


def test_wrong_pins_lock_an_agent_for_a_quarter_of_an_hour(rings: Rings, stores: Stores):
    guesses(rings, 2)
    rings(ANNA).presses(f"{PIN}#").hears("not right")
    lives = [stores.redis.ttl(key) for key in stores.redis.keys("wismo:guess:agent:*")]
    assert len(lives) == 1
    assert 0 < lives[0] <= 900


def test_a_new_pin_ends_the_lock(rings: Rings, agents: SqlAgents):
    guesses(rings, 2)
    agents.add(ANNA, name="Anna", queues=["care-en"], pin="135790")
    rings(ANNA).presses("135790#").hears("Nobody is waiting")


def test_feigned_numbers_count_no_wrong_pin(app: Flask, rings: Rings, stores: Stores):
    for _ in range(9):
        signed(app, "/voice/agent/pin?n=0", {**FORM, "From": ANNA, "Digits": "1111", "StirVerstat": FAILED[0]})
    assert stores.redis.keys("wismo:guess:*") == []


def test_three_pins_are_all_that_a_call_may_try_however_its_addresses_are_spelled(app: Flask, rings: Rings):
    form = {**FORM, "From": ANNA, "StirVerstat": ""}
    for _ in range(3):
        signed(app, "/voice/agent/pin?n=0", {**form, "Digits": "1111"})
    assert "not right" in signed(app, "/voice/agent/pin?n=0", {**form, "Digits": PIN}).text

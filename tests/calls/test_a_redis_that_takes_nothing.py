"""A Redis that can be read but not written: a replica, a full one, one that failed to save its file."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.probes import redis_answers
from ivr.calls.signed_state import seal, unseal
from ivr.emulator import Phone
from ivr.engine.call import Call
from ivr.flows.context import Context
from prompts.facts import Line
from tests.calls.conftest import ALICE
from tests.shop import Shop

FAULTS = {
    "full": (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
    "replica": (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
    "waits": (("CONFIG", "SET", "min-replicas-to-write", "1"), ("CONFIG", "SET", "min-replicas-to-write", "0")),
}


class Faulty:
    """A Redis that can be broken."""

    def __init__(self, client: redis.Redis, fault: str) -> None:
        self.client = client
        self._break, self._mend = FAULTS[fault]

    def breaks(self) -> None:
        self.client.execute_command(*self._break)

    def is_mended(self) -> None:
        self.client.execute_command(*self._mend)


@pytest.fixture(params=list(FAULTS))
def store(redis_url: str, request: pytest.FixtureRequest) -> Iterator[Faulty]:
    with connect(redis_url, 5.0) as client:
        faulty = Faulty(client, request.param)
        yield faulty
        faulty.is_mended()


def test_it_is_found_out_and_forgotten(store: Faulty):
    assert redis_answers(store.client) == ""
    store.breaks()
    assert redis_answers(store.client).startswith("can be read and not written")
    store.is_mended()
    assert redis_answers(store.client) == ""


def test_one_that_failed_to_save_its_file_is_found_out(tmp_path: Path):
    (tmp_path / "dump.rdb").mkdir()
    with EmbeddedRedis(tmp_path) as server, connect(server.url, 5.0) as client:
        client.config_set("save", "3600 1")
        client.bgsave()
        while client.info("persistence")["rdb_bgsave_in_progress"]:
            sleep(0.02)
        assert redis_answers(client) == (
            "can be read and not written: it failed to save its file; look at its disk and its log"
        )


def test_readiness_tells_it_and_calls_still_come(store: Faulty, app):
    store.breaks()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) in ((200, "degraded"), (503, "not ready"))
    assert answer.json["wrong"]["redis"].startswith("can be read and not written")


@pytest.mark.parametrize("keys_before", ["", "*", "**"])
def test_a_caller_goes_on_by_what_the_address_says_and_reaches_a_person(
    store: Faulty, phone: Phone, shop: Shop, keys_before: str
):
    shop.has_order(phone=ALICE)
    phone.dials()
    for key in keys_before:
        phone.presses(key)
    store.breaks()
    phone.presses("2").hears("order number").presses("0").waits().is_in_queue("care-en")


@pytest.mark.parametrize("postcode", ["94110", "10001"])
def test_a_guess_that_cannot_be_counted_is_answered_by_a_person(store: Faulty, phone: Phone, shop: Shop, postcode: str):
    shop.has_order(phone="+14155550177", number="5123", status="out_for_delivery")
    phone.dials().presses("1").presses("5123#").hears("ZIP code")
    store.breaks()
    phone.presses(f"{postcode}#").does_not_hear("out for delivery", "could not find").is_in_queue("care-en")


@pytest.mark.parametrize(("turn", "at", "kept"), [(3, "m.a", True), (3, "m.b", False), (6, "m.a", False)])
def test_what_was_prepared_goes_with_the_turns_that_the_store_has_missed(turn: int, at: str, kept: bool):
    address = Call("CA1", ALICE, "", "en-US", Context(), turn=turn, at=at)
    call = Call("CA1", ALICE, "", "en-US", Context(), turn=2, at="m.a", lines={"order": (Line("order_status"),)})
    state = unseal(seal(address, b"key"), "CA1", b"key")
    assert state
    state.restore(call)
    assert ((call.turn, call.at), bool(call.lines)) == ((turn, at), kept)


def test_who_cannot_be_asked_again_is_handed_to_a_person(store: Faulty, phone: Phone, shop: Shop):
    shop.has_order(phone=ALICE, number="7001")
    shop.has_order(phone=ALICE, number="7002", status="delivered")
    store.breaks()
    phone.dials().hears("2 orders").presses("1").hears("start over").presses("1").is_in_queue("care-en")


def test_after_a_while_the_call_is_kept_again(store: Faulty, phone: Phone, shop: Shop):
    shop.has_order(phone=ALICE)
    store.breaks()
    phone.dials()
    store.is_mended()
    phone.presses("4").hears("help you").presses("8").hears("press")
    assert store.client.hget(f"wismo:call:{phone.call_sid}", "turn") == "3"

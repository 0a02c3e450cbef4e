from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.redis.rate_limits.guesses import GuessLimits, RedisGuesses
from ivr.adapters.redis.sessions.change_commands import commands
from ivr.effects.count_guess import Guessed
from ivr.orders.identity.claims import Limit, Try
from tests.orders.making import ALICE, BOB

KEY = b"a key of the shop's"


@dataclass(frozen=True)
class Tries:
    """The limits, and a store that counts as the commit of a turn does."""

    limits: RedisGuesses
    store: redis.Redis

    def take(self, tried: Try) -> Limit:
        """A wrong try: the counters that limit it, and those it increases."""
        allowed = self.limits.allowance(tried)
        if allowed.limit in (Limit.NOT_REACHED, Limit.FOUND):
            self.change(Guessed(allowed.counters, (), ()))
        return allowed.limit

    def change(self, change: Guessed) -> None:
        for command in commands([change]):
            self.store.execute_command(*command)


@pytest.fixture
def guesses(store: redis.Redis) -> Tries:
    return Tries(RedisGuesses(store, KEY), store)


def tries(guesses: Tries, count: int, *, sid: str = "", ani: str = ALICE, claimed: str = "") -> list[Limit]:
    """The limit that each try reaches; each has its own call and number, unless named."""
    return [guesses.take(a_try(sid or f"CA{n}", ani, claimed=claimed or f"{n}9", is_known=True)) for n in range(count)]


def a_try(sid: str = "CA1", ani: str = "", **about: Any) -> Try:
    return Try(sid, ani, **about)


def strangers(guesses: Tries, count: int, **about: Any) -> list[Limit]:
    """The limits that tries of that many strangers reach, each with a different number."""
    return [guesses.take(a_try(f"CS{n}", f"+1555200{n:04}", is_known=True, **about)) for n in range(count)]


def test_a_call_has_three_tries(guesses: Tries) -> None:
    assert tries(guesses, 4, sid="CA1", ani="") == [Limit.NOT_REACHED] * 3 + [Limit.CALL]


def test_a_number_has_five_tries_an_hour(guesses: Tries) -> None:
    assert tries(guesses, 6) == [Limit.NOT_REACHED] * 5 + [Limit.CALLER_HOUR]


def test_a_number_has_ten_tries_a_day(guesses: Tries, store: redis.Redis) -> None:
    for _ in range(2):
        assert set(tries(guesses, 5)) == {Limit.NOT_REACHED}
        (hour,) = store.scan_iter("wismo:guess:hour:*")
        store.delete(hour)
    assert tries(guesses, 1) == [Limit.CALLER_DAY]


@pytest.mark.parametrize("found", [(), ("1001",), ("1001", "100-1")])
def test_a_spelled_number_has_five_tries_a_day_whoever_calls(guesses: Tries, found: tuple[str, ...]) -> None:
    assert strangers(guesses, 5, claimed="#1001", found=found) == [Limit.NOT_REACHED] * 5
    assert tries(guesses, 1, ani=BOB, claimed=" 1001") == [Limit.CLAIMED]


def test_an_order_has_five_tries_a_day_however_it_is_spelled(guesses: Tries) -> None:
    assert strangers(guesses, 5, claimed="48213", found=("NW-48213",)) == [Limit.NOT_REACHED] * 5
    assert strangers(guesses, 1, claimed="6948213", found=("48213-0", "NW-48213")) == [Limit.FOUND]


def test_a_try_at_an_order_that_was_tried_too_often_is_counted_as_any_other(guesses: Tries) -> None:
    strangers(guesses, 5, claimed="48213", found=("NW-48213",))
    elsewhere = [guesses.take(a_try(claimed="6948213", found=("NW-48213",), is_known=True)) for _ in range(4)]
    assert elsewhere == [Limit.FOUND] * 3 + [Limit.CALL]


def test_what_one_kind_counts_is_nothing_to_another(guesses: Tries) -> None:
    assert strangers(guesses, 5, claimed="10027") == [Limit.NOT_REACHED] * 5
    for about in ({"own": "10027"}, {"claimed": "1", "found": ("10027",)}):
        assert guesses.take(a_try(BOB, is_known=True, **about)) is Limit.NOT_REACHED


def test_ones_own_orders_have_five_tries_a_day_from_whatever_telephone(guesses: Tries) -> None:
    assert strangers(guesses, 6, own="1001") == [Limit.NOT_REACHED] * 5 + [Limit.OWN]


@pytest.fixture
def few(store: redis.Redis) -> Tries:
    """Three tries a prefix, five in all."""
    return Tries(
        RedisGuesses(store, KEY, GuessLimits(call=99, caller_hour=99, caller_day=99, share=3, everybody=5)), store
    )


@pytest.mark.parametrize("ani", ["", "+1415555012{}", "+4477009001{}"])
def test_callers_of_one_prefix_share_a_budget(few: Tries, ani: str) -> None:
    limits = [few.take(a_try(ani=ani.format(n), claimed=str(n))) for n in range(4)]
    assert limits == [Limit.NOT_REACHED] * 3 + [Limit.PERSON]
    for other in {"", "+12125550100", "+33639980100"}:
        assert few.limits.allowance(a_try(ani=other, claimed="77")).limit is Limit.NOT_REACHED or other == ani


def test_all_prefixes_together_share_one_as_well(few: Tries) -> None:
    limits = [few.take(a_try(ani=f"+1{n}{n}{n}5550100", claimed=str(n))) for n in range(2, 8)]
    assert limits == [Limit.NOT_REACHED] * 5 + [Limit.PERSON]
    assert few.take(a_try(ani=ALICE, claimed="9", is_known=True)) is Limit.NOT_REACHED


def test_whoever_shows_to_be_a_person_has_tries_that_no_script_uses_up(few: Tries) -> None:
    assert [few.take(a_try(claimed=str(n))) for n in range(9)][-1] is Limit.PERSON
    shown = [few.take(a_try(claimed=f"8{n}", is_person=True)) for n in range(4)]
    assert shown == [Limit.NOT_REACHED] * 3 + [Limit.EVERYBODY]


def test_a_refused_try_is_not_counted(guesses: Tries, store: redis.Redis) -> None:
    tries(guesses, 3, sid="CA1", ani="")
    before = sorted(store.scan_iter())
    assert tries(guesses, 1, sid="CA1", ani=BOB, claimed="77") == [Limit.CALL]
    assert sorted(store.scan_iter()) == before


def test_looking_at_a_limit_counts_nothing(guesses: Tries, store: redis.Redis) -> None:
    assert guesses.limits.allowance(EVERYTHING).limit is Limit.NOT_REACHED
    assert list(store.scan_iter()) == []


def test_two_questions_on_one_number_are_one_try_of_the_call_and_the_caller(guesses: Tries) -> None:
    for number in range(3):
        assert guesses.take(a_try("CA1", ALICE, own="77", is_known=True)) is Limit.NOT_REACHED
        second = a_try("CA1", ALICE, claimed=str(number), is_known=True, goes_on=True)
        assert guesses.take(second) is Limit.NOT_REACHED
    assert guesses.take(a_try("CA1", ALICE, own="77", is_known=True)) is Limit.CALL


EVERYTHING = Try("CA1", ALICE, "100123", ("NW-100123",), "NW-100124")


def test_giving_back_makes_no_counter_that_lives_for_ever(guesses: Tries, store: redis.Redis) -> None:
    guesses.change(Guessed((), guesses.limits.allowance(replace(EVERYTHING, goes_on=True)).charged, ()))
    assert {store.get(key) for key in store.scan_iter()} == {"0"}
    assert all(store.ttl(key) > 0 for key in store.scan_iter())


def test_every_counter_dies_by_itself(guesses: Tries, store: redis.Redis) -> None:
    guesses.take(EVERYTHING)
    lives = sorted(int(str(store.ttl(key))) for key in store.scan_iter())
    assert lives == [3600] * 3 + [5 * 3600] + [86400] * 4


def test_no_number_stands_in_the_name_of_a_key(guesses: Tries, store: redis.Redis) -> None:
    guesses.take(EVERYTHING)
    names = " ".join(str(key) for key in store.scan_iter())
    assert not [number for number in (ALICE[-7:], "100123", "100124") if number in names]


def test_an_order_that_is_there_and_one_that_is_not_cost_the_same(guesses: Tries, store: redis.Redis) -> None:
    for found in ((), ("1001",)):
        store.flushdb()
        guesses.take(a_try(claimed="1001", found=found))
        assert len(list(store.scan_iter())) == 5


@pytest.mark.promise
def test_without_redis_nothing_may_be_tried(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        guesses = RedisGuesses(connect(server.url, 0.15), KEY)
    assert guesses.allowance(EVERYTHING).limit is Limit.UNKNOWN

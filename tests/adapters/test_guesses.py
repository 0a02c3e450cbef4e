from pathlib import Path

import pytest
import redis

from ivr.adapters.embedded import EmbeddedRedis
from ivr.adapters.guesses import Limits, RedisGuesses
from ivr.adapters.redis import connect
from ivr.orders.checking import Claim, Limit

from ..orders.making import ALICE, BOB

KEY = b"a key of the shop's"


@pytest.fixture
def guesses(store: redis.Redis) -> RedisGuesses:
    return RedisGuesses(store, KEY)


def tries(guesses: RedisGuesses, count: int, *, sid: str = "", ani: str = ALICE, number: str = "") -> list[Limit]:
    """What each of some tries runs into: each in a call of its own, on an order of its own, unless named."""
    claims = [Claim(sid or f"CA{place}", ani, number or f"{place}9", "94105") for place in range(count)]
    return [guesses.take(claim, verified=True) for claim in claims]


def test_a_call_has_three_tries(guesses: RedisGuesses) -> None:
    assert tries(guesses, 4, sid="CA1", ani="") == [Limit.NOT_REACHED] * 3 + [Limit.CALL]


def test_a_number_has_five_tries_an_hour(guesses: RedisGuesses) -> None:
    assert tries(guesses, 6) == [Limit.NOT_REACHED] * 5 + [Limit.CALLER_HOUR]


def test_a_number_has_ten_tries_a_day(guesses: RedisGuesses, store: redis.Redis) -> None:
    for _ in range(2):
        assert set(tries(guesses, 5)) == {Limit.NOT_REACHED}
        (hour,) = store.scan_iter("wismo:guess:hour:*")
        store.delete(hour)
    assert tries(guesses, 1) == [Limit.CALLER_DAY]


def test_an_order_has_five_tries_a_day_whoever_calls(guesses: RedisGuesses) -> None:
    for caller in range(5):
        assert tries(guesses, 1, sid=f"CB{caller}", ani=f"+1555200000{caller}", number="#1001") == [Limit.NOT_REACHED]
    assert tries(guesses, 1, ani=BOB, number=" 1001") == [Limit.ORDER]


def test_everybody_without_a_standing_shares_one_budget(store: redis.Redis) -> None:
    guesses = RedisGuesses(store, KEY, Limits(everybody=2))
    claims = [Claim(f"CA{n}", "", str(n)) for n in range(3)]
    assert [guesses.take(claim, verified=False) for claim in claims] == [Limit.NOT_REACHED] * 2 + [Limit.EVERYBODY]
    assert guesses.take(Claim("CA9", ALICE), verified=True) is Limit.NOT_REACHED


def test_a_refused_try_is_not_counted(guesses: RedisGuesses, store: redis.Redis) -> None:
    tries(guesses, 3, sid="CA1", ani="")
    before = sorted(store.scan_iter())
    assert tries(guesses, 1, sid="CA1", ani=BOB, number="77") == [Limit.CALL]
    assert sorted(store.scan_iter()) == before


def test_a_right_answer_does_not_count_against_number_and_order(guesses: RedisGuesses) -> None:
    for call in range(20):
        claim = Claim(f"CA{call}", ALICE, "1001")
        assert guesses.take(claim, verified=True) is Limit.NOT_REACHED
        guesses.give_back(claim)


def test_giving_back_makes_no_counter_that_lives_for_ever(guesses: RedisGuesses, store: redis.Redis) -> None:
    guesses.give_back(Claim("CA1", ALICE, "1001"))
    assert list(store.scan_iter()) == []


def test_every_counter_dies_by_itself(guesses: RedisGuesses, store: redis.Redis) -> None:
    guesses.take(Claim("CA1", ALICE, "1001"), verified=False)
    lives = sorted(int(str(store.ttl(key))) for key in store.scan_iter())
    assert lives == [3600, 3600, 5 * 3600, 86400, 86400]


def test_no_number_stands_in_the_name_of_a_key(guesses: RedisGuesses, store: redis.Redis) -> None:
    guesses.take(Claim("CA1", ALICE, "100123"), verified=True)
    names = " ".join(str(key) for key in store.scan_iter())
    assert ALICE[-7:] not in names
    assert "100123" not in names


@pytest.mark.promise
def test_without_redis_nothing_may_be_tried(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        guesses = RedisGuesses(connect(server.url, 0.15), KEY)
    claim = Claim("CA1", ALICE, "1001")
    assert guesses.take(claim, verified=True) is Limit.UNKNOWN
    guesses.give_back(claim)

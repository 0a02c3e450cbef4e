import threading
from collections import Counter

import pytest

from ivr.adapters.resilience.bulkhead import Bulkhead
from ivr.orders.order_source import Unavailable

DEADLINE = 0.2


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def late(_patience: float) -> str:
    """A source that took all the time it was given."""
    raise TimeoutError


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outcomes() -> Counter[str]:
    return Counter()


@pytest.fixture
def guard(clock: Clock, outcomes: Counter[str]) -> Bulkhead:
    count = lambda outcome: outcomes.update([outcome])  # noqa: E731 - one line of a test
    return Bulkhead("orders", deadline=DEADLINE, most=2, clock=clock, count=count)


def refused(guard: Bulkhead, ask=late, *, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable):
            guard.call(ask)


def test_an_answer_comes_through(guard: Bulkhead, outcomes: Counter[str]) -> None:
    assert guard.call(lambda _: "answer") == "answer"
    assert outcomes == {"answered": 1}


def test_nothing_is_an_answer_too(guard: Bulkhead) -> None:
    assert guard.call(lambda _: None) is None


def test_an_error_is_unavailable_and_keeps_its_cause(guard: Bulkhead) -> None:
    with pytest.raises(Unavailable, match="orders: failed") as refusal:
        guard.call(lambda _: 1 / 0)
    assert isinstance(refusal.value.__cause__, ZeroDivisionError)


def test_the_source_is_told_how_long_it_may_take(guard: Bulkhead, clock: Clock) -> None:
    assert guard.call(lambda patience: patience) == DEADLINE
    assert guard.call(lambda patience: patience, until=clock.now + 0.125) == 0.125


def test_a_source_that_is_late_is_unavailable(guard: Bulkhead, outcomes: Counter[str]) -> None:
    refused(guard)
    assert outcomes == {"late": 1}


def test_after_three_failures_nobody_asks_at_all(guard: Bulkhead, outcomes: Counter[str]) -> None:
    refused(guard, times=10)
    assert outcomes == {"late": 3, "open": 7}
    assert guard.is_open


def test_after_a_pause_one_tries_and_the_rest_do_not(guard: Bulkhead, clock: Clock, outcomes: Counter[str]) -> None:
    refused(guard, times=3)
    clock.now += 1
    refused(guard, times=5)
    assert outcomes == {"late": 4, "open": 4}


def test_when_the_source_is_back_so_is_the_guard(guard: Bulkhead, clock: Clock) -> None:
    refused(guard, times=4)
    clock.now += 1
    assert [guard.call(lambda _: 1), guard.call(lambda _: 2)] == [1, 2]
    assert not guard.is_open


def test_whoever_finds_it_full_does_not_wait(guard: Bulkhead, outcomes: Counter[str]) -> None:
    guard.call(lambda _: guard.call(lambda _: refused(guard, lambda _: "a third")))
    assert outcomes == {"full": 1, "answered": 2}


def test_those_who_were_refused_or_failed_take_no_place(guard: Bulkhead) -> None:
    for _ in range(20):
        refused(guard)
        guard.call(lambda _: "well again")
    assert guard.call(lambda _: guard.call(lambda _: "both places are free")) == "both places are free"


def test_many_threads_each_get_their_own_answer(clock: Clock) -> None:
    guard = Bulkhead("many", deadline=5, most=40, clock=clock)
    answers: list[int] = []
    askers = [threading.Thread(target=lambda n=n: answers.append(guard.call(lambda _: n) - n)) for n in range(40)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answers == [0] * 40

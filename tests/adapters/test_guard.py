import os
import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from ivr.adapters.guard import Guard
from ivr.orders.source import Unavailable

DEADLINE = 0.2


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Hang:
    """A source that hangs until it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        self.gate.wait()
        return "late"


@pytest.fixture
def hang() -> Iterator[Hang]:
    source = Hang()
    yield source
    source.gate.set()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outcomes() -> Counter[str]:
    return Counter()


@pytest.fixture
def guard(clock: Clock, outcomes: Counter[str]) -> Guard:
    count = lambda outcome: outcomes.update([outcome])  # noqa: E731 - one line of a test
    return Guard("orders", deadline=DEADLINE, threads=2, waiting=2, clock=clock, count=count)


def refused(guard: Guard, hang: Hang, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unavailable):
            guard.call(hang)


def test_an_answer_comes_through(guard: Guard, outcomes: Counter[str]) -> None:
    assert guard.call(lambda: "answer") == "answer"
    assert outcomes == {"answered": 1}


def test_nothing_is_an_answer_too(guard: Guard) -> None:
    assert guard.call(lambda: None) is None


def test_an_error_is_unavailable_and_keeps_its_cause(guard: Guard) -> None:
    with pytest.raises(Unavailable, match="orders: failed") as refusal:
        guard.call(lambda: 1 / 0)
    assert isinstance(refusal.value.__cause__, ZeroDivisionError)


def test_nobody_waits_longer_than_the_deadline(guard: Guard, hang: Hang, outcomes: Counter[str]) -> None:
    refused(guard, hang, 1)
    assert outcomes == {"late": 1}


def test_after_three_failures_nobody_waits_at_all(guard: Guard, hang: Hang, outcomes: Counter[str]) -> None:
    refused(guard, hang, 10)
    assert outcomes == {"late": 3, "open": 7}
    assert guard.is_open


def test_after_a_pause_one_tries_and_the_rest_do_not_wait(
    guard: Guard, hang: Hang, clock: Clock, outcomes: Counter[str]
) -> None:
    refused(guard, hang, 3)
    clock.now += 1
    refused(guard, hang, 5)
    assert outcomes == {"late": 4, "open": 4}


def test_when_the_source_is_back_so_is_the_guard(guard: Guard, hang: Hang, clock: Clock) -> None:
    refused(guard, hang, 4)
    hang.gate.set()
    clock.now += 1
    assert [guard.call(lambda: 1), guard.call(lambda: 2)] == [1, 2]
    assert not guard.is_open


def test_a_source_that_hangs_takes_no_more_threads_than_agreed(clock: Clock, hang: Hang) -> None:
    guard = Guard("hanging", deadline=0.01, threads=2, waiting=2, clock=clock)
    for _ in range(20):
        clock.now += 1
        refused(guard, hang, 1)
    alive = [thread for thread in threading.enumerate() if thread.name == "guard-hanging"]
    assert len(alive) == 2
    assert (hang.asked, guard.hanging) == (2, 4)


def test_whoever_finds_it_full_does_not_wait(clock: Clock, hang: Hang, outcomes: Counter[str]) -> None:
    count = lambda outcome: outcomes.update([outcome])  # noqa: E731 - one line of a test
    guard = Guard("full", deadline=0.01, threads=1, waiting=0, clock=clock, count=count)
    refused(guard, hang, 2)
    assert outcomes == {"late": 1, "full": 1}


def test_a_question_whose_asker_has_left_is_not_asked(clock: Clock, hang: Hang) -> None:
    guard = Guard("left", deadline=DEADLINE, threads=1, waiting=2, clock=clock)
    refused(guard, hang, 2)
    hang.gate.set()
    clock.now += 1
    assert guard.call(lambda: "next") == "next"
    assert hang.asked == 1


def test_many_threads_each_get_their_own_answer(clock: Clock) -> None:
    guard = Guard("many", deadline=5, threads=4, waiting=50, clock=clock)
    answers: list[int] = []
    askers = [threading.Thread(target=lambda n=n: answers.append(guard.call(lambda: n) - n)) for n in range(40)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert answers == [0] * 40


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_asks_in_threads_of_its_own(guard: Guard) -> None:
    guard.call(lambda: "before")
    child = os.fork()
    if child == 0:
        os._exit(0 if guard.call(lambda: "after") == "after" else 1)
    assert os.waitpid(child, 0)[1] == 0

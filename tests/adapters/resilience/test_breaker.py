import threading

import pytest

from ivr.adapters.resilience.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(failures=3, pause=1.0, clock=clock)


def fail(breaker, times):
    for _ in range(times):
        breaker.failed()


def test_a_failure_or_two_are_no_reason_to_stop_asking(breaker):
    fail(breaker, 2)
    assert breaker.admits()


def test_three_failures_in_a_row_stop_the_asking(breaker):
    fail(breaker, 3)
    assert breaker.is_open
    assert not breaker.admits()


def test_an_answer_in_between_starts_the_count_anew(breaker):
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.admits()


def test_after_the_pause_one_may_try(breaker, clock):
    fail(breaker, 3)
    clock.now = 1.0
    assert [breaker.admits() for _ in range(16)].count(True) == 1


def test_of_sixteen_threads_one_may_try(breaker, clock):
    fail(breaker, 3)
    clock.now = 1.0
    start, admitted = threading.Barrier(16), []

    def ask():
        start.wait(timeout=10)
        admitted.append(breaker.admits())

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert admitted.count(True) == 1


def test_a_try_that_fails_costs_another_pause(breaker, clock):
    fail(breaker, 3)
    clock.now = 1.0
    breaker.admits()
    breaker.failed()
    clock.now = 1.9
    assert not breaker.admits()
    clock.now = 2.0
    assert breaker.admits()


def test_a_try_that_succeeds_lets_everybody_through(breaker, clock):
    fail(breaker, 3)
    clock.now = 1.0
    breaker.admits()
    breaker.succeeded()
    assert all(breaker.admits() for _ in range(16))


def test_a_try_that_never_reports_is_followed_by_another(breaker, clock):
    fail(breaker, 3)
    clock.now = 1.0
    breaker.admits()
    clock.now = 2.0
    assert breaker.admits()


def test_with_a_probe_no_request_tries_and_the_probe_closes_it():
    asked, well = threading.Event(), threading.Event()

    def probe():
        asked.set()
        if not well.is_set():
            raise ConnectionError

    breaker = Breaker(failures=3, pause=0.01, probe=probe)
    fail(breaker, 3)
    assert asked.wait(5)
    assert not breaker.admits()
    well.set()
    for _ in range(500):
        if breaker.admits():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it stayed open")

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from statistics import quantiles

import pytest

from ivr.calls.ports import Unavailable
from tests.promises.rig import FULL

DEADLINE = 0.15
TURNS_A_SECOND = 150
THREADS = 32


def take_turn(store, call, event, number):
    """Take a turn like the use case: without a read it does not write. Returns the seconds it took."""
    began = time.perf_counter()
    try:
        store.sessions.load(f"CA{number}", 0)
        store.sessions.commit(replace(call, sid=f"CA{number}"), was=None, answer="<one/>", events=[event()])
    except Unavailable:
        pass
    return time.perf_counter() - began


@contextmanager
def load(store, call, event):
    """Take 150 turns a second while the body runs, failures included; gives the seconds of each."""
    stop, waits, began = threading.Event(), [], time.monotonic()
    pool = ThreadPoolExecutor(THREADS)

    def drive():
        for number in range(100_000):
            if stop.wait(max(0.0, began + number / TURNS_A_SECOND - time.monotonic())):
                return
            pool.submit(lambda n=number: waits.append(take_turn(store, call, event, n)))

    driver = threading.Thread(target=drive)
    driver.start()
    yield waits
    stop.set()
    driver.join()
    pool.shutdown()


def recovers(store, seconds=1.5 if FULL else 5.0):
    """Whether the store answers again within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            store.sessions.load("CA1", 0)
        except Unavailable:
            time.sleep(0.02)
        else:
            return True
    return False


def almost_nothing(waits, store):
    """Whether nearly all were refused at once; in the long run, also what the slowest of a hundred waited."""
    return store.counted["refused"] > 10 * store.counted["failed"] and (not FULL or quantiles(waits, n=100)[98] < 0.25)


@pytest.mark.promise
def test_a_frozen_store_costs_callers_almost_nothing_and_comes_back_by_itself(opened, own_server, call, event):
    store = opened(own_server, DEADLINE)
    with load(store, call, event) as waits:
        time.sleep(1)
        os.kill(own_server.pid, signal.SIGSTOP)
        time.sleep(4)
        os.kill(own_server.pid, signal.SIGCONT)
        assert recovers(store)
        time.sleep(0.5)
    assert almost_nothing(waits, store)


@pytest.mark.promise
def test_a_killed_store_costs_callers_almost_nothing_and_comes_back_by_itself(opened, own_server, call, event):
    store = opened(own_server, DEADLINE)
    with load(store, call, event) as waits:
        time.sleep(1)
        os.kill(own_server.pid, signal.SIGKILL)
        time.sleep(2)
        assert own_server.tend()
        assert recovers(store)
        time.sleep(0.5)
    assert almost_nothing(waits, store)
    assert store.sessions.load("CA0", 1).call is not None


@pytest.mark.promise
def test_while_the_store_is_frozen_one_turn_at_a_time_waits_for_it(opened, own_server, call, event):
    store = opened(own_server, DEADLINE)
    with load(store, call, event):
        os.kill(own_server.pid, signal.SIGSTOP)
        time.sleep(1)
        before = store.counted["failed"]
        time.sleep(3)
        tried = store.counted["failed"] - before
        os.kill(own_server.pid, signal.SIGCONT)
    assert 1 <= tried <= 6  # one every 0.7 s in 3 s

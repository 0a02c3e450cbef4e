import os
import signal
import subprocess
import sys
import time

import pytest

from ivr.cli.supervise import Child
from tests.processes import alive

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"

SUPERVISOR = f"""
import sys, time
from ivr.cli.supervise import Child
child = Child("test", [sys.executable, "-c", {STUBBORN!r}], {{}}, patience=0.2)
child.tend()
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def child():
    made = []

    def make(program: str, **options) -> Child:
        made.append(Child("test", [sys.executable, "-c", program], {}, **options))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def restarted(child: Child, but_not: int) -> bool:
    for _ in range(600):
        child.tend()
        if child.is_running and child.pid != but_not:
            return True
        time.sleep(0.05)
    return False


def test_a_child_that_was_killed_is_started_again(child):
    sleeper = child("import time; time.sleep(60)")
    sleeper.tend()
    first = sleeper.pid
    os.kill(first, signal.SIGKILL)
    assert restarted(sleeper, but_not=first)


def test_a_child_that_dies_at_once_is_left_alone_for_a_while(child):
    failing = child("raise SystemExit(1)")
    failing.tend()
    os.waitid(os.P_PID, failing.pid, os.WEXITED | os.WNOWAIT)
    failing.tend()
    assert failing.pid is None
    failing.tend()
    assert failing.pid is None


def test_a_child_that_ignores_the_request_to_end_is_killed(child):
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as output, os.fdopen(reading, "rb") as said:
        stubborn = child(STUBBORN, patience=0.2, output=output)
        stubborn.tend()
        assert said.readline() == b"up\n"
        pid = stubborn.pid
        stubborn.stop()
    assert not alive(pid)
    assert not stubborn.is_running


def test_a_child_that_ignores_its_supervisors_death_is_killed():
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True) as supervisor:
        pid = int(supervisor.stdout.readline())
        assert supervisor.stdout.readline() == "up\n"
        supervisor.kill()
    for _ in range(600):
        if not alive(pid):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("it lives on")

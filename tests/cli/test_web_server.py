"""A web server's processes: workers that die, hang, or lose their parent process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.cli.serve import listen
from tests.cli.serving import OWN, page
from tests.cli.test_serve import eventually
from tests.processes import alive, children, kill

IMPATIENT = "import sys, ivr.cli.web_server as server; server.SILENT = 3; sys.exit(server.main('calls', sys.argv[1]))"
SLOW = """
import sys, time
import ivr.cli.web_server as server
make = server.ivr.app.applications.create_calls
server.ivr.app.applications.create_calls = lambda settings: time.sleep(2) or make(settings)
sys.exit(server.main("calls", sys.argv[1]))
"""


class Server:
    """A server for calls that has neither Redis nor a database, and kills workers after three seconds of silence."""

    def __init__(self, directory: Path, program: str = IMPATIENT, **environment: str) -> None:
        own = {
            "REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": "x" * 32, "TWILIO_AUTH_TOKEN": "x" * 32,
            "WISMO_DATA_DIR": str(directory),
        }  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WISMO_", "TWILIO_", *OWN))}
        with listen("127.0.0.1", 0) as at:
            self.port, command = at.getsockname()[1], [sys.executable, "-c", program, str(at.fileno())]
            self.process = subprocess.Popen(command, pass_fds=[at.fileno()], env=kept | own | environment)

    def workers(self) -> list[int]:
        return children(self.process.pid)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    assert "alive" in page(server.port, "/healthz", 60)
    yield server
    server.process.kill()
    server.process.wait()


def test_a_worker_that_hangs_is_killed_and_one_that_died_is_started_again(server: Server):
    assert eventually(lambda: len(server.workers()) == 2)
    hanging, dying = server.workers()
    os.kill(hanging, signal.SIGSTOP)
    kill(dying)
    assert eventually(lambda: len(server.workers()) == 2 and not {hanging, dying} & set(server.workers()))
    assert "alive" in page(server.port, "/healthz", 20)


def test_workers_end_with_the_process_that_started_them(server: Server):
    workers = server.workers()
    kill(server.process.pid)
    assert eventually(lambda: not any(alive(pid) for pid in workers))


def test_workers_that_were_still_starting_end_with_it_too(tmp_path: Path):
    slow = Server(tmp_path, SLOW)
    assert eventually(lambda: len(slow.workers()) == 2)
    workers = slow.workers()
    kill(slow.process.pid)
    assert eventually(lambda: not any(alive(pid) for pid in workers))
    slow.process.wait()


def test_a_server_whose_routing_cannot_be_used_does_not_try_over_and_over(tmp_path: Path):
    (tmp_path / "routing.yaml").write_text("brand: x")
    broken = Server(tmp_path, WISMO_ROUTING_FILE=str(tmp_path / "routing.yaml"))
    assert broken.process.wait(60) == 3

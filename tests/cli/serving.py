"""`wismo serve` for one test, on a free port, with its files in a directory of the test."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

WISMO = Path(sys.executable).with_name("wismo")
OWN = ("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "PUBLIC_URL", "CONSOLE_URL")


_ACTIVATE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


class Serving:
    """The process, its port and the lines that it logged. One worker for jobs is enough, and starts sooner."""

    def __init__(
        self,
        directory: Path,
        port: int = 0,
        *options: str,
        listener: socket.socket | None = None,
        console_port: int = 0,
        **environment: str,
    ) -> None:
        """`listener` is passed on as systemd does; then it is where calls come in."""
        self.directory = directory
        self.port = listener.getsockname()[1] if listener else port or free_port()
        self.console_port = console_port or free_port()
        ports = ["--port", str(self.port), "--console-port", str(self.console_port)]
        command = [str(WISMO), "serve", *ports, *options]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("WISMO_", "TWILIO_"))}
        kept = {name: value for name, value in clean.items() if name not in OWN}
        with (directory / "log").open("a") as log:
            self.process = subprocess.Popen(
                _activated(command, listener) if listener else command,
                pass_fds=[listener.fileno()] if listener else [],
                cwd=directory,
                env={**kept, "WISMO_JOB_WORKERS": "1", **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str, timeout: float = 30) -> str:
        return page(self.port, path, timeout)

    def looks(self, path: str, timeout: float = 30) -> str:
        """A page of the console's server."""
        return page(self.console_port, path, timeout)

    def until_it_answers(self) -> "Serving":
        for _ in range(900):
            try:
                self.get("/healthz", timeout=1)
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                assert self.process.poll() is None, self.log
                time.sleep(0.1)
            else:
                return self
        raise AssertionError(self.log)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit status."""
        self.process.send_signal(number)
        return self.process.wait(90)

    def children(self) -> dict[int, str]:
        """The processes under it, by id."""
        # Without -ww `ps` may cut the words of a process that lies deep in the file system.
        listing = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True).stdout
        rows = [line.split(None, 2) for line in listing.splitlines()]
        return {
            int(pid): args for pid, ppid, args in rows if int(ppid) == self.process.pid and "tie_to_parent" not in args
        }

    def child(self, part: str) -> int:
        return next(pid for pid, args in self.children().items() if part in args)

    @property
    def log(self) -> str:
        return (self.directory / "log").read_text()

    @property
    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.splitlines() if line.startswith("{")]


def page(port: int, path: str, timeout: float) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=timeout) as answer:
        return answer.read().decode()


def _activated(command: list[str], listener: socket.socket) -> list[str]:
    """The command with the socket as its first inherited one (sd_listen_fds(3))."""
    return [sys.executable, "-c", _ACTIVATE, str(listener.fileno()), *command]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])

"""Fixtures of the promises."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from tests.calls.conftest import ACCOUNT, ALICE, LINE, PUBLIC_URL, TOKEN
from tests.calls.conftest import app as app
from tests.calls.conftest import clock as clock
from tests.calls.conftest import settings as settings
from tests.calls.conftest import shop as shop
from tests.calls.conftest import stores as stores

from .lossy import Lossy
from .on_postgres import OnPostgres, line_on_postgres
from .rig import Rig, rigged

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One line on Redis and SQLite for all that leave it as they found it."""
    with rigged(tmp_path_factory.mktemp("line")) as rig:
        rig.start()
        yield rig


@pytest.fixture
def rig(running: Rig) -> Rig:
    """The running line, all its parts alive."""
    running.redis.tend()
    running.until_it_answers()
    return running


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnPostgres]:
    """One line on PostgreSQL for all that leave it as they found it."""
    with line_on_postgres(tmp_path_factory.mktemp("on_postgres")) as line:
        yield line


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A Redis that a test may kill."""
    with EmbeddedRedis(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> str:
    """Where the line in the test's own process keeps its calls."""
    return redis_server.url


@pytest.fixture
def kill_redis(redis_server: EmbeddedRedis) -> Callable[[], None]:
    """Ends Redis at once, for good."""
    return lambda: os.kill(redis_server.pid or 0, signal.SIGKILL)


@pytest.fixture
def lossy(app: Flask) -> Lossy:
    """The wire to the line in the test's own process."""
    return Lossy(in_process(app))


@pytest.fixture
def switchboard(lossy: Lossy, clock: VirtualClock) -> Switchboard:
    """The telephone network."""
    switchboard = Switchboard(wire=lossy, clock=clock, account_sid=ACCOUNT, auth_token=TOKEN)
    switchboard.add_number(
        LINE,
        f"{PUBLIC_URL}/voice#rc=2&rp=all",
        fallback_url=f"{PUBLIC_URL}/voice/fallback",
        status_callback=f"{PUBLIC_URL}/voice/status",
    )
    return switchboard


@pytest.fixture
def phone(switchboard: Switchboard) -> Phone:
    """Alice's phone. The emulator's alerts are no failures here: things are broken on purpose."""
    return Phone(switchboard, number=ALICE, to=LINE, is_strict=False)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Shows a figure at the end of the run."""
    return request.config.stash.setdefault(FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the measurements."""
    if told := config.stash.get(FIGURES, None):
        terminalreporter.section("promises")
        terminalreporter.write_line("\n".join(told))

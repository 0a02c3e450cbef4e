"""What the promises are tested on."""

from collections.abc import Callable, Iterator

import pytest

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
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Shows a figure at the end of the run."""
    return request.config.stash.setdefault(FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was measured."""
    if told := config.stash.get(FIGURES, None):
        terminalreporter.section("promises")
        terminalreporter.write_line("\n".join(told))

"""What the promises are tested on."""

from collections.abc import Iterator

import pytest

from .rig import Rig, rigged


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

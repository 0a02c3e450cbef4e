import pytest

from .serving import Serving


def started(directory):
    """Starts a separate `wismo serve`."""
    serving = Serving(directory).until_it_answers()
    yield serving
    serving.process.kill()
    serving.process.wait()


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    """One for all tests that leave it running."""
    yield from started(tmp_path_factory.mktemp("serving"))


@pytest.fixture
def ending(tmp_path):
    """One for a test that ends it."""
    yield from started(tmp_path)

import pytest

from .serving import Serving

STAND_IN = """
import os, time
from flask import Flask
app = Flask(__name__)
app.get("/healthz", endpoint="healthz")(lambda: "alive")
app.get("/pid", endpoint="pid")(lambda: str(os.getppid()))
app.get("/redis", endpoint="redis")(lambda: os.environ["REDIS_URL"])
app.get("/slow", endpoint="slow")(lambda: time.sleep(1.5) or "finished")
"""


def started(directory):
    """A `wismo serve` of a small application in place of the line's own: gunicorn takes wsgi.py from where it runs."""
    (directory / "wsgi.py").write_text(STAND_IN)
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

"""gunicorn's settings: `gunicorn -c python:ivr.cli.server -b HOST:PORT wsgi:app`. It reads these names."""

import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

_UNUSED = ("rich", "greenlet")
"""What structlog and SQLAlchemy load where it is installed, to colour a terminal and for asyncio: 5 MB a worker."""

sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]  # None: as if it were not installed (Python: import)

# Read once, before the workers are forked: one that was killed is back in no time.
import ivr.app  # noqa: E402, F401
from ivr.adapters.telemetry import logs  # noqa: E402
from ivr.adapters.telemetry.metrics import process_ended  # noqa: E402
from ivr.adapters.telemetry.seldom import Seldom, SeldomFilter  # noqa: E402
from ivr.cli.hooks import harmless  # noqa: E402
from ivr.cli.passages import Passage  # noqa: E402
from ivr.settings import Settings, SettingsError  # noqa: E402
from prompts.intent import IssueClassifiers  # noqa: E402

try:
    _settings = Settings.from_env()
except SettingsError as error:
    sys.exit(str(error))
IssueClassifiers.load(_settings.languages)  # learned once, likewise: it is most of what a worker does at its start

worker_class = "ivr.cli.web_worker.PromptWorker"
workers = _settings.workers + 1  # one of them is the console's
threads = _settings.threads
timeout = 30  # seconds without a sign of life from a worker
graceful_timeout = 5  # seconds for turns in flight when it stops; a turn takes one at most
keepalive = 5
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a heartbeat file, not ours to name


class Lines(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's messages among our own. It keeps no access log: there is one line a turn."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn once, before it says anything."""
        super().setup(cfg)
        logs.configure(_settings.log_level, _settings.secrets())
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.addFilter(SeldomFilter("Invalid request", Seldom()))


logger_class = Lines


_to_console = Passage()


@harmless
def pre_fork(server: Any, worker: Any) -> None:
    """One of the workers answers the console alone: the first that comes while there is none."""
    is_there = any(other.is_consoles for other in server.WORKERS.values())
    worker.takes(_to_console, path=_settings.path, is_consoles=not is_there)


@harmless
def on_reload(server: Any) -> None:
    """Those who are there will go: the console's next worker is to be among those who come."""
    for worker in server.WORKERS.values():
        worker.is_consoles = False


@harmless
def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """A web worker ended."""
    process_ended(worker.pid)

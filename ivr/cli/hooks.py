"""What the web server calls of ours as its workers come and go."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog

Hook = Callable[..., None]

log = structlog.get_logger()


def harmless(hook: Hook) -> Hook:
    """A hook that raises would end the server, and with it all calls: what goes wrong in it is logged."""

    @wraps(hook)
    def guarded(*arguments: Any) -> None:
        try:
            hook(*arguments)
        except Exception:
            log.exception("a hook of the web server broke", hook=hook.__name__)

    return guarded

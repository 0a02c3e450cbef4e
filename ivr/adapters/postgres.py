"""PostgreSQL for those who cannot wait."""

import math
import time
from typing import Any

import psycopg


class ImpatientPostgres(psycopg.Connection[Any]):
    """Waits for the server until a point of time.monotonic(), and not a moment longer."""

    until = math.inf

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What psycopg asks of the server; raises its OperationalError when that is late."""
        left = None if self.until == math.inf else max(self.until - time.monotonic(), 0.001)
        return super().wait(gen, interval, left if timeout is None else timeout)

"""Requests to sources by jobs: what failed is noted with the source; one in trouble is left alone for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis
import structlog
from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.redis.source_locks import SourceRests
from ivr.adapters.sql.sources.store import SqlSources
from ivr.orders.sources.source import Source, SourceRefused, SourceSilent, SourceState

PAUSE = 30.0
"""Seconds for which a source that did not answer is left alone, unless it asks for more."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SourceAttempts:
    """Says which sources may be asked now, and takes down what came of it."""

    sources: SqlSources
    rests: SourceRests

    def may_ask(self, source: Source, state: SourceState) -> bool:
        """Whether a source is neither paused nor left alone, and did not refuse to serve this line."""
        return not (source.paused or state.is_refused or self.rests.has(source.name))

    @contextmanager
    def asking(self, source: Source) -> Iterator[None]:
        """Ask a source within the block. Its failures end there; those of the stores do not."""
        try:
            yield
        except SourceRefused as error:
            self._failed(source, str(error), is_refused=True)
        except SourceSilent as error:
            self.rests.begin(source.name, max(error.wait, PAUSE))
            self._failed(source, str(error), is_refused=False)
        except (SQLAlchemyError, redis.RedisError):
            raise
        except Exception as error:  # a fault in what reads its answers must not stop the other sources
            self.rests.begin(source.name, PAUSE)
            self._failed(source, f"its answer could not be handled ({type(error).__name__})", is_refused=False)

    def _failed(self, source: Source, cause: str, *, is_refused: bool) -> None:
        log.warning("a source did not serve", source=source.name, cause=cause, is_refused=is_refused)
        self.sources.failed(source.name, cause, is_refused=is_refused)

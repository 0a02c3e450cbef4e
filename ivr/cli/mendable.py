"""Errors that end a command and that an operator can mend, each in one line without addresses and passwords."""

import redis
from sqlalchemy.exc import DBAPIError

from ivr.adapters.redis.embedded import EmbeddedRedisError
from ivr.adapters.redis.probes import redis_fault
from ivr.adapters.sql.probes import database_fault
from ivr.settings import SettingsError
from prompts.po_file import CatalogueError
from routing.document import RoutingError


def told(error: Exception) -> str:
    """The line for an error; "" for an unexpected one, which should show its traceback."""
    match error:
        case SettingsError() | RoutingError() | CatalogueError() | EmbeddedRedisError():
            return " ".join(str(error).split())
        case DBAPIError() if fault := database_fault(error):
            return f"DATABASE_URL: the database {fault}"
        case redis.RedisError() if fault := redis_fault(error):
            return f"REDIS_URL: Redis {fault}"
    return ""

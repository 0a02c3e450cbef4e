"""The dispatcher of the desk as a thread, beside the schedule of the jobs."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import redis
import structlog

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.desk.dispatcher_turn import DispatcherTurn
from ivr.adapters.redis.sessions import RedisSessions
from ivr.adapters.resilience.breaker import Breaker
from ivr.adapters.sql import database
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.adapters.twilio.rest import Rest
from ivr.app.desk import dispatcher_of
from ivr.app.parts import Stores, parts_of, shop_clock
from ivr.calls.desk.dispatcher import Dispatcher
from ivr.calls.ports import Unavailable
from ivr.settings import Settings

REQUESTS_AT_ONCE = 8
"""Requests to Twilio at a time: one that is slow does not hold up the others."""
REDIS_DEADLINE = 3.0
"""Seconds; more than a wait for the bell."""
LOOKS_EVERY = 1.0
"""Seconds between two looks while nothing happens."""

log = structlog.get_logger()


@dataclass(frozen=True)
class DispatcherThread:
    """Looks whenever the bell rings, and every second, while it is this dispatcher's turn."""

    dispatcher: Dispatcher
    turn: DispatcherTurn
    stop: threading.Event
    _trouble: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Work until `stop`."""
        while not self.stop.is_set():
            try:
                if self.turn.keep():
                    self.dispatcher.look()
                    self._say("")
                    self.turn.wait(LOOKS_EVERY)
                else:
                    self.stop.wait(LOOKS_EVERY)
            except (redis.RedisError, Unavailable) as error:
                self._say(type(error).__name__)
                self.stop.wait(LOOKS_EVERY)
            except Exception:
                log.exception("the dispatcher of the desk failed, and goes on")
                self.stop.wait(LOOKS_EVERY)

    def _say(self, trouble: str) -> None:
        """Log a trouble once, until it is over."""
        if trouble and self._trouble != [trouble]:
            log.warning("the dispatcher of the desk waits for Redis", error=trouble)
        self._trouble[:] = [trouble]


def start_dispatcher(settings: Settings, stop: threading.Event) -> Callable[[], None]:
    """Start the dispatcher. Returns a function that waits for its end, after `stop` is set."""
    url, deadline = settings.redis_url, settings.order_deadline
    stores = Stores(
        redis=connect(url, REDIS_DEADLINE),
        engine=database.connect(settings.database_url, settings.data_dir),
        reader=database.connect(settings.database_url, settings.data_dir, statement_timeout=deadline, reads_only=True),
    )
    parts = parts_of(settings, shop_clock(settings), stores)
    breaker = Breaker(probe=stores.redis.ping)
    sessions = RedisSessions(stores.redis, clock=parts.clock, breaker=breaker, count=lambda _outcome: None)
    pool = ThreadPoolExecutor(REQUESTS_AT_ONCE, thread_name_prefix="desk")
    control = TwilioCallControl.of(Rest.from_settings(settings))
    dispatcher = dispatcher_of(parts, control, sessions, lambda act: _submit(pool, act))
    turn = DispatcherTurn(stores.redis)
    thread = threading.Thread(target=DispatcherThread(dispatcher, turn, stop).run, name="dispatcher", daemon=True)
    thread.start()

    def finish() -> None:
        thread.join()
        pool.shutdown(wait=True)
        with suppress(redis.RedisError):  # it ends by itself
            turn.give_up()
        stores.close()

    return finish


def _submit(pool: ThreadPoolExecutor, act: Callable[[], None]) -> None:
    pool.submit(guarded, act)


def guarded(act: Callable[[], None]) -> None:
    """Do something; what could not be stored is mended by a later look."""
    try:
        act()
    except Unavailable:
        return
    except Exception:
        log.exception("a request of the desk failed")

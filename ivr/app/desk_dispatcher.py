"""The dispatcher of the desk as a thread, beside the schedule of the jobs."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import redis
import structlog

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.desk.dispatcher_turn import DispatcherTurn
from ivr.adapters.redis.desk.lines import DeskLines
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.sessions import RedisSessions
from ivr.adapters.resilience.breaker import Breaker
from ivr.adapters.sql import database
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.adapters.twilio.rest import Rest
from ivr.app.call_conversion import caller_url_of, conversion_of
from ivr.app.desk import conversations_of
from ivr.app.desk_acts import Attending, may_supervise_of, room_acts_of
from ivr.app.parts import Parts, Stores, parts_of, shop_clock
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.dispatcher import Dispatcher
from ivr.calls.desk.ports import CallControl
from ivr.calls.ports import Sessions, Unavailable
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


def dispatcher_of(
    parts: Parts, control: CallControl, sessions: Sessions, later: Callable[[Callable[[], None]], None]
) -> Dispatcher:
    """The dispatcher. `later` has something done soon in another thread."""
    stores, urls = parts.stores, parts.addresses
    agents = SqlAgents(stores.engine, stores.reader, stores.redis, parts.key)
    conversations = conversations_of(parts, sessions.note)
    return Dispatcher(
        conversations=conversations,
        lines=DeskLines(stores.redis),
        upkeep=RedisPresences(stores.redis, parts.clock),
        control=control,
        station_of=partial(_station, agents),
        agent_url=lambda room, agent: urls.room(room.name, "agent", **({"p": "1"} if agent.station == "phone" else {})),
        status_url=lambda room, label: urls.room(room.name, "leg", l=label),
        caller_url=caller_url_of(parts),
        clock=parts.clock,
        later=later,
        attend=Attending(
            room_acts_of(parts, conversations, control, sessions),
            conversion_of(parts, conversations, control),
            later,
            may_supervise_of(parts),
        ),
    )


def _station(agents: SqlAgents, agent: AgentPresence) -> str:
    """Where an agent is rung; "" for an agent who is none any more, or has no telephone."""
    found = agents.by_id(agent.agent)
    if found is None:
        return ""
    return found.number if agent.station == "phone" else f"client:{found.client}"


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

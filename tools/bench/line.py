"""A served line on one of the two databases: filled with data, and measured turn by turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.schema import upgrade
from tools.bench import stock, traffic
from tools.bench.client import Client, Run
from tools.bench.served import Served

CONNECTIONS = 32
ANOTHER_MENU = "4"
ANOTHER_ISSUE = "hi I would like to send back the shoes that I bought"


def environment(redis_url: str, database_url: str, directory: Path) -> Mapping[str, str]:
    """The environment of the line, as `wismo serve` sets it."""
    return {
        "PUBLIC_URL": traffic.PUBLIC_URL,
        "SECRET_KEY": "a-secret-for-the-bench",
        "TWILIO_ACCOUNT_SID": traffic.SID,
        "TWILIO_AUTH_TOKEN": traffic.TOKEN,
        "REDIS_URL": redis_url,
        "DATABASE_URL": database_url,
        "WISMO_DATA_DIR": str(directory),
    }


def fill(database_url: str, directory: Path, orders: int) -> None:
    """The tables, and the orders in them."""
    engine = connect(database_url, directory)
    upgrade(engine)
    index = OrderIndex(engine, engine)
    index.replace(stock.orders(datetime.now(ZoneInfo(stock.ZONE)), orders))
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


@dataclass(frozen=True, slots=True)
class Cost:
    """A run, and the microseconds of the server's CPU that each of its requests took."""

    run: Run
    cpu: float


def measure(server: Served, requests: Sequence[bytes], rate: float = 0.0) -> Cost:
    """Send all requests over fresh connections that stay open."""
    with Client(server.address, CONNECTIONS) as client:
        before = server.cpu()
        run = client.run(requests, rate)
        return Cost(run, (server.cpu() - before) / len(requests) * 1e6)


def first_and_menu(server: Served, many: int, callers: Iterator[int]) -> dict[str, Cost]:
    """So many calls from known callers, a key pressed in each, the same webhook once more, and words that are said."""
    sids, requests = traffic.first_turns(many, callers)
    first = measure(server, requests)
    asked = traffic.asked(sids, first.run.replies)
    pressed = traffic.menu_turns(asked, key=ANOTHER_MENU)
    if not pressed:
        raise RuntimeError("no caller heard of an order: see the line's log")
    menu = measure(server, pressed)
    again = measure(server, pressed)
    asked = traffic.asked(tuple(asked), menu.run.replies)
    spoken = measure(server, traffic.menu_turns(asked, words=ANOTHER_ISSUE))
    return {"first": first, "menu": menu, "again": again, "spoken": spoken}

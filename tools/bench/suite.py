"""All that is measured, in one run: the floor and the line in turn, round by round."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median

from ivr.settings import Settings
from tests.adapters.postgres import postgres
from tools.bench import stock, traffic
from tools.bench.calls import whole_calls
from tools.bench.client import Run
from tools.bench.counts import Asked, asked
from tools.bench.history import HistoryMeasured, measured_history
from tools.bench.importing import Imported, importing, memory
from tools.bench.line import Cost, environment, fill, first_and_menu, measure
from tools.bench.served import CALLS, FLOOR, FLOOR_UNDER_GRANIAN, Served, served
from tools.bench.watched import Watched, watched
from tools.bench.webhooks import Told, told_by_webhooks
from tools.bench.words import composing


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    orders: int = stock.ORDERS
    rounds: int = 7
    requests: int = 2000
    calls: int = 600
    imported: int = 100_000
    rolled: int = 1_000_000


QUICK = Size(orders=20_000, rounds=3, requests=700, calls=150, imported=10_000, rolled=20_000)


@dataclass(slots=True)
class Results:
    """The measurements. `costs` holds the rounds of each kind of request; `skipped` the omissions with reasons."""

    costs: dict[str, list[Cost]] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    half_load: list[Run] = field(default_factory=list)
    half_rate: float = 0.0
    watched: Watched = field(default_factory=Watched)
    told: Told = field(default_factory=Told)
    resident: float = 0.0
    composing: float = 0.0
    calls: float = 0.0
    imports: dict[str, Imported] = field(default_factory=dict)
    import_memory: Mapping[int, float] = field(default_factory=dict)
    history: HistoryMeasured = field(default_factory=HistoryMeasured)
    skipped: str = ""

    def add(self, name: str, cost: Cost) -> None:
        """One more round."""
        self.costs.setdefault(name, []).append(cost)


def run(size: Size, directory: Path, redis_url: str) -> Results:
    """Measure everything."""
    results = Results()
    with ExitStack() as running:
        lines = {"sqlite": f"sqlite:///{directory / 'orders.db'}"}
        try:
            lines["postgres"] = running.enter_context(postgres())
        except Exception as error:
            results.skipped = f"PostgreSQL did not start: {type(error).__name__}: {error}"
        told = {name: _prepared(name, url, redis_url, directory, size) for name, url in lines.items()}
        floors = {
            name: running.enter_context(served(name, arguments, directory, told["sqlite"]))
            for name, arguments in (("floor", FLOOR), ("floor under Granian", FLOOR_UNDER_GRANIAN))
        }
        servers = {name: running.enter_context(served(name, CALLS, directory, told[name])) for name in told}
        _measure(results, floors, servers, size)
        results.watched = _watched(directory, told["sqlite"], size)
        results.told = _told(directory, told["sqlite"], size)
        for name in told:
            _count(results, name, told[name])
        _import(results, lines, directory, size)
    return results


def run_imports(size: Size, directory: Path) -> Results:
    """Measure only the import of files."""
    results = Results()
    with postgres() as address:
        _import(results, {"sqlite": "", "postgres": address}, directory, size)
    return results


def _import(results: Results, lines: Mapping[str, str], directory: Path, size: Size) -> None:
    """Import into a SQLite of its own, and into the PostgreSQL of the line, which has no orders afterwards."""
    print("imports ...", flush=True)
    for name, address in lines.items():
        url = f"sqlite:///{directory / 'imports.db'}" if name == "sqlite" else address
        results.imports[name] = importing(url, directory, orders=size.imported, rounds=min(size.rounds, 3))
    results.import_memory = memory(directory, (size.imported // 10, size.imported))


def run_watched(size: Size, directory: Path) -> Results:
    """Measure only the cost of open console pages."""
    told = _prepared("sqlite", f"sqlite:///{directory / 'orders.db'}", "", directory, size)
    return Results(watched=_watched(directory, told, size))


def run_told(size: Size, directory: Path) -> Results:
    """Measure only the cost of webhooks of a shop."""
    environment = _prepared("sqlite", f"sqlite:///{directory / 'orders.db'}", "", directory, size)
    return Results(told=_told(directory, environment, size))


def _prepared(name: str, url: str, redis_url: str, directory: Path, size: Size) -> Mapping[str, str]:
    home = directory / name
    home.mkdir()
    print(f"{size.orders:,} orders into {name} ...", flush=True)
    fill(url, home, size.orders)
    return environment(redis_url, url, home)


def _measure(results: Results, floors: Mapping[str, Served], servers: Mapping[str, Served], size: Size) -> None:
    callers = _callers(size.orders)
    _round(Results(), floors, servers, size.requests // 4, callers)  # imports, connections and caches are made
    for number in range(1, size.rounds + 1):
        print(f"round {number} of {size.rounds} ...", flush=True)
        _round(results, floors, servers, size.requests, callers)
    line = servers["sqlite"]
    results.half_rate = median(len(cost.run.latencies) / cost.run.seconds for cost in results.costs["first"]) / 2
    for _ in range(3):
        results.half_load.append(_at_half(results, line, size, callers))
    print("whole calls ...", flush=True)
    results.calls = size.calls / whole_calls(line, size.calls).seconds
    results.resident = max(server.resident() for server in servers.values())
    results.composing = composing()


def _round(
    results: Results, floors: Mapping[str, Served], servers: Mapping[str, Served], requests: int, callers: Iterator[int]
) -> None:
    for name, floor in floors.items():
        results.add(name, measure(floor, traffic.first_turns(requests, callers)[1]))
    for kind, cost in first_and_menu(servers["sqlite"], requests, callers).items():
        results.add(kind, cost)
    if "postgres" in servers:
        results.add("first, PostgreSQL", measure(servers["postgres"], traffic.first_turns(requests, callers)[1]))


def _watched(directory: Path, told: Mapping[str, str], size: Size) -> Watched:
    print("beside a crowd at the console ...", flush=True)
    return watched(directory, told, requests=size.requests // 2, pairs=2 * size.rounds, callers=_callers(size.orders))


def _told(directory: Path, environment: Mapping[str, str], size: Size) -> Told:
    print("beside webhooks of a shop ...", flush=True)
    callers = _callers(size.orders)
    return told_by_webhooks(directory, environment, requests=size.requests, pairs=size.rounds, callers=callers)


def _at_half(results: Results, line: Served, size: Size, callers: Iterator[int]) -> Run:
    return measure(line, traffic.first_turns(size.requests, callers)[1], results.half_rate).run


def _callers(orders: int) -> Iterator[int]:
    """Callers all over the table, so that no cache of a database knows only the last few."""
    many = min(orders, stock.CALLERS)
    return cycle(Random(7).sample(range(many), many))


def _count(results: Results, name: str, told: Mapping[str, str]) -> None:
    counted = asked(_settings(told))
    if name == "sqlite":
        results.asked.update(counted)
    else:
        results.asked["first, PostgreSQL"] = counted["first"]


def _settings(told: Mapping[str, str]) -> Settings:
    return Settings.model_validate({key.removeprefix("WISMO_").lower(): value for key, value in told.items()})


def run_history(size: Size, directory: Path) -> Results:
    """Measure the history alone."""
    return Results(history=measured_history(directory, size.rolled))

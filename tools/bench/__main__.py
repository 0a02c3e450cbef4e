"""Run the bench. How to read it: docs/operating.md."""

import sys
import tempfile
from math import inf
from pathlib import Path
from statistics import median

import click

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.telemetry import logs
from tools.bench import traffic
from tools.bench.deciding import QUEUES, deciding
from tools.bench.history import YEAR_OF_HALF_HOURS
from tools.bench.machine import Processors
from tools.bench.report import Line, Ratio, Verdict, at_least, at_most, show
from tools.bench.suite import QUICK, Results, Size, run, run_history, run_imports, run_told, run_watched
from tools.bench.watched import AGENTS, BROWSERS
from tools.bench.webhooks import RATE

KINDS = {
    "menu": ("a menu turn, by key", 1.6, 2, 0),
    "spoken": ("a menu turn, in words", 2.0, 2, 0),
    "first": ("first turn, known caller, order read out, SQLite", 2.7, 2, 1),
    "first, PostgreSQL": ("first turn, known caller, order read out, PostgreSQL", 2.9, 2, 1),
    "again": ("a repeated webhook", 1.0, 1, 0),
}
"""The measured requests: label, and maximum of CPU relative to the floor, Redis commands and SQL statements."""

LARGEST_WORKER = 125  # MB
MOST_FOR_WORDS = 20  # percent of the turn's CPU
IN_TIME, SHARE_IN_TIME = 25, 95  # ms, percent
JUDGED_AT, LONGEST_DECISION, MOST_OVER_PLAIN = 200, 50, 3  # rules, us, times
MOST_OVER_UNWATCHED = 1.2
LATEST_SEEN = 1.0  # seconds
MOST_OVER_UNTOLD = 1.2
LATEST_TAKEN, LATEST_APPLIED = 100, 5.0  # ms, seconds
MOST_OVER_BARE, MOST_GROWN = 3, 20  # times, MB
LARGEST_ROLL_UP, SLOWEST_READING = 200, 1.0  # MB, seconds
SHARE_TOLD = 99  # percent; the others went on to a person without hearing of it


@click.command()
@click.option("--quick", is_flag=True, help="A short run: says whether something is badly wrong, no more.")
@click.option("--only-watched", is_flag=True, help="Only what those who watch cost callers.")
@click.option("--only-webhooks", is_flag=True, help="Only what webhooks of a shop cost callers.")
@click.option("--only-imports", is_flag=True, help="Only the import of files.")
@click.option("--only-history", is_flag=True, help="Only rolling calls up, and reading a year of 10 million.")
def bench(*, quick: bool, only_watched: bool, only_webhooks: bool, only_imports: bool, only_history: bool) -> None:
    """Measure the line beside its floor. Ends with status 1 when a budget is missed."""
    logs.configure("error")
    size = QUICK if quick else Size()
    before = Processors.now()
    with tempfile.TemporaryDirectory(prefix="wismo-bench-") as home, EmbeddedRedis(Path(home) / "redis") as redis:
        if only_watched:
            results, lines = (found := run_watched(size, Path(home))), _watched(found)
        elif only_webhooks:
            results, lines = (found := run_told(size, Path(home))), _told(found)
        elif only_imports:
            results, lines = (found := run_imports(size, Path(home))), _imports(found)
        elif only_history:
            results, lines = (found := run_history(size, Path(home))), _history(found)
        else:
            results, lines = (found := run(size, Path(home), redis.url)), _all(found)
    taken = Processors.now().stolen_since(before)
    lines.append(Line("processors' time that the host of this machine gave to others", f"{taken:.1f} %"))
    show("The line beside its floor", lines)
    if results.skipped:
        print(f"Not measured: {results.skipped}")
    sys.exit(any(line.verdict is Verdict.MISSED for line in lines))


def _all(results: Results) -> list[Line]:
    parts = (_costs, _asked, _load, _watched, _told, _size, _imports)
    return [*(line for part in parts for line in part(results)), *_decisions()]


def _history(results: Results) -> list[Line]:
    """A year of 10 million calls is 27,000 a day."""
    its = results.history
    slowest = max(seconds for name, seconds in its.reading.items() if name != YEAR_OF_HALF_HOURS)
    return [
        Line("calls rolled up a second, SQLite", f"{its.rate:.0f}"),
        Line(
            "  memory", f"{its.memory:.0f} MB", f"at most {LARGEST_ROLL_UP}", Verdict.on(its.memory <= LARGEST_ROLL_UP)
        ),
        Line("rows of the history that are read, PostgreSQL", f"{its.rows}"),
        *(Line(f"  {name}", f"{1000 * seconds:.0f} ms") for name, seconds in its.reading.items()),
        Line(
            "  the slowest", f"{slowest:.2f} s", f"at most {SLOWEST_READING} s", Verdict.on(slowest <= SLOWEST_READING)
        ),
    ]


def _costs(results: Results) -> list[Line]:
    """CPU of the web server's processes, and a client's wait while 32 press a key at once."""
    floor = [cost.cpu for cost in results.costs["floor"]]
    under_granian = Ratio([cost.cpu for cost in results.costs["floor under Granian"]], floor)
    lines = [
        Line("the floor: Flask, form parsed, fixed string, under gunicorn", _of(results, "floor")),
        Line("  the same under Granian, as the line is served", _of(results, "floor under Granian")),
        Line("  over that under gunicorn", f"{under_granian.middle:.2f}"),
    ]
    for kind, (name, budget, _, _) in KINDS.items():
        if kind in results.costs:
            ratio = Ratio([cost.cpu for cost in results.costs[kind]], floor)
            lines.append(Line(name, _of(results, kind)))
            lines.append(_over("  over the floor", ratio, budget))
    return lines


def _of(results: Results, kind: str) -> str:
    costs = results.costs[kind]
    middle = [median(cost.run.percentile(percent) for cost in costs) for percent in (50, 99)]
    return f"{median(cost.cpu for cost in costs):.0f} us CPU, p50 {middle[0]:.1f}, p99 {middle[1]:.1f} ms"


def _asked(results: Results) -> list[Line]:
    lines = []
    for kind, (name, _, redis, sql) in KINDS.items():
        if kind in results.asked:
            asked = results.asked[kind]
            fits = Verdict.on(asked.redis <= redis and asked.sql <= sql)
            lines.append(Line(name, f"{asked.redis} Redis, {asked.sql} SQL", f"at most {redis}, {sql}", fits))
    return lines


def _load(results: Results) -> list[Line]:
    """The best of the runs counts: other work on the machine can only add to the time."""
    best = max(results.half_load, key=lambda run: run.within(IN_TIME))
    return [
        Line(
            f"first turns at half of saturation ({results.half_rate:.0f} a second)",
            f"p50 {best.percentile(50):.1f}, p99 {best.percentile(99):.1f} ms",
        ),
        at_least(f"  of them within {IN_TIME} ms", best.within(IN_TIME), SHARE_IN_TIME, " %"),
        at_least("  of them told their order", traffic.told(best.replies), SHARE_TOLD, " %"),
        Line("whole calls a second, driven by the emulator on this machine", f"{results.calls:.0f}"),
    ]


def _watched(results: Results) -> list[Line]:
    """The middle of the pairs: a round with a crowd, and one without anybody at the console."""
    found = results.watched
    beside, without = ([run.percentile(99) for run in runs] for runs in (found.beside, found.without))
    ratio = Ratio(beside, without)
    times = f"p99 {median(beside):.1f} ms, with none {median(without):.1f}"
    seen = f"until a call is on a screen among them, the longest of {len(found.shown)}"
    return [
        Line(
            f"first turns ({median(found.rates):.0f} a second), {BROWSERS} browsers at the console, {AGENTS} at desks",
            times,
        ),
        _over("  p99 over that with none", ratio, MOST_OVER_UNWATCHED),
        at_most(f"  {seen}", max(found.shown, default=inf), LATEST_SEEN, " s", digits=2),
    ]


def _told(results: Results) -> list[Line]:
    """The middle of the pairs: a round beside a shop's webhooks, and one without any."""
    found = results.told
    beside, without = ([run.percentile(99) for run in runs] for runs in (found.beside, found.without))
    ratio = Ratio(beside, without)
    times = f"p99 {median(beside):.1f} ms, with none {median(without):.1f}"
    taken = median(run.percentile(99) for run in found.taken)
    return [
        Line(f"first turns ({median(found.rates):.0f} a second) beside {RATE:.0f} webhooks a second", times),
        _over("  p99 over that with none", ratio, MOST_OVER_UNTOLD),
        at_most("  p99 of the webhooks' answers", taken, LATEST_TAKEN, " ms", digits=1),
        at_most("  until the last of them was applied, the longest", max(found.lags), LATEST_APPLIED, " s", digits=1),
    ]


def _imports(results: Results) -> list[Line]:
    """Files of orders, beside their rows written by a bare `executemany`."""
    lines = []
    for database, found in results.imports.items():
        for kind, seconds in found.files.items():
            ratio = Ratio(seconds, found.bare)
            times = f"{median(seconds):.1f} s, bare {median(found.bare):.1f}"
            lines.append(Line(f"import of {max(results.import_memory):,} orders as {kind}, {database}", times))
            lines.append(_over("  over the bare rows", ratio, MOST_OVER_BARE))
    least, most = (results.import_memory[size] for size in sorted(results.import_memory))
    lines.append(at_most("  memory over that of a tenth of the orders", most - least, MOST_GROWN, " MB"))
    return lines


def _over(name: str, ratio: Ratio, budget: float) -> Line:
    span = f"{ratio.middle:.2f} ({min(ratio.rounds):.2f} to {max(ratio.rounds):.2f})"
    return Line(name, span, f"at most {budget}", ratio.against(budget))


def _decisions() -> list[Line]:
    """Routing alone, in this process."""
    lines = []
    for each in deciding():
        rules = f"a decision among {each.rules} rules and {QUEUES} queues"
        beside = f"{each.decide:.0f} us; plain Python {each.plain:.0f} us"
        fits = Verdict.on(each.decide <= LONGEST_DECISION and each.decide <= MOST_OVER_PLAIN * each.plain)
        budget = f"{LONGEST_DECISION} us, {MOST_OVER_PLAIN} x plain" if each.rules == JUDGED_AT else ""
        lines.append(Line(rules, beside, budget, fits if budget else None))
    return lines


def _size(results: Results) -> list[Line]:
    first = median(cost.cpu for cost in results.costs["first"])
    return [
        at_most(
            "composing and rendering words, of a known caller's first turn",
            100 * results.composing / first,
            MOST_FOR_WORDS,
            " %",
        ),
        at_most("resident memory of a web worker", results.resident, LARGEST_WORKER, " MB"),
    ]


bench()

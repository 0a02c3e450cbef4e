"""`wismo routing simulate`: run a routing document against a week of simulated calls."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ivr.cli.installation import exit_with_problems, open_installation, read_document
from routing.decide import CompiledRouting
from routing.model import Routing
from routing.simulate.published.comparison import as_markdown, everything
from routing.simulate.run import run
from routing.simulate.run_report import ReportRow, SimulationReport, report
from routing.simulate.scenario import Scenario, ScenarioError, fitting, read_file

_PATH = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("scenario", type=_PATH, required=False)
@click.option("--document", "file", type=_PATH, help="The routing document; by default the one in force.")
@click.option("--days", type=click.IntRange(1, 366), help="Number of days; by default the scenario's.")
@click.option("--seed", default="1", show_default=True, help="The same seed produces the same callers.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--tables", is_flag=True, help="Print known results of queueing theory beside simulated ones.")
def simulate(
    scenario: Path | None, file: Path | None, days: int | None, seed: str, as_json: bool, tables: bool
) -> None:
    """Simulate the calls of SCENARIO and print the figures of each queue and vendor."""
    if tables:
        for line in as_markdown(everything(seed), seed=seed):
            click.echo(line)
        return
    if scenario is None:
        raise click.UsageError("name a SCENARIO, or ask for --tables")
    routing, calls = _read(scenario, file)
    found = report(run(calls, CompiledRouting(routing, version=0), seed=seed, days=days), routing)
    click.echo(json.dumps(found.to_json(), indent=2) if as_json else "\n".join(_told(found)))


def _read(scenario: Path, file: Path | None) -> tuple[Routing, Scenario]:
    routing = read_document(file) if file else _in_force()
    try:
        return routing, fitting(read_file(scenario), routing)
    except ScenarioError as error:
        exit_with_problems(error)


def _in_force() -> Routing:
    with open_installation() as line:
        return line.store.current().routing


def _told(found: SimulationReport) -> Iterator[str]:
    yield from _figures("Queues", found.queues)
    yield ""
    yield from _figures("Vendors", found.vendors)
    yield ""
    yield from _figures("Callers", (*found.kinds, found.line))
    if found.busy_tone:
        yield f"Calls that found no line: {found.busy_tone}"
    yield ""
    yield from _columns(["Teams", "hours", "busy"])
    for team in found.teams:
        yield from _columns([team.name, f"{team.hours:.1f}", _percent(team.occupancy)])
    yield from _splits(found)


def _splits(found: SimulationReport) -> Iterator[str]:
    if found.splits:
        yield ""
        yield from _columns(["Shares", "queue", "target", "given", "share", "off by"])
    for each in found.splits:
        off = f"{each.deviation:+.1f}{' !' if each.is_off else ''}"
        yield from _columns([each.rule, each.queue, f"{each.target} %", str(each.assigned), f"{each.share:.1f} %", off])


_HEADINGS = (
    "offered", "answered", "abandoned", "flowed", "waiting",
    "target", "in time", "average", "9 in 10", "longest", "gave up", "busy", "share",
)  # fmt: skip


def _figures(title: str, rows: Sequence[ReportRow]) -> Iterator[str]:
    yield from _columns([title, *_HEADINGS])
    for each in rows:
        counts = (each.offered, each.answered, each.abandoned, each.flowed_out, each.waiting)
        times = (each.average_wait, each.ninety_percent, each.longest_wait)
        yield from _columns(
            [
                each.name,
                *(str(count) for count in counts),
                each.target,
                _percent(each.service_level),
                *(_seconds(time) for time in times),
                *(_percent(part) for part in (each.abandonment, each.occupancy, each.share)),
            ]
        )


def _columns(cells: Sequence[str]) -> Iterator[str]:
    yield f"{cells[0]:<16}" + "".join(f"{cell:>10}" for cell in cells[1:])


def _percent(part: float | None) -> str:
    return "n/a" if part is None else f"{100 * part:.1f} %"


def _seconds(time: float | None) -> str:
    return "n/a" if time is None else f"{time:.0f} s"

"""The simulation reproduces known figures: the tables of docs/simulation.md, with fewer calls."""

from dataclasses import replace
from pathlib import Path

import pytest

from routing.simulate.published import sources
from routing.simulate.published.comparison import ComparedFigure, as_markdown, compared, four_digits, ratios
from routing.simulate.published.single_queue import garnett, staffing
from routing.simulate.published.skills import all_skills, one_skill, two_skills
from routing.simulate.published.systems import HOUR, ReferenceSystem

DOCUMENT = Path(__file__).parents[3] / "docs/simulation.md"
NOBODY_LEAVES, SOME_LEAVE, _ = garnett().systems
SMALL = [system for system in staffing().systems if int(system.name.split()[0]) <= 100]


def reduced(system: ReferenceSystem, *, runs: int, warm_up: float, hours: float) -> list[ComparedFigure]:
    """Fewer and shorter runs; the intervals widen with them."""
    window = replace(system.window, since=warm_up * HOUR, until=(warm_up + hours) * HOUR)
    shorter = replace(system, window=window)
    pairs = [ratios(shorter, run, "test") for run in range(runs)]
    return list(compared(system, pairs, comparisons=50))


def wrong(found: list[ComparedFigure]) -> list[str]:
    return [f"{each.figure.name}: {each.estimate}" for each in found if not each.agrees]


@pytest.fixture(scope="module")
def fifty_agents() -> list[ComparedFigure]:
    return reduced(SOME_LEAVE, runs=10, warm_up=0.5, hours=0.5)


def test_fifty_agents_whom_nobody_leaves_waiting():
    assert wrong(reduced(NOBODY_LEAVES, runs=8, warm_up=1.5, hours=0.5)) == []


def test_fifty_agents_and_callers_who_give_up(fifty_agents):
    assert wrong(fifty_agents) == []


def test_a_figure_that_is_wrong_is_noticed(fifty_agents):
    must_wait = next(each for each in fifty_agents if each.figure.name == "must wait")
    mistaken = replace(must_wait, figure=replace(must_wait.figure, expected=0.6945))
    assert must_wait.agrees
    assert not mistaken.agrees, "as if nobody gave up"


@pytest.mark.parametrize("system", SMALL, ids=lambda system: system.name)
def test_queues_staffed_for_eighty_in_twenty(system):
    assert wrong(reduced(system, runs=10, warm_up=1, hours=5)) == []


def test_two_skills_are_nearly_as_good_as_all_and_far_better_than_one():
    one, two, all_of_them = (
        next(
            each.estimate.value
            for each in reduced(system, runs=3, warm_up=2, hours=6)
            if each.figure.name == "mean wait, s"
        )
        for system in (one_skill(), two_skills(), all_skills())
    )
    assert two - all_of_them < 0.2 * 60
    assert one - two > 0.8 * (one - all_of_them) > 60


def test_the_document_shows_what_is_known_and_that_all_of_it_agrees():
    tables = DOCUMENT.read_text(encoding="utf-8").split("<!-- tables -->")[1].split("<!-- /tables -->")[0]
    rows = [line.split(" | ") for line in tables.splitlines() if line.startswith("|") and "---" not in line]
    shown = [(row[1], row[2]) for row in rows if row[1] != "figure"]
    systems = [system for source in sources() for system in source.systems]
    assert shown == [(each.name, four_digits(each.expected)) for system in systems for each in system.figures]
    assert "**no**" not in tables
    assert all(system.name in tables for system in systems)


def test_a_table_says_which_figures_agree(fifty_agents):
    first, *others = fifty_agents
    mistaken = replace(first, figure=replace(first.figure, expected=1000.0))
    lines = list(as_markdown([(garnett(), [(SOME_LEAVE, [*others, mistaken])])], seed="test"))
    assert sum(line.endswith("| **no** |") for line in lines) == 1
    assert lines[-1].startswith(f"Of {len(fifty_agents)} figures")

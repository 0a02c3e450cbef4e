"""Six skills: the effect of the number of skills per agent."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from routing.simulate.erlang import SharedLines
from routing.simulate.published import figures
from routing.simulate.published.systems import (
    HOUR,
    ReferenceFigure,
    ReferenceSource,
    ReferenceSystem,
    callers,
    desks,
    scenario,
    team,
)
from routing.simulate.run_statistics import MeasurementWindow

SKILLS = ("returns", "refund", "loyalty", "promotions", "product_help", "payment")
AGENTS, LINES, A_MINUTE, SERVICE = 90, 120, 1.40, 600.0


def wallace_whitt() -> ReferenceSource:
    """The base case of the paper that found two skills per agent nearly as good as all."""
    return ReferenceSource(
        title="Six skills: one, two, three or all for each agent",
        about=(
            "Six kinds of calls, 1.40 a minute each, calls of 10 minutes, 90 agents, 120 lines (R. Wallace, W. Whitt, "
            "M&SOM 7(4), 2005, base case). With one skill and with all, what should be is calculated exactly; with two "
            "it is what another program gave in 12 runs of 3,000 minutes, with its 95 % interval. Who is free takes "
            "whoever has waited longest, in the first skill or any other."
        ),
        systems=(one_skill(), two_skills(), all_skills()),
    )


def one_skill() -> ReferenceSystem:
    """15 agents for each kind of call."""
    exact = SharedLines(len(SKILLS), AGENTS // len(SKILLS), LINES, A_MINUTE / 60, SERVICE)
    teams = {skill: (AGENTS // len(SKILLS), (skill,)) for skill in SKILLS}
    return _system("one skill each", teams, _exactly(exact))


def two_skills() -> ReferenceSystem:
    """3 agents for each ordered pair of skills."""
    teams = {f"{first}, {second}": (3, (first, second)) for first, second in permutations(SKILLS, 2)}
    expected = (
        ReferenceFigure("turned away", figures.turned_away, 0.0048, 0.0010),
        ReferenceFigure("mean wait, s", figures.mean_wait, 0.58 * 60, 0.06 * 60),
    )
    return _system("two skills each", teams, expected)


def all_skills() -> ReferenceSystem:
    """One team for all skills."""
    exact = SharedLines(1, AGENTS, LINES, len(SKILLS) * A_MINUTE / 60, SERVICE)
    return _system("all six skills each", {"all": (AGENTS, SKILLS)}, _exactly(exact))


def _exactly(exact: SharedLines) -> tuple[ReferenceFigure, ...]:
    return (
        ReferenceFigure("turned away", figures.turned_away, exact.turned_away),
        ReferenceFigure("mean wait, s", figures.mean_wait, exact.mean_wait),
        ReferenceFigure("occupancy", figures.occupancy, exact.occupancy),
    )


def _system(
    name: str, teams: Mapping[str, tuple[int, Sequence[str]]], expected: tuple[ReferenceFigure, ...]
) -> ReferenceSystem:
    kinds = {skill: callers(60 * A_MINUTE, service=SERVICE, issue=skill) for skill in SKILLS}
    people = {name: team(agents, *skills) for name, (agents, skills) in teams.items()}
    return ReferenceSystem(
        name=name,
        scenario=scenario(kinds, people, lines=LINES),
        routing=desks(SKILLS),
        window=MeasurementWindow(3 * HOUR, 11 * HOUR),
        runs=16,
        figures=expected,
    )

"""The published examples of the ContactCenters simulation library, 1,000 days each."""

from routing.json_value import Json
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

SKILLS = ("returns", "refund", "loyalty")
CALLS_A_MINUTE = ((4.2, 5.3, 3.2), (5.1, 4.3, 4.8), (6.3, 5.2, 4.8))
"""By skill, for each of three periods of two hours."""
CALLS_ENDED_A_MINUTE = (0.5, 0.6, 0.4)
PATIENCE_LOST_A_MINUTE = (0.3, 0.4, 0.2)
IN_TARGET = ((170.154, 599.334, 15.490), (262.936, 511.648, 34.697), (259.806, 613.732, 24.888))
IN_TARGET_MARGINS = ((5.816, 5.175, 1.708), (8.339, 5.372, 3.427), (9.628, 6.146, 2.751))
BUSYNESS = 28.7**-0.5
"""The coefficient of variation of a daily gamma factor of shape 28.7."""


def montreal() -> ReferenceSource:
    """One queue, one with abandonment, one with a limit, and three call types for two groups of agents."""
    return ReferenceSource(
        title="The examples of ContactCenters",
        about=(
            "What the library ContactCenters printed of its examples MMC, MMCAb, MMCBlocked and SimpleMSK, 1,000 days "
            "each, with 95 % intervals (Universite de Montreal, github.com/umontreal-simul/contactcenters, "
            "doc/examples/*.res)."
        ),
        systems=(_mmc(), _mmc_abandonment(), _mmc_blocked(), _three_types()),
    )


_DAY = MeasurementWindow(0.0, 8 * HOUR, empties=True)


def _mmc() -> ReferenceSystem:
    return ReferenceSystem(
        name="MMC: 4.2 calls a minute of 2 minutes, 12 agents, 8 hours",
        scenario=scenario({"all": callers(252, service=120)}, {"all": team(12)}),
        routing=desks(),
        window=_DAY,
        runs=40,
        figures=(
            ReferenceFigure("in target, a day", figures.a_day("in_target"), 1816.158, 3.540),
            ReferenceFigure("service level, 20 s", figures.service_level, 0.902, 0.002),
            ReferenceFigure("average speed of answer, s", figures.average_speed_of_answer, 0.0995 * 60, 0.0025 * 60),
            ReferenceFigure("occupancy", figures.occupancy, 0.6955, 0.0015),
        ),
    )


def _mmc_abandonment() -> ReferenceSystem:
    return ReferenceSystem(
        name="MMCAb: the same, patience of 1 minute",
        scenario=scenario({"all": callers(252, service=120, patience=60)}, {"all": team(12)}, short_abandon=20),
        routing=desks(),
        window=_DAY,
        runs=40,
        figures=(
            ReferenceFigure("abandoned, a day", figures.a_day("abandoned"), 58.609, 0.949),
            ReferenceFigure("in target, a day", figures.a_day("in_target"), 1906.008, 2.223),
            ReferenceFigure("service level, 20 s", figures.service_level, 0.9685, 0.0005),
            ReferenceFigure("average speed of answer, s", figures.average_speed_of_answer, 0.0235 * 60, 0.0005 * 60),
            ReferenceFigure("occupancy", figures.occupancy, 0.6755, 0.0015),
        ),
    )


def _mmc_blocked() -> ReferenceSystem:
    return ReferenceSystem(
        name="MMCBlocked: the same, nobody gives up, 5 callers may wait",
        scenario=scenario({"all": callers(252, service=120)}, {"all": team(12)}),
        routing=desks(capacity=5),
        window=_DAY,
        runs=40,
        figures=(
            ReferenceFigure("refused, a day", figures.a_day("flowed_out"), 18.655, 0.610),
            ReferenceFigure("in target, a day", figures.a_day("in_target"), 1854.284, 2.617),
            ReferenceFigure("service level, 20 s", figures.service_level, 0.929, 0.001),
            ReferenceFigure("average speed of answer, s", figures.average_speed_of_answer, 0.060 * 60, 0.001 * 60),
            ReferenceFigure("occupancy", figures.occupancy, 0.689, 0.001),
        ),
    )


def _three_types() -> ReferenceSystem:
    kinds = {
        f"type {kind}, period {period}": callers(
            [60 * rate * (place == period) for place, rate in enumerate(rates)],
            service=60 / CALLS_ENDED_A_MINUTE[period],
            patience=60 / PATIENCE_LOST_A_MINUTE[period],
            issue=SKILLS[kind],
        )
        for kind, rates in enumerate(CALLS_A_MINUTE)
        for period in range(len(rates))
    }
    teams: Json = {
        "group 0": {"queues": (SKILLS[1], SKILLS[0]), "shifts": _shifts(12, 18, 9)},
        "group 1": {"queues": (SKILLS[2], SKILLS[1]), "shifts": _shifts(15, 20, 11)},
    }
    return ReferenceSystem(
        name="SimpleMSK: 3 kinds of calls, 2 groups, 3 periods of 2 hours",
        scenario=scenario(kinds, teams, busyness=BUSYNESS, short_abandon=20),
        routing=desks(SKILLS),
        window=MeasurementWindow(0.0, 6 * HOUR, empties=True, overtime=True),
        runs=40,
        figures=(
            ReferenceFigure("answered, a day", figures.a_day("answered"), 4297.305, 27.155),
            ReferenceFigure("abandoned, a day", figures.a_day("abandoned"), 910.335, 34.202),
            ReferenceFigure("service level, 20 s", figures.service_level, 0.5015, 0.0075),
            ReferenceFigure("occupancy of group 0", figures.occupancy_of("group 0"), 0.8805, 0.0035),
            *_in_target(),
        ),
    )


def _shifts(*people: int) -> list[Json]:
    spans = ("00:00-02:00", "02:00-04:00", "04:00-24:00")
    return [{"people": each, "open": {"mon-sun": span}} for each, span in zip(people, spans, strict=True)]


def _in_target() -> tuple[ReferenceFigure, ...]:
    return tuple(
        ReferenceFigure(
            f"in target, {name}",
            figures.a_day("in_target", name),
            IN_TARGET[kind][period],
            IN_TARGET_MARGINS[kind][period],
        )
        for kind in range(3)
        for period in range(3)
        for name in (f"type {kind}, period {period}",)
    )

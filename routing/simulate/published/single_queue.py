"""Single queues with exact results."""

from routing.simulate.erlang import ErlangA, ErlangC
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

HANDLING = 300.0
PATIENCE = 120.0


def garnett() -> ReferenceSource:
    """The classic example of the effect of abandonment."""
    fewer = 48 * (1 - ErlangA(50, 48, 1, 2).abandonment)
    return ReferenceSource(
        title="Erlang C and Erlang A: 50 agents",
        about=(
            "48 calls a minute, calls of 1 minute, 50 agents, patience of 2 minutes (O. Garnett, A. Mandelbaum, "
            "M. Reiman, M&SOM 4(3), 2002, table 1). What should be is calculated exactly; the paper prints it rounded."
        ),
        systems=(
            _patient("nobody gives up (M/M/50)", 48, warm_up=3, hours=4),
            _impatient("callers give up (M/M/50+M)", 48, warm_up=1, hours=3),
            _patient("nobody gives up, as many calls fewer", fewer, warm_up=2, hours=3),
        ),
    )


def _patient(name: str, a_minute: float, *, warm_up: float, hours: float) -> ReferenceSystem:
    exact = ErlangC(50, a_minute / 60, 60)
    return ReferenceSystem(
        name=name,
        scenario=scenario({"all": callers(60 * a_minute, service=60)}, {"all": team(50)}),
        routing=desks(),
        window=MeasurementWindow(warm_up * HOUR, (warm_up + hours) * HOUR),
        runs=12,
        figures=(
            ReferenceFigure("mean wait, s", figures.mean_wait, exact.mean_wait),
            ReferenceFigure("wait of 9 in 10, s", figures.ninety_percent, exact.wait_of(0.9)),
            ReferenceFigure("callers waiting", figures.mean_waiting, exact.mean_waiting),
            ReferenceFigure("must wait", figures.must_wait, exact.must_wait),
            ReferenceFigure("service level, 20 s", figures.service_level, exact.answered_within(20)),
            ReferenceFigure("occupancy", figures.occupancy, exact.occupancy),
        ),
    )


def _impatient(name: str, a_minute: float, *, warm_up: float, hours: float) -> ReferenceSystem:
    exact = ErlangA(50, a_minute / 60, 60, 120)
    return ReferenceSystem(
        name=name,
        scenario=scenario({"all": callers(60 * a_minute, service=60, patience=120)}, {"all": team(50)}),
        routing=desks(),
        window=MeasurementWindow(warm_up * HOUR, (warm_up + hours) * HOUR),
        runs=12,
        figures=(
            ReferenceFigure("abandonment", figures.abandonment, exact.abandonment),
            ReferenceFigure("mean wait, s", figures.mean_wait, exact.mean_wait),
            ReferenceFigure("wait of 9 in 10, s", figures.ninety_percent, exact.wait_of(0.9)),
            ReferenceFigure("callers waiting", figures.mean_waiting, exact.mean_waiting),
            ReferenceFigure("must wait", figures.must_wait, exact.must_wait),
            ReferenceFigure("service level, 20 s", figures.service_level, exact.answered_within(20)),
            ReferenceFigure("occupancy", figures.occupancy, exact.occupancy),
        ),
    )


def staffing() -> ReferenceSource:
    """Queues of different sizes, staffed for 80 % in 20 seconds."""
    return ReferenceSource(
        title="Erlang C and Erlang A: staffed for 80 / 20",
        about=(
            "Calls of 5 minutes, and as many agents as it takes to answer 80 % within 20 seconds if nobody gives up; "
            "then fewer agents and a patience of 2 minutes. What should be is calculated exactly."
        ),
        systems=(
            *(
                _staffed(calls, agents)
                for calls, agents in ((10, 4), (25, 7), (50, 12), (100, 21), (200, 39), (400, 74))
            ),
            _staffed(800, 142),
            *(_short(calls, agents) for calls, agents in ((50, 9), (100, 18), (200, 33), (400, 70))),
        ),
    )


def _staffed(calls: int, agents: int) -> ReferenceSystem:
    exact = ErlangC(agents, calls / 1800, HANDLING)
    return ReferenceSystem(
        name=f"{calls} calls in 30 minutes, {agents} agents",
        scenario=scenario({"all": callers(2 * calls, service=HANDLING)}, {"all": team(agents)}, days=30),
        routing=desks(),
        window=_window(calls),
        runs=16,
        figures=(
            ReferenceFigure("service level, 20 s", figures.service_level, exact.answered_within(20)),
            ReferenceFigure("mean wait, s", figures.mean_wait, exact.mean_wait),
            ReferenceFigure("occupancy", figures.occupancy, exact.occupancy),
        ),
    )


def _short(calls: int, agents: int) -> ReferenceSystem:
    exact = ErlangA(agents, calls / 1800, HANDLING, PATIENCE)
    return ReferenceSystem(
        name=f"{calls} calls in 30 minutes, {agents} agents, callers give up",
        scenario=scenario({"all": callers(2 * calls, service=HANDLING, patience=PATIENCE)}, {"all": team(agents)}),
        routing=desks(),
        window=_window(calls),
        runs=16,
        figures=(
            ReferenceFigure("abandonment", figures.abandonment, exact.abandonment),
            ReferenceFigure("mean wait, s", figures.mean_wait, exact.mean_wait),
            ReferenceFigure("service level, 20 s", figures.service_level, exact.answered_within(20)),
        ),
    )


def _window(calls: int) -> MeasurementWindow:
    """Two hours of warm-up, then about two thousand calls, but at least two and a half hours."""
    return MeasurementWindow(2 * HOUR, (2 + max(2.5, 1000 / calls)) * HOUR)

"""One queue: figures that theory gives exactly."""

from routing.simulate.erlang import ErlangA, ErlangC
from routing.simulate.published import figures
from routing.simulate.published.systems import HOUR, Figure, Source, System, callers, desks, scenario, team
from routing.simulate.run_statistics import Window

HANDLING = 300.0
PATIENCE = 120.0


def garnett() -> Source:
    """The example by which the value of patience is usually told."""
    fewer = 48 * (1 - ErlangA(50, 48, 1, 2).abandonment)
    return Source(
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


def _patient(name: str, a_minute: float, *, warm_up: float, hours: float) -> System:
    exact = ErlangC(50, a_minute / 60, 60)
    return System(
        name=name,
        scenario=scenario({"all": callers(60 * a_minute, service=60)}, {"all": team(50)}),
        routing=desks(),
        window=Window(warm_up * HOUR, (warm_up + hours) * HOUR),
        runs=12,
        figures=(
            Figure("mean wait, s", figures.mean_wait, exact.mean_wait),
            Figure("wait of 9 in 10, s", figures.ninety_percent, exact.wait_of(0.9)),
            Figure("callers waiting", figures.mean_waiting, exact.mean_waiting),
            Figure("must wait", figures.must_wait, exact.must_wait),
            Figure("service level, 20 s", figures.service_level, exact.answered_within(20)),
            Figure("occupancy", figures.occupancy, exact.occupancy),
        ),
    )


def _impatient(name: str, a_minute: float, *, warm_up: float, hours: float) -> System:
    exact = ErlangA(50, a_minute / 60, 60, 120)
    return System(
        name=name,
        scenario=scenario({"all": callers(60 * a_minute, service=60, patience=120)}, {"all": team(50)}),
        routing=desks(),
        window=Window(warm_up * HOUR, (warm_up + hours) * HOUR),
        runs=12,
        figures=(
            Figure("abandonment", figures.abandonment, exact.abandonment),
            Figure("mean wait, s", figures.mean_wait, exact.mean_wait),
            Figure("wait of 9 in 10, s", figures.ninety_percent, exact.wait_of(0.9)),
            Figure("callers waiting", figures.mean_waiting, exact.mean_waiting),
            Figure("must wait", figures.must_wait, exact.must_wait),
            Figure("service level, 20 s", figures.service_level, exact.answered_within(20)),
            Figure("occupancy", figures.occupancy, exact.occupancy),
        ),
    )


def staffing() -> Source:
    """Queues of every size, staffed as the rule of 80 % in 20 seconds asks."""
    return Source(
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


def _staffed(calls: int, agents: int) -> System:
    exact = ErlangC(agents, calls / 1800, HANDLING)
    return System(
        name=f"{calls} calls in 30 minutes, {agents} agents",
        scenario=scenario({"all": callers(2 * calls, service=HANDLING)}, {"all": team(agents)}, days=30),
        routing=desks(),
        window=_window(calls),
        runs=16,
        figures=(
            Figure("service level, 20 s", figures.service_level, exact.answered_within(20)),
            Figure("mean wait, s", figures.mean_wait, exact.mean_wait),
            Figure("occupancy", figures.occupancy, exact.occupancy),
        ),
    )


def _short(calls: int, agents: int) -> System:
    exact = ErlangA(agents, calls / 1800, HANDLING, PATIENCE)
    return System(
        name=f"{calls} calls in 30 minutes, {agents} agents, callers give up",
        scenario=scenario({"all": callers(2 * calls, service=HANDLING, patience=PATIENCE)}, {"all": team(agents)}),
        routing=desks(),
        window=_window(calls),
        runs=16,
        figures=(
            Figure("abandonment", figures.abandonment, exact.abandonment),
            Figure("mean wait, s", figures.mean_wait, exact.mean_wait),
            Figure("service level, 20 s", figures.service_level, exact.answered_within(20)),
        ),
    )


def _window(calls: int) -> Window:
    """Two hours to fill up, and some two thousand calls, but two and a half hours at least."""
    return Window(2 * HOUR, (2 + max(2.5, 1000 / calls)) * HOUR)

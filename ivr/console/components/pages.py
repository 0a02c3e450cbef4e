"""The page of components: each macro and class, in both themes, with made-up values."""

from datetime import UTC, datetime, timedelta

from ivr.console.page import Facts, PageGroup, page
from ivr.console.roles import ADMINS
from ivr.reporting.day_curve import DayCurve
from ivr.reporting.figure_chart import BarChart, ChartSeries, TimeChart, time_chart

SERVICE = (0.95, 0.92, 0.88, None, 0.71, 0.64, 0.78, 0.83, 0.9)
THEMES = ("light", "dark")
ROWS = (
    ("English care", "12", "1:54", "71 %", "below"),
    ("Acme English", "3", "0:21", "84 %", ""),
    ("Acme Spanish", "0", "0:00", "n/a", ""),
)
"""Queue, waiting, longest wait, service level, badge."""


class Components(PageGroup):
    """One page without a place in the navigation."""

    @page("/components", roles=ADMINS, template="components/components.html")
    def components(self) -> Facts:
        """Every component, once in each theme."""
        return {
            "service": DayCurve(SERVICE, goal=0.8),
            "rows": ROWS,
            "shares": (("care-en", 60), ("acme-en", 40)),
            "over_time": {theme: _over_time(theme) for theme in THEMES},
            "by_category": {theme: _by_category(theme) for theme in THEMES},
        }


def _over_time(theme: str) -> TimeChart:
    """A figure by day with a gap, a band, a target, and the week before."""
    this = ChartSeries(
        label="this week",
        values=SERVICE,
        low=tuple(value and value - 0.04 for value in SERVICE),
        high=tuple(value and min(value + 0.04, 1.0) for value in SERVICE),
    )
    before = ChartSeries(label="the week before", values=tuple(reversed(SERVICE)), is_compared=True)
    days = [datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=at) for at in range(len(SERVICE))]
    return time_chart(f"Service level by day, {theme}", days, (this, before), zone=UTC, unit="%", target=0.8)


def _by_category(theme: str) -> BarChart:
    """Bars with intervals, one of them unknown."""
    scores = ChartSeries(label="satisfaction", values=(4.4, 3.7, None), low=(4.2, 3.1, None), high=(4.6, 4.3, None))
    return BarChart(
        title=f"Satisfaction by vendor, {theme}", unit="", labels=("in house", "Acme", "Borealis"), series=(scores,)
    )

"""Why a day was bad: what differed most from the same weekday of the weeks before."""

from datetime import timedelta
from functools import partial

from flask import abort

from ivr.console.history.reading import history_reader, seen_by
from ivr.console.page import Facts, PageGroup, page
from ivr.console.roles import HISTORY_READERS
from ivr.console.session import me
from ivr.console.typed_times import day_typed
from ivr.reporting.day_compared import DayCompared, DayReader
from ivr.reporting.figure_chart import ChartSeries, TimeChart, time_chart
from ivr.reporting.history_figures import history_figures, kpis_of
from ivr.reporting.history_report import is_known_by


class DayPages(PageGroup):
    """One page for each day."""

    @page("/history/days/<day>", roles=HISTORY_READERS, template="history/day.html")
    def history_day(self, day: str) -> Facts:
        """The figures of a day that are unusual, most first, and its half-hours beside the usual ones."""
        now = self.ports.clock()
        begins = day_typed(day, now.tzinfo)
        if begins is None:
            abort(404)
        queues, vendors = seen_by(me(), self.ports)
        figures = history_figures(self.ports.service_level_rule)
        reader = DayReader(
            history=self.ports.history,
            figures=figures,
            title=history_reader(self.ports, figures).title,
            is_known=partial(is_known_by, is_limited=queues is not None or vendors is not None),
            queues=queues,
            vendors=vendors,
        )
        found = reader.read(begins)
        return {
            "found": found,
            "kpis": kpis_of(found.whole, figures),
            "chart": _chart(found),
            "before": begins - timedelta(days=1),
            "after": begins + timedelta(days=1),
            "is_over": begins + timedelta(days=1) <= now,
        }


def _chart(found: DayCompared) -> TimeChart:
    """Calls offered in each half-hour, over the usual and the range of the weeks before."""
    halves = found.half_hours
    usual = ChartSeries(
        label=f"usual on a {found.day:%A}, and the range of {found.weeks} weeks",
        values=tuple(each.usual_offered for each in halves),
        low=tuple(each.low for each in halves),
        high=tuple(each.high for each in halves),
        is_compared=True,
    )
    this = ChartSeries(label="this day", values=tuple(float(each.counts.offered) for each in halves))
    times = [each.starts_at for each in halves]
    return time_chart("Offered by half-hour", times, [this, usual])

"""Converts a scenario's days and times to seconds from its start, across clock changes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from routing.hours import HoursCalendar
from routing.model import Hours
from routing.simulate.scenario import Arrivals, Scenario, Team

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RateInterval:
    """A period (seconds) with a constant arrival rate in calls a second."""

    start: float
    end: float
    rate: float


class Timeline:
    """The days of a run."""

    def __init__(self, scenario: Scenario, days: int) -> None:
        self._zone = ZoneInfo(scenario.time_zone)
        self._zone_name = scenario.time_zone
        self.days = tuple(scenario.start + place * _DAY for place in range(days))
        self._begin = self._midnight(scenario.start)

    def moment(self, seconds: float) -> datetime:
        """The date and time at a number of seconds from the start."""
        return self._begin + timedelta(seconds=seconds)

    def seconds(self, moment: datetime) -> float:
        """Seconds from the start to a moment."""
        return (moment - self._begin).total_seconds()

    def midnight(self, day: date) -> float:
        """The start of a day in seconds."""
        return self.seconds(self._midnight(day))

    @property
    def end(self) -> float:
        """The end of the last day in seconds."""
        return self.midnight(self.days[-1] + _DAY)

    def rate_intervals(self, arrivals: Arrivals, day: date) -> Iterator[RateInterval]:
        """The rates of a day's intervals. The calls of an interval skipped by a clock change are dropped."""
        bounds = [self._wall(day, place * arrivals.every) for place in range(arrivals.intervals + 1)]
        for place, calls in enumerate(arrivals.on(day.weekday())):
            start, end = bounds[place], bounds[place + 1]
            if calls and end > start:
                yield RateInterval(start, end, calls / (end - start))

    def staffing(self, team: Team) -> list[tuple[float, int]]:
        """The number of agents of a team from each time on."""
        changes: dict[float, int] = defaultdict(int)
        for shift in team.shifts:
            for start, end in self._spans(shift.open):
                changes[start] += shift.people
                changes[end] -= shift.people
        times = sorted(changes)
        return list(zip(times, accumulate(changes[at] for at in times), strict=True))

    def _spans(self, week: object) -> Iterator[tuple[float, float]]:
        """The spans of a week that overlap the run, including one that begins the evening before."""
        calendar = HoursCalendar(Hours.model_validate({"time_zone": self._zone_name, "open": week}))
        for day in calendar.preview(self.days[0] - _DAY, len(self.days) + 1):
            for span in day.spans:
                ends_on = day.on if span.end > span.start else day.on + _DAY
                start, end = self._wall_at(day.on, span.start), self._wall_at(ends_on, span.end)
                if end > 0:
                    yield max(0.0, start), end

    def _wall(self, day: date, minutes: int) -> float:
        on, left = divmod(minutes, 24 * 60)
        return self._wall_at(day + on * _DAY, time(left // 60, left % 60))

    def _wall_at(self, day: date, at: time) -> float:
        return self.seconds(datetime.combine(day, at, self._zone).astimezone(UTC))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self._zone).astimezone(UTC)

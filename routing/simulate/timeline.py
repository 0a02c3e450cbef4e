"""A scenario's days and times as seconds from its start, through every change of the clock."""

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
    """A stretch of time (seconds) in which calls come at one rate, a second."""

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
        """The clock at so many seconds from the start."""
        return self._begin + timedelta(seconds=seconds)

    def seconds(self, moment: datetime) -> float:
        """How far a moment is from the start."""
        return (moment - self._begin).total_seconds()

    def midnight(self, day: date) -> float:
        """When a day begins."""
        return self.seconds(self._midnight(day))

    @property
    def end(self) -> float:
        """When the last day is over."""
        return self.midnight(self.days[-1] + _DAY)

    def pieces(self, arrivals: Arrivals, day: date) -> Iterator[RateInterval]:
        """The rates of a day's intervals. An interval that a change of the clock skips has none of its calls."""
        bounds = [self._wall(day, place * arrivals.every) for place in range(arrivals.intervals + 1)]
        for place, calls in enumerate(arrivals.on(day.weekday())):
            start, end = bounds[place], bounds[place + 1]
            if calls and end > start:
                yield RateInterval(start, end, calls / (end - start))

    def staffing(self, team: Team) -> list[tuple[float, int]]:
        """How many people of a team are there, from when on."""
        changes: dict[float, int] = defaultdict(int)
        for shift in team.shifts:
            for start, end in self._spans(shift.open):
                changes[start] += shift.people
                changes[end] -= shift.people
        times = sorted(changes)
        return list(zip(times, accumulate(changes[at] for at in times), strict=True))

    def _spans(self, week: object) -> Iterator[tuple[float, float]]:
        """The spans of a week that touch the run; one of the evening before may reach into it."""
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

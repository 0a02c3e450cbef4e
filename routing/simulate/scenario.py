"""The scenario file of a simulation: arrivals of callers, durations of talk and patience, staffing."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PositiveFloat,
    ValidationError,
    model_validator,
)

from routing.conditions import OrderState
from routing.document import RoutingError
from routing.field_types import Dialled, Locale, Span
from routing.hours import HoursError, weekdays
from routing.issues import Issue
from routing.model import Routing
from routing.simulate.distributions import Duration, ScenarioPart
from routing.validation_messages import complaints, not_yaml

_MINUTES_A_DAY = 24 * 60


class ScenarioError(RoutingError):
    """The scenario is unusable, or does not fit the document; `problems` name the path and the remedy."""


def _days(words: str) -> str:
    try:
        list(weekdays(words))
    except HoursError as error:
        raise ValueError(str(error)) from None
    return words


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one as in America/New_York") from None
    return name


def _weighed(given: object) -> object:
    """Accept a single value for all callers."""
    return {given: 1.0} if isinstance(given, (str, int)) else given


Days = Annotated[str, AfterValidator(_days)]
Zone = Annotated[str, AfterValidator(_zone)]
Chance = Annotated[float, Field(ge=0, le=1)]
_WEIGHED = BeforeValidator(_weighed)


class Arrivals(ScenarioPart):
    """Calls in each interval of a day.

    `every` is the length of an interval in minutes; `times` is a factor; a single number holds for all intervals. If a
    weekday is named twice, the last entry counts; a weekday that is not named has no calls.
    """

    every: Annotated[int, Field(ge=1, le=_MINUTES_A_DAY)] = 60
    times: PositiveFloat = 1.0
    calls: Mapping[Days, Annotated[float, Field(ge=0)] | tuple[Annotated[float, Field(ge=0)], ...]] = Field(
        min_length=1
    )

    @model_validator(mode="after")
    def _whole_days(self) -> Self:
        if _MINUTES_A_DAY % self.every:
            raise ValueError("every must divide a day: 15, 30 or 60 minutes, for example")
        for days, calls in self.calls.items():
            if isinstance(calls, tuple) and len(calls) != self.intervals:
                raise ValueError(f"{days} has {len(calls)} numbers; a day has {self.intervals} intervals")
        return self

    @property
    def intervals(self) -> int:
        """Intervals in a day."""
        return _MINUTES_A_DAY // self.every

    def on(self, weekday: int) -> tuple[float, ...]:
        """The calls of each interval of a weekday (0 is Monday)."""
        found: float | tuple[float, ...] = 0.0
        for words, calls in self.calls.items():
            if weekday in weekdays(words):
                found = calls
        each = found if isinstance(found, tuple) else (found,) * self.intervals
        return tuple(calls * self.times for calls in each)


class RingsAgain(ScenarioPart):
    """The probability that a caller who gave up rings again, and the delay in seconds."""

    chance: Chance
    after: PositiveFloat


class Callers(ScenarioPart):
    """A kind of callers. Attributes that vary have weights: `language: {en-US: 70, es-MX: 30}`.

    Without `patience` they wait until answered. `service` is talk and wrap-up time.
    """

    arrivals: Arrivals
    service: Duration
    patience: Duration | None = None
    language: Annotated[Mapping[Locale, PositiveFloat], _WEIGHED, Field(min_length=1)]
    issue: Annotated[Mapping[Issue, PositiveFloat], _WEIGHED, Field(min_length=1)] = {"other": 1.0}
    problem: Annotated[Mapping[Issue, PositiveFloat], _WEIGHED] = {}
    tier: Annotated[Mapping[str, PositiveFloat], _WEIGHED] = {}
    country: Annotated[Mapping[str, PositiveFloat], _WEIGHED] = {}
    dialled: Annotated[Mapping[Dialled, PositiveFloat], _WEIGHED] = {}
    order_value: Annotated[Mapping[int, PositiveFloat], _WEIGHED] = {}
    order_state: Annotated[Mapping[OrderState | str, PositiveFloat], _WEIGHED] = {}
    repeat: Chance = 0.0
    withheld: Chance = 0.0
    rings_again: RingsAgain | None = None


class Shift(ScenarioPart):
    """A number of agents at times of the week."""

    people: int = Field(ge=0, le=10_000)
    open: Mapping[Days, Span | tuple[Span, ...]] = {"mon-sun": "00:00-24:00"}


class Team(ScenarioPart):
    """Agents with the same skills: the queues they serve, the primary one first.

    `pace` is the duration of their calls as a multiple of the callers' service time.
    """

    queues: tuple[str, ...] = Field(min_length=1)
    shifts: tuple[Shift, ...] = Field(min_length=1)
    pace: PositiveFloat = 1.0


class Outage(ScenarioPart):
    """A period in which a queue is unreachable; callers who already wait there are still answered."""

    queue: str
    since: AwareDatetime
    until: AwareDatetime

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.until <= self.since:
            raise ValueError("until must be after since")
        return self


class Scenario(ScenarioPart):
    """A scenario. `about` names the source of its figures.

    `busyness` is the coefficient of variation of a random factor on each day's calls, by which days differ beyond
    chance. `lines` is the maximum number of simultaneous calls, talking or waiting; one more hears the busy tone.
    `rings` gives the seconds after which an unanswered call comes back from a queue without a line (a vendor's
    telephone). A caller who gives up within `short_abandon` seconds is excluded from service levels.
    """

    about: str = ""
    time_zone: Zone
    start: date
    days: int = Field(default=7, ge=1, le=366)
    callers: Mapping[str, Callers] = Field(min_length=1)
    teams: Mapping[str, Team] = Field(min_length=1)
    outages: tuple[Outage, ...] = ()
    busyness: Annotated[float, Field(ge=0, le=2)] = 0.0
    lines: int | None = Field(default=None, ge=1)
    rings: Mapping[str, PositiveFloat] = {}
    short_abandon: Annotated[float, Field(ge=0)] = 5.0


def read(text: str) -> Scenario:
    """The scenario in a YAML or JSON text. Raises ScenarioError."""
    try:
        return Scenario.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ScenarioError([not_yaml(error)]) from None
    except ValidationError as error:
        raise ScenarioError(complaints(error.errors())) from None


def read_file(path: Path) -> Scenario:
    """The scenario in a file. Raises ScenarioError, also if the file cannot be read."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError([f"{path.name}: {error}"]) from None


def fitting(scenario: Scenario, routing: Routing) -> Scenario:
    """The same scenario, if it fits the document. Raises ScenarioError."""
    wrong = list(_misfits(scenario, routing))
    if wrong:
        raise ScenarioError(wrong)
    return scenario


def _misfits(scenario: Scenario, routing: Routing) -> Iterator[str]:
    named = [
        *((f"teams.{team}.queues", queue) for team, each in scenario.teams.items() for queue in each.queues),
        *((f"outages.{place}.queue", each.queue) for place, each in enumerate(scenario.outages)),
        *((f"rings.{queue}", queue) for queue in scenario.rings),
    ]
    for path, queue in named:
        if queue not in routing.queues:
            yield f"{path}: the routing document has no queue {queue!r}; name one of {', '.join(routing.queues)}"
    served = {queue for team in scenario.teams.values() for queue in team.queues}
    for name, each in routing.queues.items():
        if name not in served and each.hand_off.kind not in ("voicemail", "callback"):
            yield f"teams: nobody serves the queue {name!r}; name it in a team, with 0 people if nobody is there"

"""Parsing of scenario files."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import routing.simulate
from routing.document import read_file as read_document
from routing.simulate.scenario import Scenario, ScenarioError, Team, fitting, read, read_file
from routing.simulate.timeline import Timeline

from .towns import callers, document, people, queue, scenario

EXAMPLES = Path(routing.simulate.__file__).parent / "examples"
WORLD = scenario({"all": callers()}, {"care": people(3, "care")})


def changed(path: str, value: object) -> str:
    """The world as YAML with one thing changed."""
    whole = WORLD.model_dump(mode="json", exclude_unset=True)
    *way, last = path.split(".")
    part = whole
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    part[last] = value
    return yaml.safe_dump(whole)


def complaints(text: str) -> tuple[str, ...]:
    with pytest.raises(ScenarioError) as raised:
        read(text)
    return raised.value.problems


def test_the_example_fits_its_document():
    example = read_file(EXAMPLES / "bank.yaml")
    assert fitting(example, read_document(EXAMPLES / "bank-routing.yaml")) is example
    assert "Anonymous Bank" in example.about


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("time_zone", "Mars/Olympus", "time_zone: 'Mars/Olympus' is no time zone"),
        ("callers.all.language", {"english": 1}, "callers.all.language.english"),
        ("callers.all.issue", "weather", "callers.all.issue.weather"),
        ("callers.all.service", {"exponential": -1}, "callers.all.service.exponential"),
        ("callers.all.arrivals.every", 7, "callers.all.arrivals: every must divide a day"),
        ("callers.all.arrivals.calls", {"mon": [1, 2]}, "callers.all.arrivals: mon has 2 numbers"),
        ("callers.all.arrivals.calls", {"someday": 1}, "callers.all.arrivals.calls.someday"),
        ("callers.all.speed", 1, "callers.all.speed: there is no such field"),
        ("teams.care.shifts", [{"people": "many"}], "teams.care.shifts.0.people"),
        ("teams", {}, "teams"),
        ("outages", [{"queue": "care", "since": "2026-11-02T10:00", "until": "later"}], "outages.0.since"),
    ],
)
def test_a_bad_scenario_is_refused_with_the_path(path, value, complaint):
    assert any(each.startswith(complaint) for each in complaints(changed(path, value)))


def test_what_is_not_yaml_or_not_there_is_refused(tmp_path):
    assert complaints("a: [")[0].startswith("not YAML")
    with pytest.raises(ScenarioError, match=r"none\.yaml"):
        read_file(tmp_path / "none.yaml")


def test_a_queue_that_the_document_does_not_have_is_named():
    with pytest.raises(ScenarioError) as raised:
        fitting(WORLD, document({"help": queue()}))
    assert [each.split(":")[0] for each in raised.value.problems] == ["teams.care.queues", "teams"]


def test_an_hour_that_the_clock_skips_has_no_calls():
    day = date(2026, 3, 8)
    timeline = Timeline(WORLD.model_copy(update={"start": day}), days=1)
    pieces = list(timeline.rate_intervals(WORLD.callers["all"].arrivals, day))
    assert timeline.end == 23 * 3600
    assert sum((piece.end - piece.start) * piece.rate for piece in pieces) == pytest.approx(23 * 60)


def test_shifts_add_up_and_may_go_over_midnight():
    team = Team.model_validate(
        {
            "queues": ["care"],
            "shifts": [
                {"people": 2, "open": {"mon": "08:00-16:00"}},
                {"people": 1, "open": {"sun,mon": "22:00-02:00"}},
                {"people": 3, "open": {"mon": "12:00-16:00"}},
            ],
        }
    )
    staffing = Timeline(WORLD, days=1).staffing(team)
    assert [(at / 3600, number) for at, number in staffing] == [
        (0, 1),
        (2, 0),
        (8, 2),
        (12, 5),
        (16, 0),
        (22, 1),
        (26, 0),
    ]


def test_a_number_for_every_interval_and_a_factor():
    arrivals = (
        Scenario.model_validate_json(
            WORLD.model_dump_json(exclude_unset=True).replace(
                '"calls":{"mon-sun":60.0}', '"times":0.5,"calls":{"mon":60.0}'
            )
        )
        .callers["all"]
        .arrivals
    )
    assert arrivals.on(0) == (30.0,) * 24
    assert arrivals.on(1) == (0.0,) * 24

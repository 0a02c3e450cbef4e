"""The small curves of the board: a value for each half-hour, a gap where nothing is known."""

from ivr.reporting.day_curve import HALF_HOUR, HEIGHT, WIDTH, day_curve
from ivr.reporting.kpis import Counts, abandonment

NINE = 1_764_060_400 // HALF_HOUR * HALF_HOUR


def offered(counts: Counts) -> float:
    return counts.offered


def test_the_queues_of_a_half_hour_are_counted_together():
    curve = day_curve({(NINE, "care-en"): Counts(offered=2), (NINE, "acme-en"): Counts(offered=3)}, offered)
    assert curve.values == (5,)
    assert not curve.is_drawn


def test_a_half_hour_without_calls_is_nought_calls_and_an_unknown_share():
    halves = {
        (NINE + each * HALF_HOUR, "care-en"): Counts(offered=10, answered=9, abandoned=1) for each in (0, 1, 4, 5)
    }
    assert day_curve(halves, offered).values == (10, 10, 0, 0, 10, 10)
    shares = day_curve(halves, lambda its: abandonment(its).value)
    assert shares.values == (0.1, 0.1, None, None, 0.1, 0.1)
    assert len(list(shares.lines())) == 2


def test_every_point_lies_in_the_box():
    halves = {(NINE + each * HALF_HOUR, "care-en"): Counts(offered=each**2) for each in range(48)}
    (line,) = day_curve(halves, offered, goal=3000).lines()
    points = [tuple(map(float, point.split(","))) for point in line.split()]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))


def test_a_day_without_calls_has_no_line():
    assert list(day_curve({}, offered).lines()) == []

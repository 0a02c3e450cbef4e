"""Ratios of a call centre."""

from routing import kpi_formulas


def test_the_service_level_of_the_trade_press_example():
    """1,000 answered, 860 of them in time, 60 abandoned, 20 of those in time: formula 4 gives 83 %."""
    level = kpi_formulas.service_level(in_target=860, answered=1000, abandoned=60, short_abandoned=20)
    assert level is not None
    assert round(level, 2) == 0.83


def test_what_is_not_known_is_not_nought():
    assert kpi_formulas.service_level(in_target=0, answered=0, abandoned=3, short_abandoned=3) is None
    assert kpi_formulas.average_speed_of_answer(waited=0.0, answered=0) is None
    assert kpi_formulas.abandonment(abandoned=0, offered=0) is None
    assert kpi_formulas.occupancy(busy=0.0, present=0.0) is None


def test_callers_who_flow_out_neither_help_nor_harm():
    assert kpi_formulas.abandonment(abandoned=1, offered=4) == 0.25
    assert kpi_formulas.average_speed_of_answer(waited=90.0, answered=3) == 30.0
    assert kpi_formulas.occupancy(busy=3.0, present=4.0) == 0.75
    assert kpi_formulas.share_deviation(share=42.0, target=40.0) == 2.0

"""The outcomes of simulated callers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.simulate.run_report import IN_HOUSE, report
from routing.simulate.tally import Tally

from .towns import callers, document, people, queue, scenario, simulated

CARE = document({"care": queue()})
SPLIT = {"care": queue(), "acme": queue(vendor="acme", desk=False), "zeta": queue(vendor="zeta", desk=False)}
SHARED = document(SPLIT, rules=[{"name": "All", "split": {"care": 50, "acme": 30, "zeta": 20}}])
TEAMS = {name: people(4, name) for name in SPLIT}


def is_whole(tally: Tally) -> bool:
    """Offered = answered + abandoned + flowed out + waiting."""
    return tally.offered == tally.answered + tally.abandoned + tally.flowed_out + tally.waiting


@settings(max_examples=40, deadline=None)
@given(
    agents=st.integers(0, 4),
    patience=st.sampled_from([None, 5.0, 120.0]),
    capacity=st.sampled_from([None, 1, 5]),
    overflow=st.sampled_from([[], [{"wait_over": 60, "to": "acme"}], [{"depth_over": 2, "to": "acme"}]]),
    hours=st.sampled_from(["always", "day"]),
    rings=st.sampled_from([{}, {"acme": 30.0}]),
    lines=st.sampled_from([None, 6]),
    again=st.sampled_from([None, {"chance": 0.5, "after": 600}]),
    seed=st.text("abc", max_size=3),
)
def test_every_call_is_answered_abandoned_flowed_out_or_waiting(
    agents, patience, capacity, overflow, hours, rings, lines, again, seed
):
    routing = document(
        {"care": queue(capacity=capacity, overflow=overflow, hours=hours), "acme": queue(vendor="acme", desk=False)},
        hours={"day": {"time_zone": "America/New_York", "open": {"mon": "06:00-20:00"}}},
    )
    kinds = {"new": callers(20, patience=patience, rings_again=again), "old": callers(5, issue="refund")}
    teams = {"care": people(agents, "care"), "acme": people(1, "acme", "care")}
    statistics = simulated(scenario(kinds, teams, rings=rings, lines=lines), routing, seed).statistics
    assert all(is_whole(each) for each in (statistics.line, *statistics.queues.values(), *statistics.kinds.values()))
    assert sum(kind.offered for kind in statistics.kinds.values()) == statistics.line.offered
    assert sum(each.answered for each in statistics.queues.values()) == statistics.line.answered
    assert sum(each.waiting for each in statistics.queues.values()) == statistics.line.waiting


def test_the_same_seed_gives_the_same_figures_and_another_gives_others():
    world = scenario({"all": callers()}, {"care": people(4, "care")})
    first, again, other = (report(simulated(world, CARE, seed), CARE) for seed in ("1", "1", "2"))
    assert first == again
    assert first != other


def test_two_documents_are_tried_on_the_same_callers():
    world = scenario({"all": callers()}, TEAMS)
    one, other = simulated(world, SHARED), simulated(world, document(SPLIT))
    assert one.statistics.line.offered == other.statistics.line.offered
    assert one.statistics.queues["acme"].offered > 0 == other.statistics.queues["acme"].offered


def test_shares_are_as_agreed():
    found = report(simulated(scenario({"all": callers()}, TEAMS), SHARED), SHARED)
    assert {each.queue: round(each.share) for each in found.splits} == {"care": 50, "acme": 30, "zeta": 20}
    assert {each.name: round(each.share or 0, 2) for each in found.vendors} == {IN_HOUSE: 0.5, "acme": 0.3, "zeta": 0.2}


def test_the_share_of_a_vendor_that_is_closed_flows_to_the_others():
    closed = {**SPLIT, "acme": queue(vendor="acme", desk=False, hours="never")}
    routing = document(
        closed,
        hours={"never": {"time_zone": "UTC", "open": {"wed": "00:00-24:00"}}},
        rules=[{"name": "All", "split": {"care": 50, "acme": 30, "zeta": 20}}],
    )
    found = report(simulated(scenario({"all": callers()}, TEAMS), routing), routing)
    shares = {each.name: each.share or 0.0 for each in found.queues}
    assert shares["acme"] == 0
    assert shares["care"] == pytest.approx(50 / 70, abs=0.03)


def test_nobody_is_sent_to_a_queue_while_it_is_out():
    outage = {"queue": "acme", "since": "2026-11-02T00:00-05:00", "until": "2026-11-02T12:00-05:00"}
    world = scenario({"all": callers()}, TEAMS, outages=[outage])
    with_outage, without = simulated(world, SHARED), simulated(world.model_copy(update={"outages": ()}), SHARED)
    assert 0 < with_outage.statistics.queues["acme"].offered < without.statistics.queues["acme"].offered
    assert is_whole(with_outage.statistics.queues["acme"])


def test_callers_do_not_overflow_from_people_who_are_free():
    routing = document({"care": queue(overflow=[{"wait_over": 60, "to": "acme"}]), "acme": queue(vendor="acme")})
    world = scenario({"all": callers(10)}, {"care": people(20, "care"), "acme": people(20, "acme")})
    assert simulated(world, routing).statistics.queues["acme"].offered == 0


def test_callers_who_wait_too_long_move_on_to_people_who_are_free():
    routing = document({"care": queue(overflow=[{"wait_over": 60, "to": "acme"}]), "acme": queue(vendor="acme")})
    world = scenario({"all": callers(30, patience=None)}, {"care": people(1, "care"), "acme": people(20, "acme")})
    statistics = simulated(world, routing).statistics
    assert statistics.queues["care"].reasons["wait"] > 0
    assert statistics.line.answered > 0.95 * statistics.line.offered
    assert statistics.line.longest < 60 + 2 * 32 + 1


def test_a_full_queue_refuses():
    routing = document({"care": queue(capacity=2)})
    statistics = simulated(scenario({"all": callers(60)}, {"care": people(1, "care")}), routing).statistics
    assert statistics.queues["care"].reasons["full"] == statistics.line.flowed_out > 0


def test_a_call_that_nobody_takes_comes_back_and_the_next_calls_are_spared_the_ringing():
    overflow = [{"depth_over": 99, "to": "care"}]
    routing = document({"acme": queue(vendor="acme", desk=False, overflow=overflow), "care": queue()})
    teams = {"acme": people(0, "acme"), "care": people(30, "care")}
    statistics = simulated(scenario({"all": callers(240, patience=None)}, teams, rings={"acme": 5}), routing).statistics
    assert statistics.queues["acme"].reasons["unanswered"] == statistics.queues["acme"].offered > 0
    assert statistics.queues["acme"].offered < statistics.line.offered / 4
    assert statistics.queues["care"].answered == statistics.line.answered > 0.99 * statistics.line.offered


def test_higher_priority_waits_less_and_nobody_starves():
    rules = [{"name": "Gold", "when": {"tier": "gold"}, "send": "care", "priority": 10}]
    kinds = {"gold": callers(10, tier="gold", patience=None), "other": callers(48, patience=None)}
    statistics = simulated(
        scenario(kinds, {"care": people(3, "care")}), document({"care": queue()}, rules=rules)
    ).statistics
    waits = {name: tally.waited / tally.answered for name, tally in statistics.kinds.items()}
    assert waits["gold"] < waits["other"] / 2
    assert statistics.kinds["other"].answered > 0.9 * statistics.kinds["other"].offered


def test_one_more_call_than_there_are_lines_hears_the_busy_tone():
    world = scenario({"all": callers(60, patience=None)}, {"care": people(1, "care")}, lines=2)
    statistics = simulated(world, CARE).statistics
    assert statistics.busy_tone > 0
    assert statistics.line.waiting <= 1


def test_who_gave_up_may_ring_again():
    team = {"care": people(1, "care")}
    kinds = (callers(25), callers(25, rings_again={"chance": 0.8, "after": 600}))
    once, twice = (simulated(scenario({"all": kind}, team), CARE).statistics.line for kind in kinds)
    assert twice.offered > 1.1 * once.offered


def test_people_who_go_home_end_their_call_first():
    team = {"queues": ["care"], "shifts": [{"people": 2, "open": {"mon": "08:00-09:00"}}]}
    world = scenario({"all": callers(600, service=1200, patience=60)}, {"care": team})
    result = simulated(world, CARE)
    assert result.teams[0].present_time > 2 * 3600
    assert result.teams[0].busy_time <= result.teams[0].present_time


def test_a_voicemail_needs_nobody():
    routing = document({"post": queue(desk=False) | {"hand_off": {"voicemail": ["+14155550123"]}}, "care": queue()})
    statistics = simulated(scenario({"all": callers()}, {"care": people(0, "care")}), routing).statistics
    assert statistics.queues["post"].reasons["voicemail"] == statistics.line.offered

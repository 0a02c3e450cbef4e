"""The answers to the survey after an agent, from the edges that a call walked."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.flows import FLOWS
from ivr.flows.agent_survey import ANSWERS, SATISFACTION, SOLVED, score_in
from ivr.flows.agent_survey_score import AgentScore

TALKED = ("hand_off.connect", "done", "hand_off.talked")
others = [(at, outcome, to) for at, _ in FLOWS if at not in ANSWERS for outcome, to in FLOWS.edges(at).items()]


@given(st.lists(st.sampled_from(others)), st.integers(1, 5), st.sampled_from(["yes", "no"]))
def test_the_last_answer_to_each_question_counts(hops: list[tuple[str, str, str]], score: int, solved: str):
    assert score_in([TALKED, *hops]) == AgentScore()
    scored = [TALKED, (SATISFACTION, "1", SOLVED), (SATISFACTION, str(score), SOLVED), *hops]
    assert score_in(scored) == AgentScore(score)
    assert score_in([*scored, (SOLVED, solved, "hang_up")]) == AgentScore(score, solved == "yes")


def test_giving_up_and_leaving_are_no_answers():
    outcomes = set(FLOWS.edges(SATISFACTION)) - set("12345")
    assert outcomes == {"0", "gives_up"}
    assert not any(score_in([(SATISFACTION, outcome, "x"), (SOLVED, outcome, "x")]).is_given for outcome in outcomes)

"""The result of a survey, from the edges that a call walked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flows import FLOWS
from ivr.flows.survey import QUESTION, answer_in

ASKED = ("survey.finish", "ask", QUESTION)
AGAIN = (QUESTION, "*", QUESTION)


@pytest.mark.parametrize(
    ("hops", "answer"),
    [
        ([], ""),
        ([("survey.finish", "bye", "survey.goodbye")], ""),
        ([ASKED], "asked"),
        ([ASKED, AGAIN, (QUESTION, "gives_up", "survey.goodbye")], "asked"),
        ([ASKED, (QUESTION, "done", "survey.finish")], "asked"),
        ([ASKED, AGAIN, (QUESTION, "yes", "survey.goodbye")], "yes"),
        ([ASKED, (QUESTION, "no", "survey.sorry"), ("survey.sorry", "yes", "hand_off.route")], "no"),
        ([ASKED, (QUESTION, "said", "issue.settle")], "no"),
        ([AGAIN], ""),
    ],
)
def test_the_answer_is_that_to_the_question(hops: list[tuple[str, str, str]], answer: str):
    assert answer_in(hops) == answer


others = [
    (at, outcome, to) for at, _ in FLOWS if at != QUESTION for outcome, to in FLOWS.edges(at).items() if to != QUESTION
]


@given(st.lists(st.sampled_from(others)))
def test_no_other_answer_of_a_call_counts(hops: list[tuple[str, str, str]]):
    assert answer_in(hops) == ""
    assert answer_in([*hops, ASKED, (QUESTION, "yes", "survey.goodbye"), *hops]) == "yes"

"""The issues of calls have the same names everywhere."""

from typing import get_args

from ivr.calls.prompt_registry import PREPARED
from prompts import intent
from routing import issues


def test_rules_flows_words_and_examples_have_one_vocabulary_of_issues():
    assert set(get_args(issues.Issue)) == {*intent.ISSUES, *intent.PROBLEMS}
    assert set(get_args(issues.CallIssue)) == set(intent.ISSUES)
    assert (issues.PROBLEMS, issues.DELIVERY_PROBLEM) == (intent.PROBLEMS, intent.PROBLEM)
    assert {f"issue.{each}" for each in get_args(issues.Issue)} <= set(PREPARED)

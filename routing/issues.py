"""What calls are about: the one vocabulary of rules, calls and records."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

Issue = Literal[
    "order_status",
    "delivery_problem",
    "late",
    "missing",
    "damaged",
    "returns",
    "refund",
    "loyalty",
    "promotions",
    "product_help",
    "payment",
    "other",
]
"""What a call is about. Late, missing and damaged are kinds of delivery_problem, which means all three."""
CallIssue = Literal[
    "order_status",
    "delivery_problem",
    "returns",
    "refund",
    "loyalty",
    "promotions",
    "product_help",
    "payment",
    "other",
]
"""The issue of a call under way, which keeps the kind of a delivery problem apart."""
Problem = Literal["", "late", "missing", "damaged"]
"""Which delivery problem it is; empty: none, or not known."""
ORDER_STATUS: Literal["order_status"] = "order_status"
DELIVERY_PROBLEM: Literal["delivery_problem"] = "delivery_problem"
LATE: Literal["late"] = "late"
MISSING: Literal["missing"] = "missing"
DAMAGED: Literal["damaged"] = "damaged"
PROBLEMS: tuple[Problem, ...] = (LATE, MISSING, DAMAGED)

_ISSUES: Mapping[str, CallIssue] = {issue: issue for issue in get_args(CallIssue)}
_PROBLEMS: Mapping[str, Problem] = {problem: problem for problem in get_args(Problem)}


def issue_of(text: str) -> CallIssue:
    """The issue of this name; `other` for one that is not known."""
    return _ISSUES.get(text, "other")


def problem_of(text: str) -> Problem:
    """The delivery problem of this name; empty for one that is not known."""
    return _PROBLEMS.get(text, "")


def parted(issue: str) -> tuple[str, Problem]:
    """The issue, and which delivery problem it is: `late` is a delivery_problem."""
    problem = problem_of(issue)
    return (DELIVERY_PROBLEM, problem) if problem else (issue, "")


def meant(issues: Iterable[str]) -> frozenset[str]:
    """All that a list of issues stands for: delivery_problem means its kinds too."""
    listed = frozenset(issues)
    return listed | frozenset(PROBLEMS) if DELIVERY_PROBLEM in listed else listed

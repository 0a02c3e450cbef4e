"""The vocabulary of issues that rules, calls and records share."""

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
    "invoice",
    "cancel_order",
    "change_address",
    "store_info",
    "other",
]
"""The subject of a call. Late, missing and damaged are kinds of delivery_problem, which stands for all three."""
CallIssue = Literal[
    "order_status",
    "delivery_problem",
    "returns",
    "refund",
    "loyalty",
    "promotions",
    "product_help",
    "payment",
    "invoice",
    "cancel_order",
    "change_address",
    "store_info",
    "other",
]
"""The issue of a call in progress, which keeps the kind of a delivery problem apart."""
Problem = Literal["", "late", "missing", "damaged"]
"""The kind of delivery problem; empty if there is none or it is unknown."""
ORDER_STATUS: Literal["order_status"] = "order_status"
DELIVERY_PROBLEM: Literal["delivery_problem"] = "delivery_problem"
OTHER: Literal["other"] = "other"
LATE: Literal["late"] = "late"
MISSING: Literal["missing"] = "missing"
DAMAGED: Literal["damaged"] = "damaged"
PROBLEMS: tuple[Problem, ...] = (LATE, MISSING, DAMAGED)

_ISSUES: Mapping[str, CallIssue] = {issue: issue for issue in get_args(CallIssue)}
_PROBLEMS: Mapping[str, Problem] = {problem: problem for problem in get_args(Problem)}


def issue_of(text: str) -> CallIssue:
    """The issue of this name; `other` if it is unknown."""
    return _ISSUES.get(text, "other")


def problem_of(text: str) -> Problem:
    """The delivery problem of this name; empty if it is unknown."""
    return _PROBLEMS.get(text, "")


def parted(issue: str) -> tuple[str, Problem]:
    """The issue, and the kind of delivery problem: `late` is ("delivery_problem", "late")."""
    problem = problem_of(issue)
    return (DELIVERY_PROBLEM, problem) if problem else (issue, "")


def meant(issues: Iterable[str]) -> frozenset[str]:
    """The issues that a list stands for: delivery_problem includes its kinds."""
    listed = frozenset(issues)
    return listed | frozenset(PROBLEMS) if DELIVERY_PROBLEM in listed else listed

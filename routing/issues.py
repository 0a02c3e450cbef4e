"""What calls are about: the one vocabulary of rules, calls and records."""

from collections.abc import Iterable
from typing import Literal

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
DELIVERY_PROBLEM = "delivery_problem"
LATE, MISSING, DAMAGED = PROBLEMS = ("late", "missing", "damaged")


def parted(issue: str) -> tuple[str, str]:
    """The issue, and which delivery problem it is: `late` is a delivery_problem."""
    return (DELIVERY_PROBLEM, issue) if issue in PROBLEMS else (issue, "")


def meant(issues: Iterable[str]) -> frozenset[str]:
    """All that a list of issues stands for: delivery_problem means its kinds too."""
    listed = frozenset(issues)
    return listed | frozenset(PROBLEMS) if DELIVERY_PROBLEM in listed else listed

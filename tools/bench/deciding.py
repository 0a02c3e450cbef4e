"""The cost of a routing decision, compared with plain Python that evaluates the same conditions of every rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from routing.allocation import Ledger
from routing.caller import CallerProfile
from routing.decide import CompiledRouting, decide
from routing.document import of_json

QUEUES = 50
RULES = (50, 200, 800)
ASKED = 400
ROUNDS = 25
LANGUAGES = ("en-US", "es-MX", "fr-FR", "de-DE", "pt-BR", "it-IT", "pl-PL", "ja-JP")
ISSUES = ("order_status", "delivery_problem", "returns", "refund", "loyalty", "promotions", "product_help", "payment")
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)

Plain = Sequence[tuple[str, frozenset[Any]]]


@dataclass(frozen=True, slots=True)
class Deciding:
    """Microseconds of a decision, in the middle of many callers, and of plain Python over the same rules."""

    rules: int
    decide: float
    plain: float


def deciding() -> list[Deciding]:
    """One line for each number of rules."""
    return [_measured(rules) for rules in RULES]


def _measured(rules: int) -> Deciding:
    random = Random(rules)
    whens = [_when(random) for _ in range(rules)]
    config = CompiledRouting(of_json(_document(whens)), 1)
    plain: list[Plain] = [[(name, frozenset(wanted)) for name, wanted in when.items()] for when in whens]
    callers = [
        CallerProfile(random.choice(LANGUAGES), random.choice(ISSUES), tier=random.choice(TIERS)) for _ in range(ASKED)
    ]
    ledger = Ledger()
    return Deciding(
        rules,
        _middle(lambda caller: decide(config, caller, {}, ledger, NOW), callers),
        _middle(lambda caller: _first_plain(plain, caller), callers),
    )


TIERS = ("", "", "silver", "gold", "platinum")


def _when(random: Random) -> dict[str, list[str]]:
    when = {
        "language": [random.choice(LANGUAGES)],
        "issue": random.sample(ISSUES, 2),
        "tier": [random.choice(TIERS[2:])],
    }
    return when if random.random() < 0.8 else {"language": when["language"], "issue": when["issue"]}


def _document(whens: list[dict[str, list[str]]]) -> dict[str, Any]:
    queue = {"name": "A queue", "kind": "in_house", "languages": list(LANGUAGES), "hand_off": {"desk": "desk"}}
    hours = {"office": {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00"}, "holidays": "US"}}
    queues = {f"q{place}": {**queue, "hours": "office"} for place in range(QUEUES)}
    rules = [{"name": f"Rule {place}", "when": when, "send": f"q{place % QUEUES}"} for place, when in enumerate(whens)]
    return {"brand": "Bench", "hours": hours, "queues": queues, "rules": rules, "default": "q0"}


def _first_plain(rules: Sequence[Plain], caller: CallerProfile) -> int:
    """The first rule all of whose conditions hold, by going through every rule."""
    for place, conditions in enumerate(rules):
        if all(getattr(caller, name) in wanted for name, wanted in conditions):
            return place
    return -1


def _middle(ask: Callable[[CallerProfile], object], callers: Sequence[CallerProfile]) -> float:
    """Microseconds of one call, the middle over callers of each caller's best."""
    best = [float("inf")] * len(callers)
    for _ in range(ROUNDS):
        for place, caller in enumerate(callers):
            start = perf_counter()
            ask(caller)
            best[place] = min(best[place], perf_counter() - start)
    return median(best) * 1e6

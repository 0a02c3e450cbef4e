"""Whether texts before customers call save calls: orders that were texted against those that were held back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from ivr.reporting.confidence import wilson
from ivr.reporting.kpis import Kpi
from routing.kpi_formulas import ratio

WATCHED = timedelta(days=7)
"""For so long after the trouble, calls about the order count."""
FEWEST_HELD = 30
"""Orders in each arm below which nothing is said of the difference."""


@dataclass(frozen=True, slots=True)
class NoticeCounts:
    """The texts of one event: planned = held back + waiting + sent + refused + repaired + failed before it was sent.

    `sent` were taken by Twilio, of which `delivered` and `undelivered` were reported as such.
    """

    event: str
    held_back: int = 0
    waiting: int = 0
    sent: int = 0
    delivered: int = 0
    undelivered: int = 0
    refused: int = 0
    repaired: int = 0
    not_taken: int = 0

    @property
    def planned(self) -> int:
        """All of them."""
        return self.held_back + self.waiting + self.sent + self.refused + self.repaired + self.not_taken


@dataclass(frozen=True, slots=True)
class ArmCounts:
    """The orders of an arm whose days of watching are over, and those of them about which somebody called."""

    orders: int = 0
    called: int = 0


@dataclass(frozen=True, slots=True)
class NoticeEffect:
    """What texts about an event did: both arms, and how many orders are still watched."""

    event: str
    texted: ArmCounts = ArmCounts()
    held_back: ArmCounts = ArmCounts()
    watched: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether both arms are large enough to be compared."""
        return min(self.texted.orders, self.held_back.orders) >= FEWEST_HELD


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, and the bounds between which it lies with a confidence of 95 %."""

    value: float
    low: float
    high: float


def whole_effect(effects: Iterable[NoticeEffect]) -> NoticeEffect:
    """The effects of all events together."""
    found = list(effects)
    arms = ([each.texted for each in found], [each.held_back for each in found])
    sums = [ArmCounts(sum(arm.orders for arm in arms_), sum(arm.called for arm in arms_)) for arms_ in arms]
    return NoticeEffect("", sums[0], sums[1], sum(each.watched for each in found))


def fewer_callers(effect: NoticeEffect) -> Interval | None:
    """By how much smaller the share of orders with a call is among the texted; None if there is not enough to say.

    The interval is that of two independent proportions (Newcombe, 1998, method 10), from Wilson's for each.
    """
    if not effect.is_enough:
        return None
    held, texted = effect.held_back, effect.texted
    p, q = held.called / held.orders, texted.called / texted.orders
    (p_low, p_high), (q_low, q_high) = wilson(held.called, held.orders), wilson(texted.called, texted.orders)
    low = p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return Interval(p - q, max(low, -1.0), min(high, 1.0))


def calls_saved(effect: NoticeEffect) -> Interval | None:
    """How many of the texted orders had no call because of the text, with its interval; None if not enough to say."""
    fewer, orders = fewer_callers(effect), effect.texted.orders
    return Interval(*(orders * each for each in (fewer.value, fewer.low, fewer.high))) if fewer else None


def effect_kpis(effect: NoticeEffect) -> tuple[Kpi, ...]:
    """The figures of an effect, with formula and inputs; provisional while orders are still watched."""
    return (
        _share("Called, texted", effect.texted, effect.watched),
        _share("Called, held back", effect.held_back, effect.watched),
        _saved(effect),
    )


def _saved(effect: NoticeEffect) -> Kpi:
    saved, held, texted = calls_saved(effect), effect.held_back, effect.texted
    inputs = {
        "texted": texted.orders,
        "texted with a call": texted.called,
        "held back": held.orders,
        "held back with a call": held.called,
    }
    formula = "texted * (held back with a call / held back - texted with a call / texted)"
    leaves_out = f"orders still watched; n/a below {FEWEST_HELD} orders in an arm"
    value = saved.value if saved else None
    return Kpi("Calls saved", value, "", formula, inputs, leaves_out, provisional=effect.watched > 0)


def _share(name: str, arm: ArmCounts, watched: int) -> Kpi:
    inputs = {"orders with a call": arm.called, "orders": arm.orders}
    formula = f"orders with a call within {WATCHED.days} days of the trouble / orders"
    leaves_out = "orders that are still watched, and calls that never came to speak of the order"
    return Kpi(name, ratio(arm.called, arm.orders), "%", formula, inputs, leaves_out, provisional=watched > 0)

"""Key figures of a telephone service from raw counts, one definition each. None means unknown and is never 0.

Of a queue and a stretch of time: O calls were offered, A answered (A_T of them within the target of T seconds), B
abandoned by callers who waited (B_s of them within the first few seconds, B_T within the target), F flowed out
(refused, to voicemail, to another queue), W wait at the end. O = A + B + F + W.
"""


def ratio(part: float, whole: float) -> float | None:
    """`part` / `whole`, 0 to 1; None if the whole is 0."""
    return part / whole if whole else None


FORMULAS = {
    1: "(answered in time + abandoned in time) / (answered + abandoned)",
    2: "answered in time / answered",
    3: "answered in time / (answered + abandoned)",
    4: "answered in time / (answered + abandoned - abandoned at once)",
    5: "(answered in time + abandoned at once) / (answered + abandoned)",
}
"""The five service levels in use (ICMI, 2002; Call Centre Helper). 2 hides abandoned calls; 4 is our default."""


def service_level(
    *,
    in_target: int,
    answered: int,
    abandoned: int,
    short_abandoned: int,
    abandoned_in_target: int = 0,
    formula: int = 4,
) -> float | None:
    """One of FORMULAS, from A_T, A, B, B_s and B_T; by default A_T / (A + B - B_s).

    Callers who hang up at once are excluded there; flow-outs are not a failure to answer. If B_s is counted up to the
    target of T seconds, it is number 4 as printed.
    """
    both = answered + abandoned
    above = {1: in_target + abandoned_in_target, 5: in_target + short_abandoned}.get(formula, in_target)
    below = {2: answered, 4: both - short_abandoned}.get(formula, both)
    return ratio(above, below)


def average_speed_of_answer(*, waited: float, answered: int) -> float | None:
    """Seconds from entering the queue to being connected, summed over answered calls, / A. Time in menus is excluded.

    Source: Amazon Connect, "average queue answer time"; Genesys, "ASA".
    """
    return ratio(waited, answered)


def abandonment(*, abandoned: int, offered: int) -> float | None:
    """B / O. Flow-outs and callers who hang up in the menus are excluded. Source: Genesys, "abandoned %"."""
    return ratio(abandoned, offered)


def occupancy(*, busy: float, present: float) -> float | None:
    """The fraction of their time that agents spend on calls: busy / (busy + free), in any unit of time.

    Source: Amazon Connect, "occupancy". None for agents whose time is not reported.
    """
    return ratio(busy, present)


def share_deviation(*, share: float, target: float) -> float:
    """Points by which a vendor's share of offered calls exceeds its target; both in percent."""
    return share - target

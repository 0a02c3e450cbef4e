"""Ratios of a telephone service, one definition each, from raw counts. None is "not known", which is never 0.

Of a queue and a stretch of time: O calls were offered, A answered (A_T of them within the target of T seconds), B
abandoned by callers who waited (B_s of them within the first few seconds), F flowed out (refused, to voicemail, to
another queue), W wait at the end. O = A + B + F + W.
"""


def ratio(part: float, whole: float) -> float | None:
    """The part of a whole, 0 to 1; not known where there is no whole."""
    return part / whole if whole else None


def service_level(*, in_target: int, answered: int, abandoned: int, short_abandoned: int) -> float | None:
    """A_T / (A + B - B_s). Callers who gave up at once are left out; flow-outs are nobody's failure to answer.

    Source: "service level formulas", number 4 of five (ICMI, 2005; Call Centre Helper). The others count all
    abandoned calls or none.
    """
    return ratio(in_target, answered + abandoned - short_abandoned)


def average_speed_of_answer(*, waited: float, answered: int) -> float | None:
    """Seconds from entering the queue to being connected, summed over answered calls, / A. The menus are left out.

    Source: Amazon Connect, "average queue answer time"; Genesys, "ASA".
    """
    return ratio(waited, answered)


def abandonment(*, abandoned: int, offered: int) -> float | None:
    """B / O. Flow-outs and callers who hang up in the menus are left out. Source: Genesys, "abandoned %"."""
    return ratio(abandoned, offered)


def occupancy(*, busy: float, present: float) -> float | None:
    """The part of their time that people spend on calls: busy / (busy + free), in any unit of time.

    Source: Amazon Connect, "occupancy". Not known for people whose time is not reported.
    """
    return ratio(busy, present)


def share_deviation(*, share: float, target: float) -> float:
    """Points by which a vendor's share of the calls offered is above its target; both in percent."""
    return share - target

"""Compares the record with the emulator's calls: every turn once, every hop once, nothing else."""

from collections import defaultdict
from itertools import pairwise

from .callers import Load, Taken
from .rig import Rig

Hop = tuple[str, str, str]


def differences(rig: Rig, load: Load) -> list[str]:
    """The missing and the surplus rows of the record, once all pending events are written."""
    expected = sum(map(len, load.calls.values()))
    ours = f"call_sid LIKE '{load.name}%'"
    rig.settled(f"SELECT count(*) FROM turns WHERE {ours}", expected)
    turns: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for sid, turn, heard in rig.rows(f"SELECT call_sid, turn, heard FROM turns WHERE {ours} ORDER BY call_sid, turn"):
        turns[sid].append((turn, heard))
    hops: dict[str, list[Hop]] = defaultdict(list)
    for sid, *hop in rig.rows(f"SELECT call_sid, step, outcome, target FROM hops WHERE {ours} ORDER BY 1, turn, place"):
        hops[sid].append((hop[0], hop[1], hop[2]))
    restarted = {sid for (sid,) in rig.rows("SELECT call_sid FROM turns WHERE degraded <> ''")}
    found = [line for sid, taken in load.calls.items() for line in _wrong(taken, turns[sid])]
    unbroken = [taken[0].sid for taken in load.calls.values() if not any(each.fell_back for each in taken)]
    found += [line for sid in unbroken if sid not in restarted for line in _gaps(sid, hops[sid])]
    strangers = sorted(set(turns) - set(load.calls))
    return found + [f"{sid}: nobody called" for sid in strangers]


def _wrong(taken: list[Taken], turns: list[tuple[int, str]]) -> list[str]:
    """Turns that are missing, too many, or told otherwise than they went."""
    sid = taken[0].sid
    if [turn for turn, _ in turns] != [each.turn for each in taken]:
        return [f"{sid}: turns {turns} recorded, {[each.turn for each in taken]} taken"]
    return [
        f"{sid}: turn {turn} heard {heard} instead of {each.heard}"
        for each, (turn, heard) in zip(taken, turns, strict=True)
        if heard != each.heard and not each.fell_back
    ]


def _gaps(sid: str, hops: list[Hop]) -> list[str]:
    """Hops that do not begin where the one before them led: one is lost or doubled."""
    return [f"{sid}: {here} does not follow {before}" for before, here in pairwise(hops) if here[0] != before[2]]

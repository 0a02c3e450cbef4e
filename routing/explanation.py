"""Explains a decision: every rule tried with the value seen and the result, and every queue skipped with its reason.

A decision evaluates only the rules that its index selects; the explanation covers all of them, up to the rule that
decided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from routing.caller import CallerProfile
from routing.conditions import Range
from routing.decide import CALLBACK, TRANSFER, CompiledRouting, Decision
from routing.json_value import Json, JsonValue, items, members, number, texts
from routing.rules import Seen


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule that was evaluated. `failed` is the condition that was not met, `wanted` and `seen` are its two values."""

    rule: str
    passed: bool
    failed: str = ""
    wanted: JsonValue = None
    seen: JsonValue = None


def tried(config: CompiledRouting, caller: CallerProfile, decision: Decision) -> Iterator[TriedRule]:
    """Every rule up to the one that decided, or all of them if none did. Empty for a callback and a transfer."""
    if decision.rule in (CALLBACK, TRANSFER):
        return
    for ready in config.book.rules:
        failing = ready.failing(caller, decision.at)
        if failing is None:
            yield TriedRule(ready.rule.name, passed=True)
        else:
            seen = failing.seen(caller, decision.at)
            yield TriedRule(ready.rule.name, False, failing.name, _plain(failing.wanted), _plain(seen))
        if ready.rule.name == decision.rule:
            return


def explanation(config: CompiledRouting, caller: CallerProfile, decision: Decision) -> dict[str, JsonValue]:
    """The decision with its reasons as JSON values, as stored with the call."""
    return {
        "queue": decision.queue,
        "rule": decision.rule,
        "priority": decision.priority,
        "wanted": decision.wanted,
        "instead": list(decision.instead),
        "version": decision.version,
        "at": decision.at.isoformat(),
        "caller": {name: value for name, value in asdict(caller).items() if value},
        "rules": [
            {name: each for name, each in asdict(rule).items() if each not in ("", None)}
            for rule in tried(config, caller, decision)
        ],
        "skipped": [
            {**asdict(each), "opens": each.opens.isoformat() if each.opens else None} for each in decision.skipped
        ],
        "given": decision.assignment.stored() if decision.assignment else None,
        "split": decision.split.stored() if decision.split else None,
    }


def lines(explained: Json, names: Mapping[str, str] | None = None) -> Iterator[str]:
    """The explanation as lines of text. `names` are what people call queues, by their keys."""
    called = dict(names or {})
    yield f"{_called(called, explained['queue']) or 'nobody'} (version {explained['version']}, {explained['at']})"
    for rule in map(members, items(explained.get("rules"))):
        yield f"  rule {rule['rule']}: {_verdict(rule, explained)}"
    if explained.get("rule") == "default":
        yield "  no rule sent the call: the default queue"
    if split := members(explained.get("split")):
        yield from _shares(split, called)
    for queue in map(members, items(explained.get("skipped"))):
        opens = f", opens {queue['opens']}" if queue.get("opens") else ""
        detail = f" ({queue['detail']})" if queue.get("detail") else ""
        yield f"  queue {_called(called, queue['queue'])} skipped: {queue['reason']}{detail}{opens}"
    if not explained["queue"]:
        yield f"  instead: {', '.join(texts(explained.get('instead'))) or 'nothing'}"


def _called(names: Mapping[str, str], key: JsonValue) -> str:
    return names.get(str(key), str(key)) if key else ""


def _shares(split: Json, names: Mapping[str, str]) -> Iterator[str]:
    """The ledger figures of each queue of the split, and the reason for the choice."""
    last, most_owed = _called(names, split["last"]), _called(names, split["most_owed"])
    for each in map(members, items(split["queues"])):
        month = f"this month owed {number(each['owed']):.1f} and given {each['given']}"
        unfit = "" if each["fit"] else ", cannot take the call"
        debt = _calls(number(each["debt"]))
        yield f"  share {_called(names, each['queue'])}: {each['target']} %, {month}, with this call owed {debt}{unfit}"
    if split["kept"]:
        yield f"  kept in {last}: the caller's last call was there{_cost(last, most_owed)}"
        return
    if last:
        yield f"  not kept in {last}, where the caller's last call was: {_too_far(split)}"
    yield f"  chosen {most_owed}: owed most"


def _cost(last: str, most_owed: str) -> str:
    """The effect on the shares of keeping the caller in the last queue."""
    if last == most_owed:
        return ", and it was owed most"
    return f"; {most_owed} was owed more and gets a later call instead"


def _too_far(split: Json) -> str:
    return f"a share would be off by more than {_calls(number(split['room']))}, half of its tolerance or one call"


def _calls(calls: float) -> str:
    """A number of calls; negative if too many were assigned."""
    return f"{calls:.1f} {'call' if round(calls, 1) == 1 else 'calls'}"


def _verdict(rule: Json, explained: Json) -> str:
    if not rule["passed"]:
        return f"no, {rule['failed']} is {_shown(rule.get('seen'))}, wanted {_shown(rule.get('wanted'))}"
    return "yes" if rule["rule"] == explained.get("rule") else "yes, but none of its queues could take the call"


def _plain(value: Seen | Range) -> JsonValue:
    if isinstance(value, Range):
        return value.model_dump(exclude_none=True)
    return list(value) if isinstance(value, tuple) else value


def _shown(value: JsonValue) -> str:
    if isinstance(value, list):
        return " or ".join(map(str, value)) or "nothing"
    return "not known" if value in (None, "") else str(value)

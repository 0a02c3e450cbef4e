"""A plan and other publications are both kept, or the conflict is reported."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from routing.document import of_json, read, to_json
from routing.model import Routing
from routing.scheduled_changes import ChangeSet, ScheduledOutcome, scheduled_outcomes

QUEUES = ("care", "extra", "spare")
BASE = to_json(
    read("""
brand: Northwind
hours: {days: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00"}}}
queues:
  care: {name: Care, kind: in_house, languages: [en-US], hand_off: {desk: care}, capacity: 5}
  extra: {name: Extra, kind: in_house, languages: [en-US], hand_off: {desk: extra}}
  spare: {name: Spare, kind: in_house, languages: [en-US], hours: days, hand_off: {desk: spare}}
rules:
  - {name: Gold, when: {tier: gold}, send: extra, priority: 5}
  - {name: All, split: {care: 60, extra: 40}}
default: care
""")
)
Edit = tuple[str, Any]
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.tuples(st.just("brand"), st.sampled_from(["Southwind", "Eastwind"])),
    st.tuples(st.sampled_from([f"queues/{name}/capacity" for name in QUEUES]), st.integers(1, 9)),
    st.tuples(st.sampled_from([f"queues/{name}/name" for name in QUEUES]), st.sampled_from(["A", "B"])),
    st.tuples(st.sampled_from([f"queues/{name}/hours" for name in QUEUES]), st.sampled_from(["always", "days"])),
    st.tuples(st.just("rules/Gold/priority"), st.integers(1, 9)),
    st.tuples(st.just("rules/All/split"), st.integers(1, 99).map(lambda share: {"care": share, "extra": 100 - share})),
    st.tuples(st.just("rules/Gold"), st.none()),
    st.tuples(st.just("rules/New"), st.integers(1, 9).map(lambda at: {"name": "New", "send": "care", "priority": at})),
)
"""A place of the document, and what it is to say; None removes it."""
CHANGES = st.lists(EDITS, min_size=1, max_size=5, unique_by=lambda edit: edit[0])


def edited(edits: list[Edit]) -> dict[str, Any]:
    """The document after the edits."""
    document = to_json(of_json(BASE))
    rules = {rule["name"]: rule for rule in document["rules"]}
    for path, value in sorted(edits, key=lambda edit: edit[1] is None):  # what is removed is removed last
        *above, name = path.split("/")
        place: Any = {**document, "rules": rules} if not above else {**document, "rules": rules}[above[0]]
        for each in above[1:]:
            place = place[each]
        if not above:
            document[name] = value
        elif value is None:
            place.pop(name)
        else:
            place[name] = value
    return to_json(of_json({**document, "rules": list(rules.values())}))


def flat(document: Any, path: str = "") -> dict[str, Any]:
    """The values of a document by path; rules by their names."""
    if isinstance(document, dict) and path.rpartition("/")[2] != "split":
        named = {**document, "rules": {each["name"]: each for each in document["rules"]}} if not path else document
        inner = (flat(value, f"{path}/{name}" if path else name) for name, value in named.items())
        return {place: value for each in inner for place, value in each.items()}
    return {path: document}


def changed(base: Any, document: Any) -> dict[str, Any]:
    """The values of a document that differ from the other's, by path; None for a missing one."""
    before, after = flat(base), flat(document)
    return {place: after.get(place) for place in {**before, **after} if before.get(place) != after.get(place)}


def carried(plan: dict[str, Any], over: dict[str, Any], choices: Any = None) -> ScheduledOutcome:
    found = scheduled_outcomes(("bob", of_json(over)), [ChangeSet(1, "the plan", BASE, plan)], nothing_wrong, choices)
    return found[0]


nothing_wrong: Callable[[Routing], list[Any]] = lambda _: []  # noqa: E731 - a check that finds nothing


@given(CHANGES, CHANGES)
def test_nobodys_change_vanishes_unsaid(planned, fixed):
    plan, fix = edited(planned), edited(fixed)
    outlook = carried(plan, fix)
    if outlook.after is None:
        assert outlook.disputes
        for dispute in outlook.disputes:
            assert dispute.other == "bob"
            assert dispute.clash.mine != dispute.clash.theirs
    else:
        says = flat(to_json(outlook.after))
        for side in (plan, fix):
            assert {place: says.get(place) for place in changed(BASE, side)} == changed(BASE, side)


@given(CHANGES, CHANGES)
def test_on_different_fields_both_stand_in_either_order(planned, fixed):
    theirs = tuple(path for path, _ in fixed)
    mine = [(path, value) for path, value in planned if not any(map(path.startswith, theirs))]
    mine = [(path, value) for path, value in mine if not any(each.startswith(path) for each in theirs)]
    plan, fix = edited(mine), edited(fixed)
    one, other = carried(plan, fix).after, carried(fix, plan).after
    assert one is not None and other is not None
    assert flat(to_json(one)) == flat(to_json(other)) == flat(edited([*mine, *fixed]))


@given(CHANGES, CHANGES, st.sampled_from(["mine", "theirs"]))
def test_whoever_chose_a_side_has_it_and_nothing_else_is_lost(planned, fixed, side):
    plan, fix = edited(planned), edited(fixed)
    disputes = carried(plan, fix).disputes
    choices = {1: {each.clash.path: side for each in disputes}}
    settled = carried(plan, fix, choices)
    assert settled.after is not None
    again = scheduled_outcomes(("bob", of_json(fix)), [settled.changes], nothing_wrong)[0]
    assert again.after == settled.after
    says = flat(to_json(settled.after))
    for place, value in changed(BASE, plan if side == "mine" else fix).items():
        assert says.get(place) == value


@given(CHANGES, CHANGES, CHANGES)
def test_two_plans_are_carried_out_one_on_top_of_the_other(first, second, fixed):
    sets = [ChangeSet(1, "one", BASE, edited(first)), ChangeSet(2, "two", BASE, edited(second))]
    one, two = scheduled_outcomes(("bob", of_json(edited(fixed))), sets, nothing_wrong)
    for dispute in two.disputes:
        assert dispute.other in ("bob", "one")
    if two.after is not None:
        says, below = flat(to_json(two.after)), one.after or of_json(edited(fixed))
        wanted = {**flat(to_json(below)), **changed(BASE, sets[1].document)}
        assert says == {place: value for place, value in wanted.items() if value is not None}

"""Two admins' changes to one document, merged field by field."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from routing.merge import three_way_merge

NAMES = st.sampled_from(["a", "b", "c", "d"])
FIELDS = st.dictionaries(st.sampled_from(["name", "capacity", "hours"]), st.integers(0, 3))
DOCUMENTS = st.builds(
    lambda queues, rules: {
        "queues": queues,
        **({"rules": [{"name": name, **each} for name, each in rules.items()]} if rules else {}),
    },
    st.dictionaries(NAMES, FIELDS),
    st.dictionaries(NAMES, FIELDS.map(lambda each: {key: value for key, value in each.items() if key != "name"})),
)


def document(**queues: dict[str, Any]) -> dict[str, Any]:
    return {"brand": "B", "queues": queues, "rules": [{"name": name, "send": "a"} for name in ("one", "two", "three")]}


BASE = document(a={"name": "A", "capacity": 1}, b={"name": "B"})


@given(DOCUMENTS, DOCUMENTS)
def test_what_only_one_side_changed_is_taken(base, changed):
    assert (three_way_merge(base, changed, base).document, three_way_merge(base, changed, base).clashes) == (
        changed,
        (),
    )
    mine = three_way_merge(base, base, changed)
    assert mine.clashes == ()
    assert _sorted(mine.document) == _sorted(changed)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_where_both_changed_it_mine_stands_until_theirs_is_chosen(base, mine, theirs):
    first = three_way_merge(base, mine, theirs)
    chosen = three_way_merge(base, mine, theirs, theirs_at=frozenset(clash.path for clash in first.clashes))
    assert all(clash.mine != clash.theirs for clash in first.clashes)
    assert chosen.clashes == ()


def test_different_fields_of_one_queue_are_both_kept():
    mine, theirs = deepcopy(BASE), deepcopy(BASE)
    mine["queues"]["a"]["name"] = "Mine"
    theirs["queues"]["a"]["capacity"] = 9
    both = three_way_merge(BASE, mine, theirs)
    assert both.clashes == ()
    assert both.document["queues"]["a"] == {"name": "Mine", "capacity": 9}


def test_a_queue_that_one_removed_and_the_other_changed_is_asked_about():
    mine, theirs = deepcopy(BASE), deepcopy(BASE)
    del mine["queues"]["b"]
    theirs["queues"]["b"]["name"] = "Theirs"
    (clash,) = three_way_merge(BASE, mine, theirs).clashes
    assert (clash.path, clash.theirs) == ("queues/b", {"name": "Theirs"})


def test_both_add_a_rule_and_each_stands_where_it_was_put():
    mine, theirs = deepcopy(BASE), deepcopy(BASE)
    mine["rules"].insert(0, {"name": "mine", "send": "a"})
    theirs["rules"].append({"name": "theirs", "send": "b"})
    both = three_way_merge(BASE, mine, theirs)
    assert both.clashes == ()
    assert [rule["name"] for rule in both.document["rules"]] == ["mine", "one", "two", "three", "theirs"]


def test_shares_of_a_split_are_not_mixed():
    base = {"rules": [{"name": "one", "split": {"a": 60, "b": 40}}]}
    mine = {"rules": [{"name": "one", "split": {"a": 70, "b": 30}}]}
    theirs = {"rules": [{"name": "one", "split": {"a": 60, "b": 20, "c": 20}}]}
    both = three_way_merge(base, mine, theirs)
    assert [clash.path for clash in both.clashes] == ["rules/one/split"]
    assert both.document == mine


def test_a_change_is_taken_back_and_what_came_after_it_stays():
    before, after = deepcopy(BASE), deepcopy(BASE)
    after["queues"]["a"]["capacity"] = 5
    now = deepcopy(after)
    now["brand"] = "Later"
    back = three_way_merge(after, now, before)
    assert back.clashes == ()
    assert (back.document["queues"]["a"]["capacity"], back.document["brand"]) == (1, "Later")


def _sorted(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "rules": sorted(document.get("rules", []), key=lambda rule: rule["name"])}

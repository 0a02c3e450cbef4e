"""Which queues a user sees, by role, vendor and the queues that an admin bound them to."""

from hypothesis import given
from hypothesis import strategies as st

from ivr.accounts import BY_QUEUE, ROLES, User, may_see_queue, visible_queues
from routing.document import of_json
from routing.model import Routing

QUEUES = {"house": "", "spare": "", "acme-en": "acme", "acme-es": "acme", "beta": "beta"}
names = st.lists(st.sampled_from([*QUEUES, "gone"]), unique=True).map(tuple)
everybody = st.builds(User, st.just("sue"), st.sampled_from(ROLES), st.sampled_from(["", "acme", "beta"]), queues=names)


def routing() -> Routing:
    def queue(vendor: str) -> dict[str, object]:
        whose = {"kind": "outsourced", "vendor": vendor} if vendor else {"kind": "in_house"}
        return {"name": "A team", "languages": ["en-US"], "hand_off": {"desk": "front"}, **whose}

    return of_json({
        "brand": "Northwind",
        "numbers": {"+15005550006": {"language": "en-US"}},
        "vendors": {vendor: {"name": "V"} for vendor in ("acme", "beta")},
        "queues": {name: queue(vendor) for name, vendor in QUEUES.items()},
        "rules": [{"name": "All", "send": "house"}],
        "default": "house",
    })  # fmt: skip


ROUTING = routing()


@given(everybody)
def test_the_list_of_a_users_queues_and_the_rule_for_one_agree(user: User):
    seen = visible_queues(user, ROUTING)
    for name, vendor in QUEUES.items():
        assert may_see_queue(user, name, vendor) == (seen is None or name in seen)


@given(everybody)
def test_a_bound_user_sees_nothing_but_the_queues_that_they_were_given(user: User):
    seen = visible_queues(user, ROUTING)
    if user.queues and user.role in BY_QUEUE:
        assert seen is not None
        assert set(seen) <= set(user.queues)


@given(everybody)
def test_a_vendors_people_see_no_queue_of_anybody_else(user: User):
    if user.role == "vendor":
        assert all(QUEUES.get(name) == user.vendor for name in visible_queues(user, ROUTING) or ())
        assert not may_see_queue(user, "", user.vendor)


def test_who_is_bound_to_nothing_sees_all_that_the_role_may():
    told = {role: visible_queues(User("sue", role, "acme" if role == "vendor" else ""), ROUTING) for role in ROLES}
    assert told == {"admin": None, "supervisor": None, "auditor": None, "agent": (), "vendor": ("acme-en", "acme-es")}


def test_calls_of_a_queue_that_is_gone_stay_with_those_who_had_it():
    assert visible_queues(User("sue", "supervisor", queues=("gone", "house")), ROUTING) == ("house", "gone")

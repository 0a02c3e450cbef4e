"""Every call ends, for every target and every result of a hand-off."""

from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.engine.call import Call
from ivr.flows.context import Context
from ivr.flows.hand_off import left, route
from routing.caller import QueueState
from tests.routing.documents import NOON, compiled, queue

NAMES = ("care", "a", "b", "c")
states = st.builds(QueueState, waiting=st.integers(0, 6), longest=st.floats(0, 900), unreachable=st.booleans())
overflow = st.lists(
    st.fixed_dictionaries({"wait_over": st.integers(1, 600), "to": st.sampled_from(NAMES)}), min_size=1, max_size=2
)
queues = st.fixed_dictionaries({name: st.builds(lambda to: queue(overflow=to), overflow) for name in NAMES})
endings = st.lists(st.sampled_from(["unanswered", "left"]), min_size=30, max_size=30)


@settings(max_examples=60)
@given(queues, st.fixed_dictionaries(dict.fromkeys(NAMES, states)), endings)
def test_no_caller_is_sent_round_in_a_circle(queues, states, endings):
    snapshot = RoutingSnapshot(compiled(queues=queues), states=states)
    floor = RoutingRuntime(lambda: snapshot, older=lambda _: None)
    services = SimpleNamespace(floor=floor, now=NOON + timedelta(hours=1), calls_out=True)
    call = Call("CA1", "+14155550100", "+18005550199", "en-US", Context())
    hand_offs = 0
    while route(call, services) != "nobody":
        hand_offs += 1
        here = call.context.route.tried[-1]
        if endings[hand_offs] == "left" and here not in call.context.route.left:  # as in ivr.calls.hold_treatment
            left(call, services)
    assert hand_offs <= 2 * len(NAMES)

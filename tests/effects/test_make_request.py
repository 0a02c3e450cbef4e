"""A request of a caller: what its effect writes, and how it travels to the record."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.redis.event_stream import pack, unpack
from ivr.calls.events import TurnTaken
from ivr.effects.make_request import KINDS, MakeRequest, Request, make_request, request_id
from ivr.engine import runner
from ivr.engine.call import Call
from ivr.engine.effects import TurnInfo
from ivr.engine.flow import HANG_UP, Flow, Flows
from ivr.flows.context import Context, CurrentOrder, LineCall, recall
from ivr.flows.earlier_requests import already_asked, note_requests

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
INFO = TurnInfo("CA1", 2, "+18005550199", NOW, lambda spoken: spoken.line.prompt)
kinds = st.sampled_from(KINDS)
texts = st.text(max_size=20)


def wish(**values: object) -> MakeRequest:
    told: Mapping[str, object] = {"kind": "start_return", "order": "1001", "shop": "", "caller": "+14155550100"}
    rest: Mapping[str, object] = {"language": "en-US", "level": 2, "answers": {"reason": "too small"}}
    return MakeRequest(**{**told, **rest, **values})


def new_call(order: str = "hash-of-1001") -> LineCall:
    return Call("CA1", "+14155550100", "+18005550199", "en-US", Context(order=CurrentOrder(number="1001", key=order)))


@given(kinds, texts, texts, st.dictionaries(texts, texts, max_size=4))
def test_a_request_survives_the_stream(kind, order, shop, answers):
    (made,) = wish(kind=kind, order=order, shop=shop, answers=answers).entries(INFO, 0)
    event = TurnTaken("CA1", 2, NOW, "en-US", requests=(made,))
    assert unpack(pack(event)) == event


def test_a_turn_of_a_version_that_knew_no_requests_is_read():
    packed = pack(TurnTaken("CA1", 2, NOW, "en-US")).replace('"requests":[],', "")
    assert "requests" not in packed
    assert unpack(packed).requests == ()


@given(st.tuples(texts, kinds, texts, texts), st.tuples(texts, kinds, texts, texts))
def test_requests_share_an_id_only_if_call_kind_and_order_are_the_same(one, other):
    ids = [request_id(sid, kind, shop=shop, order=order) for sid, kind, shop, order in (one, other)]
    without_nul = [tuple(part.replace("\0", "") == part for part in each) for each in (one, other)]
    assert (ids[0] == ids[1]) == (one == other) or not all(map(all, without_nul))


def test_the_second_wording_of_a_request_in_a_call_has_the_same_id():
    first, second = (next(iter(wish(answers={"reason": why}).entries(INFO, 0))) for why in ("small", "large"))
    assert isinstance(first, Request)
    assert first.id == second.id
    assert "1001" not in first.id


def test_a_turn_with_a_request_tells_nothing_before_it_is_stored():
    assert [change.must_be_stored for change in wish().changes(INFO)] == [True]


def test_the_step_makes_the_request_and_goes_on():
    flow: Flow[Context, None] = Flow("returning", start="ask")
    make_request(flow, "ask", made_of=lambda call: wish(caller=call.ani), then=HANG_UP)
    turn = runner.begin(Flows(flow, start="returning", person="returning.ask"), new_call(), None)
    assert [each for each in turn.effects if isinstance(each, MakeRequest)] == [wish(caller="+14155550100")]


def test_what_was_asked_is_known_in_the_same_call():
    call = new_call()
    assert not already_asked(call, "start_return")
    assert note_requests(call, [wish()]) == ("start_return:hash-of-1001",)
    assert already_asked(call, "start_return")
    assert not already_asked(call, "cancel_order")


def test_what_was_asked_for_one_order_was_not_for_another():
    call = new_call()
    note_requests(call, [wish()])
    call.context.order = CurrentOrder(number="1002", key="hash-of-1002")
    assert not already_asked(call, "start_return")


def test_a_request_without_an_order_is_one_whichever_order_is_told():
    call = new_call()
    note_requests(call, [wish(kind="call_back_at", order="")])
    assert already_asked(call, "call_back_at", of_order=False)
    assert not already_asked(call, "call_back_at")


def test_a_later_call_knows_for_thirty_days():
    for age, known in ((29, True), (31, False)):
        call = new_call()
        recall(call, {}, NOW, asked={"start_return:hash-of-1001": (NOW - timedelta(days=age)).isoformat()})
        assert already_asked(call, "start_return") is known
